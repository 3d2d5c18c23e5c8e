"""A named question in a browser: its form, its answer as readable cells, and the sentence over the answer.

forms      parameters to fields; typed words to terms         readable   columns that belong together as one, codes in words
lead       what the answer says, in a sentence and a tally    around     what is read once a build: terms, texts, which are used
"""
