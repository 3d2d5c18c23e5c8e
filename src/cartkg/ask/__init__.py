"""Asking: plain words to a named question, any query's answer in every format, remote endpoints.

Questions themselves are files under `queries/`; a new one needs no code here.
"""
