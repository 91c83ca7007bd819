"""The commands under Read in ``goodwill --help``."""
