"""Policies as drafts, tried, published by a second person, and taken back."""
