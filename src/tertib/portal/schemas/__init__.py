"""The formats that others can rely on."""
