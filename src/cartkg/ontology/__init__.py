"""The graph as OWL 2 DL, and what a reasoner (HermiT) infers from it.

Reads a built graph; the ontology itself is edited in `ontology/cartkg.ttl`, never here.
"""
