"""How parties are reached, and whether it works."""
