"""The feed: the tables of the catalogue with their rows, as other programs read them."""
