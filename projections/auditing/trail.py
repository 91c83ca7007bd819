"""The entries that a list of an audit looks at, and what every row of such a list says of its entry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from functools import cached_property
from typing import Annotated, Any
from uuid import UUID

from ledger.corrections import CORRECTIONS, Correction, Mark, Marks, corrected, marks_by_entry
from ledger.entry import Entry, Envelope
from ledger.times import stamp
from projections.framework.columns import Column

Reader = Callable[[Collection[str]], Iterable[Entry]]
"""Entries of some kinds, or of every kind for none, in order of position, as they were recorded."""


@dataclass(frozen=True, kw_only=True)
class AboutEntry:
    """The first fields of the rows: the entry that a row is about."""

    position: Annotated[int, Column("The position of the entry.", key=1, title="ENTRY")]
    client: Annotated[
        str | None, Column("The client's code.", null="it belongs to the house or a manager", title="CLIENT")
    ]
    kind: Annotated[str, Column("The kind of the entry.")]
    on: Annotated[date, Column("The day on which it happened, by its corrections.")]
    recorded: Annotated[date, Column("The day on which it was recorded, in UTC.")]
    recorded_at: Annotated[str, Column("The moment at which it was recorded, in UTC.", hidden=True)]
    actor: Annotated[str, Column("The person or program that recorded it.", title="BY")]
    on_behalf_of: Annotated[
        str | None, Column("The person for whom the actor acted.", null="nobody", title="FOR", quiet=True)
    ]


@dataclass(frozen=True, kw_only=True)
class Trail:
    """The entries of a ledger, and which of them a list is about.

    Attributes:
        read: reads the entries that were known.
        later: reads those that were recorded on a later day than they happened, as the dates are written.
        at: reads the entries of some streams with some versions, in no order.
        numbered: reads the entries at some positions, in order of position.
        envelopes: reads the envelopes of all, in order of position.
        as_of: only what had happened or was recorded by the end of this day.
        recorded: only what was recorded on these days, the first and the last, in UTC; None: on any day.
        clients: only entries of these clients; None: of every client, of managers and of the house.
    """

    read: Reader
    later: Callable[[], Iterable[Entry]]
    at: Callable[[Iterable[tuple[UUID, int]]], Iterable[Entry]]
    numbered: Callable[[Iterable[int]], Iterable[Entry]]
    envelopes: Callable[[], Iterable[Envelope]]
    as_of: date
    recorded: tuple[date, date] | None = None
    clients: frozenset[str] | None = None

    @cached_property
    def marks(self) -> Marks:
        """What later entries did to them."""
        return marks_by_entry(self.read(CORRECTIONS))

    def mark(self, entry: Entry) -> Mark[Entry]:
        """The entries that void or correct an entry."""
        return self.marks.get((entry.stream, entry.version), Mark())

    def chooses(self, entry: Entry) -> bool:
        """Whether a list is about an entry, whose date is by its corrections."""
        day = recording_day(entry)
        return (
            min(day, entry.on) <= self.as_of
            and (self.recorded is None or self.recorded[0] <= day <= self.recorded[1])
            and (self.clients is None or entry.client in self.clients)
        )

    def entries(self, *kinds: str) -> Iterator[tuple[Entry, Mark[Entry]]]:
        """Each entry but voids and corrections, as corrections left it, with what voids or corrects it."""
        return self.as_corrected(self.read(kinds))

    def as_corrected(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, Mark[Entry]]]:
        """Entries but voids and corrections, as ``entries`` has them."""
        for entry in entries:
            if not isinstance(entry.event, Correction):
                mark = self.mark(entry)
                yield corrected(entry, mark), mark

    def chosen(self, *kinds: str) -> Iterator[tuple[Entry, Mark[Entry]]]:
        """Those of ``entries`` that the list is about."""
        return ((entry, mark) for entry, mark in self.entries(*kinds) if self.chooses(entry))

    def in_force(self, *kinds: str) -> Iterator[Entry]:
        """Those of ``entries`` that are not voided, before the list picks its own."""
        return (entry for entry, mark in self.entries(*kinds) if not mark.voided_by)


def recording_day(entry: Entry) -> date:
    """The day on which an entry was recorded, in UTC."""
    return entry.recorded_at.astimezone(UTC).date()


def local_recording_day(entry: Entry) -> date:
    """The day on which an entry was recorded, where it happened."""
    return entry.recorded_at.astimezone(entry.occurred_at.tzinfo).date()


def about(entry: Entry) -> Mapping[str, Any]:
    """The fields of ``AboutEntry``."""
    return {
        "position": entry.position,
        "client": entry.client,
        "kind": entry.kind,
        "on": entry.on,
        "recorded": recording_day(entry),
        "recorded_at": stamp(entry.recorded_at),
        "actor": entry.actor,
        "on_behalf_of": entry.on_behalf_of,
    }


def position_of(entry: Entry | None) -> int | None:
    """The position of an entry, if there is one."""
    return None if entry is None else entry.position
