"""How programs speak to us."""
