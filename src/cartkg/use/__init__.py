"""What is done with a built graph: each room reads the graph and the questions, and nothing reads it."""
