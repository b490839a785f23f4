"""What was to be sent and could not be."""
