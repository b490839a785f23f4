"""Links that the public reports."""
