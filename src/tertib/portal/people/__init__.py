"""Who acts for a party, where, and what they looked at."""
