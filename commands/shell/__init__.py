"""The commands under Shell in ``goodwill --help``."""
