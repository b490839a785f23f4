"""Words that sellers changed to, and terms that stopped working."""
