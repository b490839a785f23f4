"""The first page of the demo: whom to sign in as, and what to try."""
