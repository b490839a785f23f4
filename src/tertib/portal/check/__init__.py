"""A listing checked by a seller or anybody: what detection says of it, and why."""
