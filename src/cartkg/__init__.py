"""A knowledge graph of engineered-cell trials in autoimmune disease, read from trial records."""
