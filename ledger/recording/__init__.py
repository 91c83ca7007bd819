"""Recording events, reading them back, and checking what was recorded. Import its names from ``ledger``."""
