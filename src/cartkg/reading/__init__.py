"""Eligibility text to criteria with statements: one engine, in five steps.

`document` makes items out of a text, `tokens` words out of an item; `matcher` finds the names, `rules` the phrases that say
what is done with them (both are data: `data/vocabulary`, `data/reading`); `attach` joins phrases, times and counts to names,
and `decide` claims only what is licensed: what was not understood is kept in doubt. `readers` say what each kind adds.
"""
