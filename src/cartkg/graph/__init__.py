"""The graph: triples, named graphs, the store, derivations, validation, the folder on disk, and reading a built graph back.

Everything that makes triples or reads them as values is here. What people ask and draw of it is in `ask` and `use`.
"""
