"""Small ledgers for tests of views: entries written as (kind, client, day, fields), no store needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from ledger.entry import Entry, stream_of
from ledger.events import AnyEvent, EntryCorrected, EntryVoided
from ledger.judging import make_event
from ledger.times import parse_moment

Fact = tuple[str, str, str, Mapping[str, Any]]
"""Kind, client, day or moment, fields."""

LEARNT = datetime(2030, 1, 1, tzinfo=UTC)
"""When the first entry of a test's ledger was recorded; each one after it a minute later."""


class Book:
    """A ledger in memory that is written in the notation of the domain.

    >>> book = Book().client("ACME").add("invoice.issued", "ACME", "2026-03-01", number="1", amount="100")
    """

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self.entries: list[Entry] = []
        self._versions: dict[UUID, int] = {}
        for kind, client, day, fields in facts:
            self.add(kind, client, day, **fields)

    def client(self, code: str, day: str = "2000-01-01", **fields: Any) -> Book:
        """Register a client; in EUR where nothing is said."""
        said = {"code": code, "name": f"{code} Ltd", "currency": "EUR", **fields}
        return self.add("client.registered", code, day, **said)

    def add(self, kind: str, client: str | None, day: str, **fields: Any) -> Book:
        """Append an entry, of no client where it is the house's; documents are in EUR by default."""
        if kind in _IN_EUR:
            fields.setdefault("currency", "EUR")
        if kind in _WITH_REASON:
            fields.setdefault("reason", "said so")
        event = make_event(kind, fields)
        stream = self._stream(event, client)
        version = self._versions[stream] = self._versions.get(stream, 0) + 1
        position = len(self.entries) + 1
        recorded = LEARNT + timedelta(minutes=position)
        self.entries.append(
            Entry(position, stream, version, event, parse_moment(day), recorded, "tests", client)
        )
        return self

    def _stream(self, event: AnyEvent, client: str | None) -> UUID:
        """An event's stream; a correction stands in that of the entry that it corrects."""
        if isinstance(event, EntryVoided | EntryCorrected):
            return next(entry.stream for entry in self.entries if str(entry.id) == event.entry)
        return stream_of(event, client)

    def void(self, position: int, day: str = "2029-01-01") -> Book:
        """Void an entry."""
        entry = self.entries[position - 1]
        return self.add("entry.voided", entry.client, day, entry=str(entry.id))

    def correct(
        self,
        position: int,
        replacement: Mapping[str, Any],
        day: str = "2029-01-01",
        occurred_at: str | None = None,
    ) -> Book:
        """Correct an entry, and its moment where another is given."""
        entry = self.entries[position - 1]
        fields = {"entry": str(entry.id), "replacement": dict(replacement), "occurred_at": occurred_at}
        return self.add("entry.corrected", entry.client, day, **fields)

    def upto(self, day: date) -> list[Entry]:
        """The ledger as if nothing had happened after a day."""
        return [entry for entry in self.entries if entry.on <= day]


_IN_EUR = {
    "balance.opened",
    "credit_note.issued",
    "invoice.issued",
    "order.placed",
    "payment.received",
}
_WITH_REASON = {
    "credit_note.issued",
    "debt.recovered",
    "debt.written_off",
    "entry.corrected",
    "entry.voided",
    "invoice.cancelled",
    "order.cancelled",
    "payment.refunded",
    "payment.reversed",
    "return.received",
}
