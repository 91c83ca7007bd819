"""What a week's workbook is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple


class Known(NamedTuple):
    """A client that the lists offer."""

    code: str
    name: str
    currency: str | None


class Person(NamedTuple):
    """A person at a client that the lists offer."""

    client: str
    person: str
    name: str


class PrefilledRow(NamedTuple):
    """A row that the workbook is written with.

    Attributes:
        values: what it says, by the names of its columns (``ledger.importing.week.row_events``).
        entry: the id of the entry that it stands for; None: it proposes one.
    """

    values: Mapping[str, Any]
    entry: str | None = None


class ToDo(NamedTuple):
    """A thing to do, for reading only."""

    when: date
    at: str | None
    client: str | None
    name: str | None
    why: str
    what: str
    number: str | None
    due: date | None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a workbook is made of.

    Attributes:
        ledger: the id of the ledger.
        book: the id of the workbook.
        manager: whose week it is.
        week: as ISO 8601 writes it: 2026-W27.
        zone: the IANA name of the time zone of its hours.
        made_at: the moment at which it is written.
        clients: those of the manager.
        people: at these clients.
        competitors: the names that entries about these clients mention.
        rows: by the name of their sheet.
        agenda: what is to be done in the week.
    """

    ledger: str
    book: str
    manager: str
    week: str
    zone: str
    made_at: datetime
    clients: Sequence[Known]
    people: Sequence[Person]
    competitors: Sequence[str]
    rows: Mapping[str, Sequence[PrefilledRow]]
    agenda: Sequence[ToDo]
