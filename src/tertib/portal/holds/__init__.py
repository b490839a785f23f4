"""Takedowns that police asked to wait for."""
