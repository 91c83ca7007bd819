"""The endings of files of other programs, in which Goodwill neither reads nor writes a table."""

from __future__ import annotations

from typing import Final

NO_TABLES: Final = frozenset(
    (
        *(".pdf", ".ps", ".doc", ".docx", ".odt", ".rtf", ".pages", ".numbers", ".ppt", ".pptx", ".odp"),
        *(".html", ".htm", ".mht", ".xml", ".yaml", ".yml", ".eml", ".msg"),
        *(".zip", ".7z", ".rar"),
        *(".parquet", ".db", ".sqlite", ".accdb", ".mdb", ".dbf"),
        *(".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff"),
    )
)
"""The endings of texts, letters, archives, databases and pictures; some commands write ``.html``."""
