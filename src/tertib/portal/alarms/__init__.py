"""What went wrong and waits for a person."""
