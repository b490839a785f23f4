"""What an authority hands in: links, rows, receipts."""
