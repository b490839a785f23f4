"""Search by hand."""
