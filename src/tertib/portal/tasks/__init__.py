"""What a marketplace is asked to do, and its answers."""
