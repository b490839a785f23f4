"""What detection points at, for a person to decide."""
