"""Words that sellers changed to: candidates, those that stopped working, and those shared between members."""
