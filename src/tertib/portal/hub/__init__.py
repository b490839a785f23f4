"""The association's view of its members."""
