"""The commands under Record in ``goodwill --help``."""
