"""Reminders as letters to clients, in the client's language, to print or to send."""

from __future__ import annotations

from reporting.letters.page import file_name, page
from reporting.letters.texts import LetterTexts, texts

__all__ = ["LetterTexts", "file_name", "page", "texts"]
