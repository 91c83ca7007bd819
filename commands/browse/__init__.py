"""The commands under Browse in ``goodwill --help``."""
