"""Lifetime: what clients are likely to buy in the next twelve months."""
