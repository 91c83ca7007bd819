"""The commands under Collect in ``goodwill --help``."""
