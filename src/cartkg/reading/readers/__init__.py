"""What each kind of statement adds to the reading of an item."""
