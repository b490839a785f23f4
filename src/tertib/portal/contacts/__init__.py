"""How each member is reached, and whether it works."""
