"""Cases as a reader may see them."""
