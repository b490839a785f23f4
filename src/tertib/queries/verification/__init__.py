"""Looks that are planned."""
