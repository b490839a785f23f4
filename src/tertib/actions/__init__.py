"""What can be done, and who may. Each action loads, lets `core` decide, and saves all in one transaction."""
