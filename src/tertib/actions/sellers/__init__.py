"""Shops behind which stands one seller: tokens, groups, the ladder."""
