"""Batches of listings that come in: upload, watched folders, what was wrong with them."""
