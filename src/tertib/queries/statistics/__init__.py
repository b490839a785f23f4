"""Figures, claims beside looks, and how long things last."""
