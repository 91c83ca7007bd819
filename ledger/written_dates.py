"""Dates that are not ISO 8601: the forms that imports try, and what is meant by one at the prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import Final

from ledger.text import with_ascii_digits

BUDDHIST_ERA = 543
"""The year 1 of the Buddhist era began so many years before that of the common era."""

DATE_FORMS: Final = (
    *("iso", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y.%m.%d."),
    *("%Y. %m. %d.", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%Y%m%d"),
)
"""The forms of dates, as ``strptime`` has them."""

_PARTS: Final = {
    "Y": r"(?P<year>\d{4})",
    "y": r"(?P<year>\d\d)",
    "m": r"(?P<month>\d\d?)",
    "d": r"(?P<day>\d\d?)",
}
_HOUR: Final = r"(?P<hour>[ T]\d\d?:\S+)?"
_MONTH: Final = re.compile(
    r"(?P<year>\d{4})[./](?P<month>\d\d?)\.?|(?P<first>\d\d?)[./-](?P<last>\d{4})", re.ASCII
)


def is_buddhist(year: int) -> bool:
    """Whether a year is one of the Buddhist era rather than of the calendar that the ledger keeps."""
    return 2400 <= year < 2700  # noqa: PLR2004 - 1857 to 2156 of the common era


def iso_meant(text: str) -> str | None:
    """The ISO 8601 form of a date, or date with time, that was written 31.3.2026, 31/03/26 or 2026. 3. 31.

    Nothing takes such a date silently: it only says what a person may have meant. ``5/3/2026`` gives both of
    its days. It is None for another form, and if there is no such day or hour.
    """
    found = [f"{day}{hour}" for day, hour in _written_days(text) if _is_moment(f"{day}{hour}")]
    return " or ".join(dict.fromkeys(found)) or None


def is_no_day(text: str) -> bool:
    """Whether a text is written as a date, and the calendar has no such day: 2026-02-30, 31/11/2026."""
    days = [day for day, _ in _written_days(text)]
    return bool(days) and not any(map(_is_moment, days))


def span_meant(text: str) -> str | None:
    """The period that was written 1.6.2026..30.6.2026 or 06/2026; None for others, and for unclear ones."""
    first, several, last = with_ascii_digits(text.strip()).partition("..")
    meant = [_meant(part) for part in ((first, last.removeprefix(".")) if several else (first,))]
    return None if None in meant else "..".join(map(str, meant))


def _meant(text: str) -> str | None:
    if month := _MONTH.fullmatch(text.strip()):
        year, number = month["year"] or month["last"], month["month"] or month["first"]
        return f"{_common(year)}-{number:0>2}" if 1 <= int(number) <= 12 else None  # noqa: PLR2004 - months
    found = iso_meant(text)
    return None if found is None or " " in found else found


def _written_days(text: str) -> Iterator[tuple[str, str]]:
    """What a date may mean, as year, month and day, and the time that stands behind it."""
    text = with_ascii_digits(text.strip())
    for shape in _shapes():
        if parts := shape.fullmatch(text):
            day = f"{_common(parts['year'])}-{parts['month']:0>2}-{parts['day']:0>2}"
            yield day, parts["hour"] or ""


def _common(year: str) -> str:
    """A year of the common era in four digits."""
    number = int(f"20{year}"[-4:])
    return f"{number - BUDDHIST_ERA if is_buddhist(number) else number:04}"


@cache
def _shapes() -> tuple[re.Pattern[str], ...]:
    """Patterns of the forms with signs between their parts; spaces and a last point may be there or not."""
    forms = ["%Y-%m-%d" if form == "iso" else form for form in DATE_FORMS if re.search("iso|%[dm][^%]", form)]
    spaced = (re.sub(r"([./-]) ?(?=%)", r"\1 ", form.removesuffix(".")) for form in forms)
    return tuple(
        re.compile("".join(_piece(one) for one in re.findall("%.| |.", form)) + rf"\.?{_HOUR}", re.ASCII)
        for form in dict.fromkeys(spaced)
    )


def _piece(piece: str) -> str:
    return _PARTS[piece[1]] if piece.startswith("%") else " ?" if piece == " " else re.escape(piece)


def _is_moment(text: str) -> bool:
    with suppress(ValueError):
        datetime.fromisoformat(text)
        return True
    return False
