"""What is handed in: orders, mails, reports."""
