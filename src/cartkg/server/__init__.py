"""The SPARQL 1.1 Protocol endpoint and the pages: read-only, bounded, on loopback unless told otherwise.

app            routes and middleware put together
endpoint       /sparql                     pages/      one module a page: a function of the graph to a template's values
protocol · negotiation · guard · workers   site        templates, links, what every page shows
                  └────────── live: the build that is served now, and its successor ──────────┘

Round every request: watching (lease, headers, log, metrics) · caching, kept (what is not sent or made twice) · failures.
Beside them: following (looks for a new build) · snapshots (private copies of builds) · health · metrics · logs.
"""
