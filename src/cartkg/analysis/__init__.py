"""What the graph as a network shows: analyses with networkx, each with a sentence that says how to read its answer."""
