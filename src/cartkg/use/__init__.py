"""What people do with a built graph: compare trials, draw figures, analyse, export.

Reads the graph through `graph` and `ask`; adds nothing to it.
"""
