"""What is particular to the names of diseases."""
