"""What each kind of statement adds to the engine: therapies, diagnoses, limits, ages."""
