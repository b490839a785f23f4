"""Delivery to the inbox that a program reads by the API."""
