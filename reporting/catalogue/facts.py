"""Tables of facts, declared by kinds of event: a row for each entry, each line of one, or each thing.

A row begins with the envelope of its entry. ``changed_position`` says since when the row is as it is: load
again the rows where it is higher than the position of the last load.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import repeat
from typing import Any, Final, NamedTuple, TypeAlias

from ledger.entry import Entry
from ledger.events import Event
from ledger.money import NO_CURRENCY, rounded, shared, total
from reporting.catalogue.cells import Cell, cells_of, cells_of_parts, note_of
from reporting.catalogue.client_facts import ClientFacts
from reporting.catalogue.shape import CURRENCY, Column, Table, day, integer, moment, money, table, text

Row: TypeAlias = tuple[object, ...]
"""Values in the order of a table's columns."""

ENVELOPE: Final = (
    text("client", "The client's code."),
    integer("position", "The position of the entry in the ledger."),
    integer("changed_position", "The position of the newest entry that changed the row."),
    day("occurred_on", "The day on which it happened, where it happened."),
    moment("occurred_at", "When it happened."),
    moment("recorded_at", "When the ledger learnt of it."),
)
_OTHER_KIND: Final = "entries of this kind have none"


class Facts(NamedTuple):
    """A table of facts, and how its rows are made of what the ledger says of a client.

    Attributes:
        kinds: of the entries whose fields it shows.
    """

    table: Table
    rows: Callable[[ClientFacts], Iterator[Row]]
    kinds: tuple[type[Event], ...]


Unit: TypeAlias = Callable[[ClientFacts, Any], str | None]
"""Gives the currency of an event that states none, from what the ledger says of its client."""


def of_document(field: str) -> Unit:
    """The currency of the document that a field names, or else the client's."""
    return lambda told, event: told.currency_of(getattr(event, field))


def of_credit(field: str) -> Unit:
    """The currency of the payment or credit that a field names, or else the client's."""
    return lambda told, event: told.currency_of_credit(getattr(event, field))


def of_client(told: ClientFacts, event: Event) -> str | None:
    """The client's own currency."""
    del event
    return told.known.currency


class Derived(NamedTuple):
    """A column that follows from more than the event of its row."""

    column: Column
    of: Callable[[ClientFacts, Entry], object]


def envelope(told: ClientFacts, entry: Entry, changed: int | None = None) -> Row:
    """The first values of a row; it changed with the newest entry about its entry, or at a position."""
    changed = told.moved.of(entry) if changed is None else changed
    return told.client, entry.position, changed, entry.on, entry.occurred_at, entry.recorded_at


def fact_table(
    name: str, about: str, grain: str, columns: Iterable[Column], key: Sequence[str] = ("position",)
) -> Table:
    """A table of facts with the columns of the envelope before its own."""
    return table(name, "facts", about, grain, (*ENVELOPE, *columns), key)


class Union:
    """The cells of several kinds in one table: each column once, empty for kinds that lack it."""

    def __init__(self, kinds: Sequence[type[Event]], without: Collection[str]) -> None:
        by_kind = {kind: {cell.column.name: cell for cell in _with_note(kind, without)} for kind in kinds}
        own = dict.fromkeys(name for cells in by_kind.values() for name in cells)
        names = [*(name for name in own if name not in {"currency", "note"}), "note"]
        self.columns = [_shown(name, [cells.get(name) for cells in by_kind.values()]) for name in names]
        nothing = lambda _: None  # noqa: E731 - the value of a column that a kind lacks
        self._of: Mapping[type[Event], list[Callable[[Any], object]]] = {
            kind: [cells[name].of if name in cells else nothing for name in names]
            for kind, cells in by_kind.items()
        }

    def values(self, event: Event) -> Iterator[object]:
        """The values of an event of one of the kinds."""
        return (of(event) for of in self._of[type(event)])


def _with_note(kind: type[Event], without: Collection[str]) -> tuple[Cell, ...]:
    return (*cells_of(kind, without), note_of(kind))


def _shown(name: str, cells: Sequence[Cell | None]) -> Column:
    """A column of several kinds: the first that has it describes it."""
    columns = [cell.column for cell in cells if cell]
    null = next((one.null for one in columns if one.null), "")
    null = null or (_OTHER_KIND if len(columns) < len(cells) else "")
    return replace(columns[0], name=name, null=null, personal=any(one.personal for one in columns))


def currency_of(kinds: Sequence[type[Event]], columns: Sequence[Column], unit: Unit) -> list[Derived]:
    """The currency of a row with money: that of the event, or the one that ``unit`` gives."""
    if not any(column.type == "money" for column in columns):
        return []
    given = all(_needs_currency(kind) for kind in kinds)
    column = replace(CURRENCY, null="" if given else "neither the entry nor the client has one")

    def of(told: ClientFacts, entry: Entry) -> str | None:
        currency: str | None = getattr(entry.event, "currency", None)
        return currency or unit(told, entry.event)

    return [Derived(column, of)]


def _needs_currency(kind: type[Event]) -> bool:
    return any(cell.column.name == "currency" and not cell.column.null for cell in cells_of(kind))


def plain(  # noqa: PLR0913 - a declaration
    name: str,
    about: str,
    grain: str,
    kinds: Sequence[type[Event]],
    *,
    without: Collection[str] = (),
    derived: Sequence[Derived] = (),
    unit: Unit = of_client,
    of_account: bool = False,
) -> Facts:
    """A row for each entry of some kinds in force.

    Args:
        name: of the table.
        about: as ``Table``.
        grain: as ``Table``.
        kinds: of the entries.
        without: fields that are left out.
        derived: further columns.
        unit: the currency of a row whose entry states none.
        of_account: whether the derived columns follow from all that the client owes and has paid, so that any
            entry may change them.
    """
    union = Union(kinds, without)
    several = [Derived(text("kind", "The kind of event."), lambda _, entry: entry.kind)] if kinds[1:] else []
    more = [*several, *derived]
    more += currency_of(kinds, [*union.columns, *(one.column for one in more)], unit)

    def rows(told: ClientFacts) -> Iterator[Row]:
        for entry in told.happened(*kinds):
            yield (
                *envelope(told, entry, told.newest if of_account else None),
                *[one.of(told, entry) for one in more],
                *union.values(entry.event),
            )

    columns = [*(one.column for one in more), *union.columns]
    return Facts(fact_table(name, about, grain, columns), rows, (*kinds,))


_LINE = integer("line", "The number of the line, from 1.")
_VALUE = "Quantity x price less the discount, rounded so that the lines of an entry sum to its value."


def lines(
    name: str, about: str, grain: str, kind: type[Event], *, priced: bool = False, unit: Unit = of_client
) -> Facts:
    """A row for each line of the entries of a kind, with the entry's own fields behind it.

    Args:
        name: of the table.
        about: as ``Table``.
        grain: as ``Table``.
        kind: of the entries.
        priced: whether lines have prices, and so values.
        unit: the currency of a row whose entry states none.
    """
    parts = cells_of_parts(kind, "lines")
    taken = {cell.column.name for cell in parts}
    union = Union([kind], taken)
    value = [money("value", _VALUE)] if priced else []
    currency = currency_of([kind], [*value, *(cell.column for cell in parts), *union.columns], unit)

    def rows(told: ClientFacts) -> Iterator[Row]:
        for entry in told.happened(kind):
            event: Any = entry.event
            begin, end = envelope(told, entry), (*union.values(event),)
            named = [one.of(told, entry) for one in currency]
            worths = [(worth,) for worth in _worths(event, named[0])] if priced else repeat(())
            for number, (one, worth) in enumerate(zip(event.lines, worths, strict=priced), 1):
                yield (*begin, number, *[cell.of(one) for cell in parts], *worth, *named, *end)

    columns = [_LINE, *(cell.column for cell in parts), *value]
    columns += [*(one.column for one in currency), *union.columns]
    return Facts(fact_table(name, about, grain, columns, ("position", "line")), rows, (kind,))


def _worths(event: Any, currency: object) -> list[Decimal]:  # noqa: ANN401 - an event with lines
    """The values of lines, which sum to the value of all, rounded."""
    unit = str(currency or NO_CURRENCY)
    worths = [one.value for one in event.lines]
    return shared(rounded(total(worths), unit), worths, unit)
