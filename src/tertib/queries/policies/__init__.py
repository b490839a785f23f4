"""Policies by name, at the desk, and word by word."""
