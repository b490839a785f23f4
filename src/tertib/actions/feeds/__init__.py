"""Listings that are handed over, and their batches."""
