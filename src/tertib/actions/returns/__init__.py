"""Offers that may be removed listings again."""
