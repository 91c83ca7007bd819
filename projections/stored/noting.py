"""What entries say of covers and plans, noted beside the stored views: nobody looks for it among all entries.

A row follows from one entry as it was recorded, and never changes. A correction has a row of its own, and who
reads the rows applies it. So they answer for any day, as known at any moment.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import Any, Final, TypeAlias
from uuid import UUID

from ledger.codec import Row, decode
from ledger.corrections import Correction, marks_by_entry
from ledger.entry import Entry, version_in
from ledger.errors import Unreadable
from ledger.events import PlanSet
from ledger.store.database import Database
from ledger.store.looking_up import rows_at, rows_of
from ledger.store.reading import Reader
from ledger.store.streams import Missing
from projections.auditing.cover_facts import (
    READ,
    Acted,
    CoverFact,
    CoverFacts,
    Decided,
    Manages,
    facts_in_force,
    facts_of,
)
from projections.framework.periods import Period
from projections.stored.generation import usable_views
from projections.stored.tables.layout import Cells, cell_of, day_of, undamaged
from projections.stored.tables.relations import NOTED

TABLE: Final = "noted"
_CHANGES: Final = "changes"  # an entry that has rows
_UNREADABLE: Final = "unreadable"
_PLANS: Final = "plans"  # an entry that sets one
_SORTS: Final[Mapping[type[CoverFact], str]] = {Manages: "manages", Decided: "decided", Acted: "acted"}
_COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    _UNREADABLE: ("position", "client"),
    _CHANGES: ("position", "changes"),
    _PLANS: ("position",),
    "manages": ("position", "client", "manager", "first_day", "moment"),
    "decided": ("position", "client", "manager", "deputy", "day", "first_day", "last_day", "reason"),
    "acted": ("position", "client", "manager", "deputy", "day", "first_day"),
}
"""By the sort of rows, their columns: those that the fields of their class are in, if they have one."""
_SPAN_COLUMNS: Final = ("position", "first_day", "last_day")
_KINDS: Final = (*READ, PlanSet.kind)
_DAY_COLUMNS: Final = frozenset({"day", "first_day", "last_day"})
_FEW: Final = 200  # clients whose rows the database looks for; of more, it gives all rows
_Place: TypeAlias = tuple[UUID, int]
"""A stream, and the version of an entry in it."""


def noted(ledger: Database, after: int, upto: int) -> Iterator[Cells]:
    """The rows of the entries after one position, up to another."""
    reader = Reader(ledger)
    roots: dict[_Place, int] = {}
    for row in reader.chosen(kinds=_KINDS, acting=True, after=after, upto=upto):
        try:
            yield from _of(reader, row, roots, anew=after == 0)
        except (Unreadable, ValueError):
            yield _cells(_UNREADABLE, (row.position, row.client))


def _of(reader: Reader, row: Row, roots: dict[_Place, int], *, anew: bool) -> Iterator[Cells]:
    """The rows of an entry; ``roots`` has the positions of those that later entries may change."""
    entry = decode(row)
    if isinstance(entry.event, Correction):
        if (root := _root(reader, entry, roots, anew=anew)) is not None:
            roots[entry.stream, entry.version] = root
            yield _cells(_CHANGES, (entry.position, root))
        return
    for sort, values in _said_by(entry):
        roots[entry.stream, entry.version] = entry.position
        yield _cells(sort, values)


def _said_by(entry: Entry) -> Iterator[tuple[str, Sequence[object]]]:
    """The rows that an entry has, by their sort; it is no correction."""
    for fact in facts_of(entry):
        yield _SORTS[type(fact)], [*map(cell_of, fact)]
    if isinstance(entry.event, PlanSet):
        yield _PLANS, (entry.position,)


def _root(reader: Reader, change: Entry, roots: Mapping[_Place, int], *, anew: bool) -> int | None:
    """The position of the entry that a correction, or a void of one, changes in the end, if it has rows.

    Without ``anew``, entries before the first that is noted are looked up.
    """
    entry: Entry | None = change
    while entry is not None and isinstance(entry.event, Correction):
        place = entry.stream, version_in(entry.stream, UUID(entry.event.entry)) or 0
        if place in roots or anew:
            return roots.get(place)
        entry = next(map(decode, rows_of(reader, [place])), None)
    return entry.position if entry is not None and any(_said_by(entry)) else None


def _cells(sort: str, values: Sequence[object]) -> Cells:
    found = dict(zip(_COLUMNS[sort], values, strict=True))
    return sort, *(found.get(name) for name in [*NOTED][1:])


def cover_facts(ledger: Database, upto: int, clients: Collection[str] | None = None) -> CoverFacts | None:
    """What the entries up to a position say of covers, as corrections left them.

    It is None if the ledger's database has no rows by this version of the program, or if an entry could not
    be read: then the entries say so.

    Args:
        ledger: the ledger's database.
        upto: the last position that is known.
        clients: only of these, and the covers of all clients of a manager; None: of all.
    """
    some = clients if clients is not None and 0 < len(clients) <= _FEW else ()
    own = f"(client IS NULL OR client IN ({', '.join('?' * len(some))}))" if some else ""
    found = _read(ledger, upto, _COLUMNS, (own, some))
    if found is None or any(clients is None or one in (None, *clients) for _, one in found[_UNREADABLE]):
        return None
    facts = CoverFacts(*(_made(kind, sort, found[sort]) for kind, sort in _SORTS.items()))
    if clients is None:
        return _corrected(ledger, facts, found[_CHANGES])
    # A corrected entry says again what it says of other clients too.
    return _corrected(ledger, facts.of(clients), found[_CHANGES]).of(clients)


def entries_of_covers(ledger: Database, upto: int, days: Period) -> list[Entry] | None:
    """The entries up to a position that give a cover on any of some days, with those that change one.

    They are in order of position. Those of all covers that were changed are among them, for a change may
    have moved a cover to these days. It is None as ``cover_facts`` is.

    Raises:
        Missing: one of them is no longer there.
    """
    first, last = map(date.toordinal, days)
    return _entries_of(ledger, upto, _SORTS[Decided], lambda start, end: start <= last and first <= end)


def entries_of_plans(ledger: Database, upto: int) -> list[Entry] | None:
    """The entries that set a plan, with those that change one, likewise."""
    return _entries_of(ledger, upto, _PLANS)


def _entries_of(
    ledger: Database, upto: int, sort: str, holds: Callable[[Any, Any], bool] = lambda *_: True
) -> list[Entry] | None:
    """The entries with rows of a sort, with those that change them.

    ``holds`` says from the first and the last day of a row that was not changed whether its entry is wanted.
    """
    columns = {one: _COLUMNS[one] for one in (_UNREADABLE, _CHANGES)} | {sort: _SPAN_COLUMNS}
    found = _read(ledger, upto, columns, ("", ()))
    if found is None or found[_UNREADABLE]:
        return None
    changed = {root for _, root in found[_CHANGES]}
    own = {position for position, *days in found[sort] if position in changed or holds(*days)}
    wanted = own.union(position for position, root in found[_CHANGES] if root in own)
    entries = [*map(decode, rows_at(Reader(ledger), wanted))]
    if gone := wanted.difference(entry.position for entry in entries):
        raise Missing(min(gone))
    return entries


def _read(
    ledger: Database,
    upto: int,
    wanted: Mapping[str, Sequence[str]],
    also: tuple[str, Collection[object]],
) -> dict[str, list[tuple[Any, ...]]] | None:
    """Rows by their sort, with some of their columns; None if this version of the program made no rows.

    ``also`` is a condition on rows that are stored, with its values; "": none.
    """
    where = f"WHERE sort = ? AND position <= ?{' AND ' * bool(also[0])}{also[0]} ORDER BY position"
    with ledger.snapshot() as cursor:
        views = usable_views(ledger, cursor)
        if views is None:
            return None
        checkpoint = views.checkpoint()
        found = {
            sort: views.select(columns, TABLE, where, (sort, upto, *also[1]))
            for sort, columns in wanted.items()
        }
    for sort, *cells in noted(ledger, checkpoint, upto) if checkpoint < upto else ():
        row = dict(zip([*NOTED][1:], cells, strict=True))
        if str(sort) in found:
            found[str(sort)].append((*map(row.get, wanted[str(sort)]),))
    return found


def _made(kind: type[CoverFact], sort: str, rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Facts of a kind, from the rows of their sort."""
    if not rows:
        return []
    columns = dict(zip(_COLUMNS[sort], zip(*rows, strict=True), strict=True))
    values = []
    for name, cells in columns.items():
        with undamaged(name):
            values.append([*map(day_of, cells)] if name in _DAY_COLUMNS else cells)
    return [*map(kind, *values)]


def _corrected(ledger: Database, facts: CoverFacts, changes: Sequence[tuple[int, int]]) -> CoverFacts:
    """Facts as corrections left them; each change has the position of the entry that it changes."""
    if not changes:
        return facts
    every: list[CoverFact] = [*facts.managed, *facts.decided, *facts.acted]
    changed = {root for _, root in changes}.intersection(one.position for one in every)
    read = changed.union(position for position, root in changes if root in changed)
    entries = [*map(decode, rows_at(Reader(ledger), read))]
    again = facts_in_force((one for one in entries if one.position in changed), marks_by_entry(entries))
    same = (one for one in every if one.position not in changed)
    return CoverFacts.among(sorted(chain(same, again), key=itemgetter(0)))
