"""What is asked of a recipient: composed, approved, sent."""
