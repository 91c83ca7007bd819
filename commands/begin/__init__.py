"""The commands under Begin in ``goodwill --help``."""
