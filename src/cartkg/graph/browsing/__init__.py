"""What pages show of a graph, as plain frozen values: the catalogue of trials with its facets, and one trial with every item.

catalogue   every trial as a row            trial        one trial: facts, items, statements, verdicts
diseases    the class tree over them        statements   an item's statements and its marked words
facets      filters, and their counts       tokens       a registry's tokens in words

Nothing here knows of HTML or HTTP.
"""
