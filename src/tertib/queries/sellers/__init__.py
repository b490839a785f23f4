"""Groups of shops, and the keys of their tokens."""
