"""Parties, persons, contacts, keys and deeds."""
