"""The other side of a simulated campaign: the product's own rules at work on what the world shows, never on its truth.

`office.py` runs the days; only `compare.py` and what stands above it read the truth, when the days are over.
"""
