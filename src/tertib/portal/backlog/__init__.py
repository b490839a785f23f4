"""What the worker still has to do, and how long it will take."""
