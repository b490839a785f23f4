"""Listings as rows that are read and offers that are kept."""
