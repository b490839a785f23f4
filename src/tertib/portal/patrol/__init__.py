"""Search by hand on a marketplace's own pages."""
