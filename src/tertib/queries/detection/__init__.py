"""The review desk, and what the live policies read."""
