"""Covers: who stands in for whom, what deputies recorded meanwhile, and what they recorded outside of any."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Annotated, NamedTuple

from ledger.spellings import name_key
from projections.auditing.cover_facts import Acted, Decided, Manages
from projections.framework.columns import Column
from projections.framework.periods import Period

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
    """A cover with the manager who is away.

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
    """Who was the manager of each client on each day."""

    def __init__(self, managed: Iterable[Manages]) -> None:
        self._spans: dict[str, list[tuple[date, str, int, str | None]]] = {}
        for position, client, manager, since, moment in managed:
            self._spans.setdefault(client, []).append((since, moment, position, manager))
        for spans in self._spans.values():
            spans.sort(key=_TURN)
        self._counts: dict[date, Counter[str]] = {}

    def of(self, client: str | None, day: date) -> str | None:
        """The manager of a client at the end of a day."""
        spans = self._spans.get(client or "", ())
        if len(spans) == 1 and spans[0][0] <= day:  # most clients never had another
            return spans[0][-1]
        place = bisect_right(spans, day, key=_FIRST)
        return spans[place - 1][-1] if place else None

    def clients(self, manager: str | None, day: date) -> int:
        """How many clients a manager has on a day."""
        if day not in self._counts:
            self._counts[day] = Counter(name_key(self.of(client, day) or "") for client in self._spans)
        return self._counts[day][name_key(manager or "")]


_TURN = itemgetter(0, 1, 2)
_FIRST = itemgetter(0)


def covers_of(decided: Iterable[Decided], managers: Managers) -> list[Cover]:
    """The covers: those of managers first, since they supersede those of a client."""
    found = [
        Cover(
            managers.of(client, first) if client else manager, deputy, first, last, client, reason, position
        )
        for position, client, manager, deputy, _, first, last, reason in decided
    ]
    return sorted(found, key=lambda one: (one.client is not None, one.position))


def cover_rows(
    covers: Sequence[Cover], acted: Iterable[Acted], managers: Managers, period: Period | None = None
) -> list[CoverRow]:
    """A row for each cover, and one for each deputy and manager with entries outside of any.

    An entry belongs to one row: to a cover that holds on the day on which it happened, or else on that of its
    recording; or to none.

    Args:
        covers: as ``covers_of`` orders them.
        acted: the entries in force on behalf of another person.
        managers: who was the manager of each client.
        period: only covers that share a day with it, and entries outside of any that happened in it.
    """
    by_manager: dict[str, list[Cover]] = {}
    by_client: dict[str, list[Cover]] = {}
    for one in covers:
        if one.client is None:
            by_manager.setdefault(name_key(one.manager or ""), []).append(one)
        else:
            by_client.setdefault(one.client, []).append(one)
    within: Counter[int] = Counter()
    outside: dict[tuple[str, str], list[Acted]] = {}
    for entry in acted:
        pair = name_key(entry.manager), name_key(entry.deputy)
        cover = _covering(by_manager.get(pair[0], ()), by_client.get(entry.client or "", ()), entry, pair[1])
        if cover is not None:
            within[cover.position] += 1
        elif period is None or period.holds(entry.on):
            outside.setdefault(pair, []).append(entry)
    shown = [one for one in covers if period is None or period.meets(Period(one.first, one.last))]
    rows = [_row(one, within[one.position], managers) for one in shown]
    return sorted([*rows, *map(_outside, outside.values())], key=_place)


def _covering(
    of_manager: Sequence[Cover], of_client: Sequence[Cover], entry: Acted, deputy: str
) -> Cover | None:
    """The cover under which an entry was recorded; those of the manager supersede those of the client."""
    for day in (entry.on, entry.recorded):
        for one in [one for one in of_manager if one.holds(day)] or of_client:
            if one.holds(day) and name_key(one.deputy) == deputy:
                return one
    return None


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


def _outside(entries: Sequence[Acted]) -> CoverRow:
    days = [entry.on for entry in entries]
    return CoverRow(
        manager=entries[0].manager,
        deputy=entries[0].deputy,
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
        name_key(row.manager or ""),
        name_key(row.deputy),
        row.client or "",
        row.note or "",
    )
