"""What can be shown, and to whom. Every query starts from what `visible.py` lets through."""
