"""The page: what a browser asks of a ledger, and who may ask."""
