"""Bringing records from the registry's API into a folder that `build` reads.

`field` is the query that defines the field, `registry` the API's pages over HTTP, `folder` the raw records kept with their
digests and days, `walk` what one run of `cartkg fetch` does.
"""
