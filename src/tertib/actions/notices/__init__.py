"""What is asked of recipients, on its way and answered."""
