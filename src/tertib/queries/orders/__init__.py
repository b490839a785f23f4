"""Orders and reports from the public."""
