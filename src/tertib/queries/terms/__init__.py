"""New words, stopped words, shared words."""
