"""Years of other eras in the dates of files."""

from __future__ import annotations

import re
from collections.abc import Callable

from ledger.written_dates import BUDDHIST_ERA

_YEARS_TO_GREGORIAN = {"gregorian": 0, "buddhist": -BUDDHIST_ERA, "minguo": 1911}
_DIRECTIVE = re.compile(r"%(.)|(\s+)|(.)", re.DOTALL)
_DIGITS = {"Y": r"(\d{1,4})", "y": r"(\d{2})", "j": r"\d{1,3}", "f": r"\d{1,6}", "%": "%"} | dict.fromkeys(
    "dmHIMS", r"\d{1,2}"
)


def to_gregorian(form: str, era: str | None) -> Callable[[str], str]:
    """A function from a date as text to the same date in years of the common era.

    It changes the text, because 29 February of a year of another era need not exist under that number.

    Args:
        form: ``iso`` or a format of ``strptime``.
        era: how the text counts years; None counts as ``gregorian``.
    """
    years = _YEARS_TO_GREGORIAN[era or "gregorian"]
    shape = _shape(form)
    if not years or shape is None:
        return lambda text: text

    def convert(text: str) -> str:
        found = shape.match(text)
        if found is None:
            raise ValueError(text)
        begin, end = found.span(1)
        year = int(found[1]) + years
        return (
            f"{text[:begin]}{year % 100:02}{text[end:]}" if short else f"{text[:begin]}{year:04}{text[end:]}"
        )

    short = "%y" in form
    return convert


def _shape(form: str) -> re.Pattern[str] | None:
    """A pattern whose first group is the year; None if the form has none."""
    if form == "iso":
        return re.compile(r"(\d{1,4})")
    if ("%Y" in form) == ("%y" in form):
        return None
    pieces = (
        _DIGITS.get(letter, ".+?") if letter else (r"\s+" if space else re.escape(sign))
        for letter, space, sign in _DIRECTIVE.findall(form)
    )
    return re.compile("".join(pieces), re.IGNORECASE)
