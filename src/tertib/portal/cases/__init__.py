"""One listing under one policy: the list, its filters, one case with its history, and the steps taken on it."""
