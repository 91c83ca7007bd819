"""Tables of things that one entry opens and later ones change: a dispute, a proposal, a visit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.entry import Entry
from ledger.events import Event
from reporting.catalogue.client_facts import ClientFacts
from reporting.catalogue.facts import (
    Derived,
    Facts,
    Row,
    Union,
    Unit,
    currency_of,
    envelope,
    fact_table,
    of_client,
)
from reporting.catalogue.shape import day, integer, text


@dataclass(frozen=True, slots=True)
class Later:
    """What later entries add to a thing: the last of some kinds counts.

    Attributes:
        name: begins the names of the columns.
        kinds: of the entries.
        without: fields that are left out.
        bare: whether only the day and the position are shown, because the thing has the rest itself.
    """

    name: str
    kinds: tuple[type[Event], ...]
    without: tuple[str, ...] = ()
    bare: bool = False


class _Added:
    """The columns of a ``Later``, and their values."""

    def __init__(self, later: Later, number: str) -> None:
        name, null = later.name, f"it was not {later.name}"
        self.kinds, self._bare = later.kinds, later.bare
        self._union = Union(later.kinds, {number, *later.without})
        several = [text(f"{name}_as", "Which of these it was.", null)] if len(later.kinds) > 1 else []
        self._several = bool(several)
        own = [] if later.bare else self._union.columns
        self.columns = [
            day(f"{name}_on", f"The day on which it was {name}.", null),
            integer(f"{name}_position", "The position of the entry.", null),
            *several,
            *(replace(one, name=f"{name}_{one.name}", null=one.null or null) for one in own),
        ]

    def values(self, entry: Entry | None) -> Iterator[object]:
        """The values of the entry that counts; none without one."""
        if entry is None:
            yield from (None for _ in self.columns)
            return
        yield from (entry.on, entry.position)
        if self._several:
            yield entry.kind.rpartition(".")[2]
        if not self._bare:
            yield from self._union.values(entry.event)


def things(  # noqa: PLR0913 - a declaration
    name: str,
    about: str,
    grain: str,
    opened: Sequence[type[Event]],
    later: Sequence[Later],
    *,
    number: str = "number",
    replaced: Sequence[type[Event]] = (),
    without: Collection[str] = (),
    derived: Sequence[Derived] = (),
    unit: Unit = of_client,
) -> Facts:
    """A row for each thing that an entry opens and later ones change: a dispute, a proposal, a visit.

    Args:
        name: of the table.
        about: as ``Table``.
        grain: as ``Table``.
        opened: the kinds that open it. One that has no number, or that of no thing opened, opens a thing.
        later: what later entries add.
        number: the field by which entries name it.
        replaced: kinds with the same fields whose last entry is in force, such as a revision.
        without: fields that are left out.
        derived: further columns, from the entry that is in force.
        unit: the currency of a row whose entry states none.
    """
    union = Union([*opened, *replaced], without)
    added = [_Added(one, number) for one in later]
    columns = [*union.columns, *(column for one in added for column in one.columns)]
    more = [*derived, *currency_of(opened, [*columns, *(one.column for one in derived)], unit)]
    kinds = [*dict.fromkeys([*opened, *replaced, *(kind for one in later for kind in one.kinds)])]

    def rows(told: ClientFacts) -> Iterator[Row]:
        first, by_number = _opened(told, opened, kinds, number)
        newest = _newest(told, kinds, number)
        for entry in first:
            named_by = getattr(entry.event, number)
            about_it = by_number.get(named_by) or {type(entry.event): entry}
            now = next((about_it[kind] for kind in replaced if kind in about_it), entry)
            yield (
                *envelope(told, entry, max(newest.get(named_by, 0), told.moved.of(entry))),
                *[one.of(told, now) for one in more],
                *union.values(now.event),
                *(value for one in added for value in one.values(_last(told, about_it, one.kinds))),
            )

    columns = [*(one.column for one in more), *columns]
    return Facts(fact_table(name, about, grain, columns), rows, (*kinds,))


def _opened(
    told: ClientFacts, opened: Sequence[type[Event]], kinds: Sequence[type[Event]], number: str
) -> tuple[list[Entry], dict[str | None, dict[type[Event], Entry]]]:
    """The entries that open a thing; and by the number of a thing, the last entry of each kind about it."""
    first: list[Entry] = []
    by_number: dict[str | None, dict[type[Event], Entry]] = {}
    for entry in told.happened(*kinds):
        named = getattr(entry.event, number)
        if type(entry.event) in opened and (named is None or named not in by_number):
            first.append(entry)
        if named is not None:
            by_number.setdefault(named, {})[type(entry.event)] = entry
    return first, by_number


def _last(
    told: ClientFacts, found: Mapping[type[Event], Entry], kinds: Sequence[type[Event]]
) -> Entry | None:
    """The last in the order of folding of the entries of some kinds."""
    present = [found[kind] for kind in kinds if kind in found]
    return present[0] if len(present) == 1 else max(present, key=told.place, default=None)


def _newest(told: ClientFacts, kinds: Sequence[type[Event]], number: str) -> dict[str, int]:
    """The position of the newest entry about each thing, also of one that was voided or named it once."""
    found: dict[str, int] = {}
    for entry in (*told.recorded(*kinds), *told.happened(*kinds)):
        named = getattr(entry.event, number)
        if named is not None:
            found[named] = max(found.get(named, 0), told.moved.of(entry))
    return found
