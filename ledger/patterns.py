"""Patterns of short texts, and the sentence that says how each is written, for no message shows a pattern."""

from __future__ import annotations

import re

CURRENCY = r"^[A-Z]{3}$"
COUNTRY = r"^[A-Z]{2}$"
LOCALE = r"^[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*$"
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
PERIOD = r"^\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$"
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
NO_NUL = r"^[^\x00]*$"

_FORMS = {
    CURRENCY: ("no currency", "three capital letters of ISO 4217, such as EUR"),
    COUNTRY: ("no country", "two capital letters of ISO 3166, such as AZ"),
    LOCALE: ("no language", "it like ro or ro-RO"),
    MONTH: ("no month", "it like 2026-03"),
    PERIOD: ("not a period", "it like 2026-03, 2026-Q1, 2026 or 2026-01-01..2026-03-31"),
}
_FORBIDDEN = {
    ONE_LINE: "a line break, a tab or another control character is in it; leave it out",
    NO_NUL: "a NUL character is in it; leave it out",
}


def unlike(pattern: str, given: str, shown: str) -> str:
    """What is wrong with a text that does not match one of these patterns, and how to write it.

    Args:
        pattern: one of this module.
        given: the text.
        shown: the text, shortened for the sentence.
    """
    if pattern in _FORBIDDEN:
        return _FORBIDDEN[pattern]
    what, form = _FORMS[pattern]
    capitals = given.strip().upper()
    return f"'{shown}' is {what}; write {capitals if re.fullmatch(pattern, capitals) else form}"
