"""The commands under Store in ``goodwill --help``."""
