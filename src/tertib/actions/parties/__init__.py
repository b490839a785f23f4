"""Parties, their persons and their keys."""
