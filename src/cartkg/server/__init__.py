"""The SPARQL 1.1 Protocol endpoint and its pages: read-only, bounded, on loopback unless told otherwise.

`negotiation` (which form of answer), `protocol` (what an HTTP request asks), `guard` (what a query may not do), `workers` (who
runs it, and how it is stopped) are plain functions and classes; `app` puts short routes on them; `pages` writes the HTML.
"""
