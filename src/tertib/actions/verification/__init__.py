"""Looks: planned, saved, and what they mean together."""
