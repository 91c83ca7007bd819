"""The rows of an export in shares, which several processes make.

A share is the rows of some clients, or those of a view. The process that writes the files takes what was made
of shares in their order, so the bytes are the same with any number of processes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

from ledger.entry import Entry
from projections.framework.registry import views_with_rows
from projections.policy import Policy, in_force
from projections.stored.tables.layout import MONTHLY
from reporting.catalogue import house, plan_rows, views
from reporting.catalogue.facts import Row
from reporting.catalogue.tables import OF_CLIENTS, chosen
from reporting.feed.folder import Cut, Piece
from reporting.feed.reading import Batch, Seen, Sources, month_ends_of, of_clients, of_house, of_views

_ROWS: Final = 1_024  # of a table of facts in a piece
_FEW: Final = 100  # shares of clients, which take longer together than any view
_OF_CLIENTS: Final = OF_CLIENTS.keys() | {house.ENTRIES.name, house.CALENDAR.name}


class Share(NamedTuple):
    """What a process makes in one go.

    Attributes:
        number: its place among the shares of clients, or among those of views.
        tables: the names of those of which it makes rows.
        clients: whose rows, of tables of facts.
        months: the month-ends, of tables of views at month-ends.
    """

    number: int
    tables: tuple[str, ...]
    clients: tuple[str, ...] = ()
    months: tuple[date, ...] = ()


class Made(NamedTuple):
    """What was made of a share: packed rows, and what they refer to."""

    pieces: list[Piece]
    seen: Seen


Run: TypeAlias = Callable[[Sequence[Share]], Iterable[tuple[Share, Made]]]
"""Makes each share, in any order."""


class Maker:
    """Makes shares.

    Args:
        sources: what rows are made of.
        form: one of ``FORMATS``.
        tables: the names of all tables of the export.
        personal: whether their columns with personal data are written.
    """

    def __init__(self, sources: Sources, form: str, tables: Collection[str], *, personal: bool) -> None:
        self._sources = sources
        self._cuts = {table.name: Cut(table, form) for table in chosen(tables, personal=personal)}

    @cached_property
    def _own(self) -> Sequence[Entry]:
        return [*self._sources.history.house(self._sources.horizon)]

    @cached_property
    def _policy(self) -> Policy:
        return in_force(self._own, self._sources.horizon)

    def make(self, share: Share) -> Made:
        """Make a share."""
        seen = Seen()
        found = (
            _together(of_clients(self._sources, share.tables, self._policy, seen, share.clients))
            if share.clients
            else of_views(self._sources, share.tables, self._own, share.months)
        )
        pieces = [
            piece
            for batch in map(seen.note, found)
            if batch.rows
            for piece in self._cuts[batch.table].packed(batch.rows)
        ]
        return Made(pieces, seen)

    def rows(self, clients: Iterable[Sequence[str]], run: Run) -> Iterator[Batch | Piece]:
        """All rows of the export: those of shares packed, then those that belong to no client.

        Args:
            clients: the codes of all clients, some at a time.
            run: makes the shares, by ``make`` in this process or in others.
        """
        seen, wanted = Seen(), self._cuts.keys()
        months = month_ends_of(self._sources) if views.MONTHLY_TABLES.keys() & wanted else ()
        for made in _in_order(run(_shares(wanted, clients, months))):
            seen.add(made.seen)
            yield from made.pieces
        yield from of_house(self._sources, wanted, self._own, seen)


def _shares(wanted: Collection[str], clients: Iterable[Sequence[str]], months: Sequence[date]) -> list[Share]:
    """The shares of an export in the order in which they are begun.

    That of the view which takes most memory comes first: the process that writes makes it while it holds
    little else and the others start, so that its rows need not be sent. Shares of clients keep the others
    busy meanwhile, and other views come when it is likely to be done.
    """
    of_views = [Share(0, tables) for tables in _by_view(wanted)]
    for tables in _by_view([name for name in wanted if name.endswith(MONTHLY)], MONTHLY):
        of_views += [Share(0, tables, months=(month,)) for month in months]
    facts = (*(name for name in wanted if name in _OF_CLIENTS),)
    of_clients = [Share(0, facts, clients=(*some,)) for some in clients] if facts else []
    of_views, of_clients = (
        [share._replace(number=number) for number, share in enumerate(some)]
        for some in (of_views, of_clients)
    )
    return [*of_views[:1], *of_clients[:_FEW], *of_views[1:], *of_clients[_FEW:]]


def _by_view(wanted: Collection[str], end: str = "") -> Iterator[tuple[str, ...]]:
    """The names of tables that are wanted of each view, first of those that take most memory.

    What plans are compared with goes together.
    """
    found = {
        view.name: [table.name + end for table in view.tables if table.name + end in wanted]
        for view in sorted(views_with_rows(), key=lambda view: not view.compares)
    }
    if plan_rows.PROGRESS.name in wanted:
        together = [name for view in plan_rows.VIEWS for name in found.pop(view)]
        yield (*together, plan_rows.PROGRESS.name)
    yield from (tuple(tables) for tables in found.values() if tables)


def _together(found: Iterable[Batch]) -> Iterator[Batch]:
    """The same rows with those of a table in few batches."""
    rows = defaultdict[str, list[Row]](list)
    for batch in found:
        rows[batch.table] += batch.rows
    for table, some in rows.items():
        for start in range(0, len(some), _ROWS):
            yield Batch(table, some[start : start + _ROWS])


def _in_order(made: Iterable[tuple[Share, Made]]) -> Iterator[Made]:
    """What was made: that of clients in the order of shares, and that of views."""
    waiting: dict[tuple[bool, int], Made] = {}
    following = {True: 0, False: 0}
    for share, one in made:
        of_clients = bool(share.clients)
        waiting[of_clients, share.number] = one
        while found := waiting.pop((of_clients, following[of_clients]), None):
            yield found
            following[of_clients] += 1
