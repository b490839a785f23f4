"""Looking for ourselves: what a page shows, what several looks mean, when to look next."""
