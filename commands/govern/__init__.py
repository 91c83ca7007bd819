"""The commands under Govern in ``goodwill --help``."""
