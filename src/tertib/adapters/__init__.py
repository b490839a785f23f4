"""What we touch outside."""
