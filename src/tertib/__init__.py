"""Tertib: from a link to a takedown that is verified, stays down, and can be proved."""

__version__ = "0.1.0"
