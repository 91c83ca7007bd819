"""An agenda as a calendar: RFC 5545, which programs and telephones import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from ledger.times import shifted
from projections.agenda.rows import AgendaRow
from projections.framework.columns import in_words

_OCTETS: Final = 75
"""The most octets of a line, as RFC 5545 has it."""
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar(rows: Iterable[AgendaRow], as_of: date) -> str:
    """The calendar: a fixed hour is a moment in UTC, every other thing an event of its whole day.

    The UID of an event is made of its client, reason and number, so an event that moves keeps it.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Goodwill//agenda//EN", "CALSCALE:GREGORIAN"]
    for row in rows:
        lines += _event(row, as_of)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(row: AgendaRow, as_of: date) -> Iterator[str]:
    whose = f"{row.name} ({row.client})" if row.name and row.client else row.client or ""
    number = f" {row.number}" if row.number else ""
    yield "BEGIN:VEVENT"
    yield f"UID:{_identity(row)}"
    yield f"DTSTAMP:{_digits(as_of)}T000000Z"
    if row.starts:
        starts = datetime.fromisoformat(row.starts).astimezone(UTC)
        yield f"DTSTART:{_digits(starts.date())}{starts:T%H%M%SZ}"
    else:
        yield f"DTSTART;VALUE=DATE:{_digits(row.when)}"
        if row.when < date.max:  # an event without an end ends with its day
            yield f"DTEND;VALUE=DATE:{_digits(shifted(row.when, 1))}"
        yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{_escaped(': '.join(filter(None, (in_words(row.reason), whose, row.what))))}"
    yield f"DESCRIPTION:{_escaped(f'{row.why}{number}')}"
    yield f"CATEGORIES:{row.reason}"
    yield "END:VEVENT"


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")


def _identity(row: AgendaRow) -> str:
    """What stays the same when the event moves; a cover has its entry in place of a client and a number."""
    whose = (row.client, row.number) if row.client else (None, row.entry)
    return f"{uuid5(NAMESPACE_URL, repr(('goodwill', row.reason, *whose)))}@goodwill"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def _folded(line: str) -> str:
    """A line of at most 75 octets, continued on further lines that begin with a space; no letter is cut."""
    parts, octets = [""], 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > _OCTETS:
            parts.append(" ")
            octets = 1
        parts[-1] += letter
        octets += size
    return "\r\n".join(parts)
