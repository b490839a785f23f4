"""Delivery of a thin signed message to a URL (Standard Webhooks)."""
