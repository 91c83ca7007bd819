"""Makes the rows of a client from its entries."""
