"""Delivery to the inbox of the portal."""
