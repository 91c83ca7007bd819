"""Entries as the stored events of the eventsourcing library, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import DataError, JSONTranscoder, Mapper, Notification, StoredEvent

from ledger.codec import Row, decode, encode
from ledger.entry import Entry

_UNBOUNDED = 2**62  # beyond every position, version and limit


@dataclass(frozen=True, eq=False)
class StoredEntry(Notification):
    """A row as the library passes it on: a stored event that keeps all other columns too.

    It equals a plain stored event that has the same stream, version, topic and state.
    """

    row: Row

    @classmethod
    def of(cls, row: Row) -> Self:
        """The stored event of a row."""
        return cls(row.stream, row.version, row.kind, row.state.encode(), row.position, row)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoredEvent) and _content(self) == _content(other)

    def __hash__(self) -> int:
        return hash(_content(self))


def _content(event: StoredEvent) -> tuple[UUID | str, int, str, bytes]:
    return event.originator_id, event.originator_version, event.topic, event.state


class EntryMapper(Mapper[UUID]):
    """Converts entries to stored events and back, for the library's subscriptions and runners."""

    def __init__(self) -> None:
        super().__init__(JSONTranscoder())

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEntry:
        """An entry as a stored event.

        Raises:
            TypeError: it is not an entry; a ledger stores nothing else.
        """
        if not isinstance(domain_event, Entry):
            raise TypeError(f"a ledger keeps entries, not {type(domain_event).__name__}")
        return StoredEntry.of(encode(domain_event))

    def to_domain_event(self, stored_event: StoredEvent) -> Entry:
        """The entry of a stored event.

        Raises:
            Unreadable: the row is not what was written.
            TypeError: the event did not come from a ledger.
        """
        if not isinstance(stored_event, StoredEntry):
            raise TypeError("only a stored event that came from a ledger can be read as an entry")
        return decode(stored_event.row)


def bounds(gt: int | None, lte: int | None, limit: int | None) -> tuple[int, int, int]:
    """The library's optional bounds of a selection as numbers; a missing one becomes very large."""
    return (
        -1 if gt is None else gt,
        _UNBOUNDED if lte is None else lte,
        _UNBOUNDED if limit is None else limit,
    )


def as_stream(originator_id: UUID | str) -> UUID:
    """The library's name of an aggregate as a stream.

    Raises:
        DataError: it is not a UUID.
    """
    if isinstance(originator_id, UUID):
        return originator_id
    raise DataError(f"a stream is named by a UUID, not by {originator_id!r}")


def as_row(event: StoredEvent) -> Row:
    """A stored event as a row without a position. A plain stored event has no envelope.

    Raises:
        DataError: its aggregate is not named by a UUID, or its state is not text.
    """
    if isinstance(event, StoredEntry):
        return event.row
    stream = as_stream(event.originator_id)
    try:
        state = event.state.decode()
    except UnicodeDecodeError as wrong:
        raise DataError(
            "an entry's state is stored as text; use no compressor or cipher with this recorder"
        ) from wrong
    if "\0" in state:
        raise DataError("an entry's state is stored as text, which cannot hold a NUL in every database")
    nothing = (None, None, None, None)
    return Row(0, stream, event.originator_version, event.topic, 1, None, "", "", "", *nothing, state)
