"""Terms in a browser: the trees of classes, and what stands on the page of a term.

trees      broader and narrower as nested lists, with how many trials speak of each
sheet      a term's own facts: names, identifiers, mappings, definition        telling   what trials say of it, in rows
"""
