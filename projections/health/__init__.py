"""Relationship health: how likely a client is to order again, and what the figure is made of."""
