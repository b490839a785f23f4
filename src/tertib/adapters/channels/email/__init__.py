"""Delivery by mail, with the table to fill in attached."""
