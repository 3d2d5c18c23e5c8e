"""What follows from a record alone: its scope, its product, and where its fields and its text disagree.

Works on plain values of `model` with the terms of `vocabulary`; reads no file of a user and knows no graph.
"""
