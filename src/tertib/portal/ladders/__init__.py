"""What happens when nobody answers, step by step."""
