"""The commands under Audit in ``goodwill --help``."""
