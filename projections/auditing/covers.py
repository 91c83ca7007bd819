"""Covers: who stands in for whom, what deputies recorded meanwhile, and what they recorded outside of any."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, NamedTuple, TypeAlias

from ledger.entry import Entry
from ledger.events import ClientCovered, ClientReassigned, ClientRegistered, ManagerCovered
from ledger.spellings import compared
from projections.framework.columns import Column

OUTSIDE = "outside any cover"


@dataclass(frozen=True, kw_only=True)
class CoverRow:
    """A cover; or a deputy's entries for a manager that lie outside of any."""

    manager: Annotated[str | None, Column("The manager who is away.", null="the client has none")]
    deputy: Annotated[str, Column("The person who stands in.")]
    since: Annotated[
        date, Column("The first day; of entries outside of any cover, that of the first one.", title="FROM")
    ]
    until: Annotated[date, Column("The last day; of such entries, that of the last one.")]
    client: Annotated[
        str | None,
        Column("The only client of the cover.", null="all clients of the manager", quiet=True),
    ]
    clients: Annotated[
        int,
        Column(
            "Clients of the manager on the first day; of entries outside of any cover, those that they are about.",
            unit="clients",
        ),
    ]
    entries: Annotated[int, Column("Entries by the deputy for the manager on these days.", unit="entries")]
    note: Annotated[
        str | None,
        Column("outside any cover.", null="it is a cover", quiet=True, colours="yellow"),
    ]
    reason: Annotated[str | None, Column("Why the manager is away.", null="no cover says", least=12)]


class Cover(NamedTuple):
    """A cover as an entry gives it.

    Attributes:
        client: the only client; None: all clients of the manager.
    """

    manager: str | None
    deputy: str
    first: date
    last: date
    client: str | None
    reason: str
    position: int

    def holds(self, day: date) -> bool:
        """Whether the deputy stands in on a day."""
        return self.first <= day <= self.last


class Managers:
    """Who was the manager of each client on each day.

    Args:
        entries: the registrations and reassignments in force.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._spans: dict[str, list[tuple[date, int, str | None]]] = {}
        for entry in entries:
            if isinstance(entry.event, ClientRegistered | ClientReassigned) and entry.client is not None:
                since = date.min if isinstance(entry.event, ClientRegistered) else entry.on
                span = since, entry.position, entry.event.manager
                self._spans.setdefault(entry.client, []).append(span)
        for spans in self._spans.values():
            spans.sort(key=lambda span: span[:2])

    def of(self, client: str, day: date) -> str | None:
        """The manager of a client on a day."""
        spans = self._spans.get(client, ())
        place = bisect_right(spans, day, key=lambda span: span[0])
        return spans[place - 1][2] if place else None

    def clients(self, manager: str | None, day: date) -> int:
        """How many clients a manager has on a day."""
        key = compared(manager or "")
        return sum(compared(self.of(client, day) or "") == key for client in self._spans)


_Pair: TypeAlias = tuple[str, str]


def covers_of(entries: Iterable[Entry], managers: Managers) -> list[Cover]:
    """The covers among entries in force: those of managers first, since they supersede those of a client."""
    found = []
    for entry in entries:
        match event := entry.event:
            case ManagerCovered():
                who: tuple[str | None, str | None] = event.manager, None
            case ClientCovered():
                who = managers.of(entry.client or "", event.from_), entry.client
            case _:
                continue
        manager, client = who
        found.append(
            Cover(manager, event.deputy, event.from_, event.until, client, event.reason, entry.position)
        )
    return sorted(found, key=lambda one: (one.client is not None, one.position))


def cover_rows(covers: Sequence[Cover], acting: Iterable[Entry], managers: Managers) -> list[CoverRow]:
    """A row for each cover, and one for each deputy and manager with entries outside of any.

    An entry belongs to one row: to a cover that holds on the day on which it happened, or else on that of its
    recording; or to none.

    Args:
        covers: as ``covers_of`` orders them.
        acting: the entries in force on behalf of another person.
        managers: who was the manager of each client.
    """
    by_manager: dict[str, list[Cover]] = {}
    by_client: dict[str, list[Cover]] = {}
    for one in covers:
        if one.client is None:
            by_manager.setdefault(compared(one.manager or ""), []).append(one)
        else:
            by_client.setdefault(one.client, []).append(one)
    within: Counter[int] = Counter()
    outside: dict[_Pair, list[Entry]] = {}
    for entry in acting:
        cover = next(_covering(by_manager, by_client, entry), None)
        if cover is not None:
            within[cover.position] += 1
        else:
            pair = compared(entry.on_behalf_of or ""), compared(entry.actor)
            outside.setdefault(pair, []).append(entry)
    rows = [_row(one, within[one.position], managers) for one in covers]
    return sorted([*rows, *map(_outside, outside.values())], key=_place)


def _covering(
    by_manager: Mapping[str, Sequence[Cover]], by_client: Mapping[str, Sequence[Cover]], entry: Entry
) -> Iterator[Cover]:
    """The covers under which an entry was recorded; those of the manager supersede those of the client."""
    for day in (entry.on, entry.recorded_at.date()):
        of_manager = [one for one in by_manager.get(compared(entry.on_behalf_of or ""), ()) if one.holds(day)]
        for one in of_manager or by_client.get(entry.client or "", ()):
            if one.holds(day) and compared(one.deputy) == compared(entry.actor):
                yield one


def _row(one: Cover, entries: int, managers: Managers) -> CoverRow:
    clients = managers.clients(one.manager, one.first) if one.client is None else 1
    return CoverRow(
        manager=one.manager,
        deputy=one.deputy,
        since=one.first,
        until=one.last,
        client=one.client,
        clients=clients,
        entries=entries,
        note=None,
        reason=one.reason,
    )


def _outside(entries: Sequence[Entry]) -> CoverRow:
    days = [entry.on for entry in entries]
    return CoverRow(
        manager=entries[0].on_behalf_of,
        deputy=entries[0].actor,
        since=min(days),
        until=max(days),
        client=None,
        clients=len({entry.client for entry in entries if entry.client}),
        entries=len(entries),
        note=OUTSIDE,
        reason=None,
    )


def _place(row: CoverRow) -> tuple[object, ...]:
    return (
        row.since,
        row.until,
        compared(row.manager or ""),
        compared(row.deputy),
        row.client or "",
        row.note or "",
    )
