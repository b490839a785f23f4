"""Offers judged under a policy, and what persons decide on what is found."""
