"""Classes of illegal goods as data: read, drafted, tried, published."""
