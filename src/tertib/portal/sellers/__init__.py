"""Shops behind which stands one seller, and the steps of the ladder."""
