"""Listings that came back, old and new side by side."""
