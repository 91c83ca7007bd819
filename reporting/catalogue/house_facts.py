"""What the house and its managers state of no single client: prices, rates, covers, reports, competitors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.events import CompetitorDescribed, Event, ManagerCovered, PriceListed, RateSet, ReportSubmitted
from projections.history import Horizon, house_facts
from reporting.catalogue.cells import cells_of
from reporting.catalogue.client_facts import Moved, moved_by
from reporting.catalogue.facts import Row
from reporting.catalogue.shape import Table, day, integer, moment, table, text

ENVELOPE: Final = (
    integer("position", "The position of the entry in the ledger."),
    integer("changed_position", "The position of the newest entry that changed the row."),
    day("occurred_on", "The day on which it was stated."),
    moment("occurred_at", "When it was stated."),
    moment("recorded_at", "When the ledger learnt of it."),
)


def envelope(entry: Entry, moved: Moved) -> Row:
    """The values of the columns before those of the table."""
    return entry.position, moved.of(entry), entry.on, entry.occurred_at, entry.recorded_at


def stated(entries: Iterable[Entry], horizon: Horizon, kind: type[Event]) -> Iterator[tuple[Entry, Moved]]:
    """The entries of a kind in force, stream by stream, with the newest entries about each.

    Args:
        entries: of managers and of the house, with all corrections, in order of position.
        horizon: how far to look.
        kind: of the entries.
    """
    streams: dict[UUID, list[Entry]] = {}
    for entry in filter(horizon.knows, entries):
        streams.setdefault(entry.stream, []).append(entry)
    for stream in streams.values():
        if any(isinstance(entry.event, kind) for entry in stream):
            moved = moved_by(stream)
            for entry in filter(horizon.sees, in_force(stream)):
                if isinstance(entry.event, kind):
                    yield entry, moved


class Stated(NamedTuple):
    """A table with a row for each entry of a kind, and how its rows are made."""

    table: Table
    rows: Callable[[Iterable[Entry], Horizon], Iterator[Row]]
    kind: type[Event]


def _stated(name: str, about: str, grain: str, kind: type[Event]) -> Stated:
    cells = cells_of(kind)

    def rows(entries: Iterable[Entry], horizon: Horizon) -> Iterator[Row]:
        for entry, moved in stated(entries, horizon, kind):
            yield (*envelope(entry, moved), *[cell.of(entry.event) for cell in cells])

    columns = [*ENVELOPE, *(cell.column for cell in cells)]
    return Stated(table(name, "facts", about, grain, columns, ["position"]), rows, kind)


TABLES: Final = (
    _stated(
        "prices",
        "Prices that the house listed. The newest of a list, column, product and currency counts from its day on.",
        "a price of a product",
        PriceListed,
    ),
    _stated(
        "exchange_rates",
        "Rates between currencies that the house set. The newest of a pair by a day is in force on it.",
        "a rate",
        RateSet,
    ),
    _stated(
        "manager_covers", "Deputies for all clients of a manager.", "a cover of a manager", ManagerCovered
    ),
    _stated("reports_submitted", "Reports of a month that managers submitted.", "a report", ReportSubmitted),
)

_NOT_DESCRIBED: Final = "the house did not describe it"

COMPETITORS: Final = table(
    "competitors",
    "dimensions",
    "Competitors: those that the house described, and every name in a column called competitor.",
    "a competitor",
    [
        text("competitor", "The competitor's name."),
        text("description", "What the house wrote about it.", _NOT_DESCRIBED),
        text("country", "The competitor's country.", "the house names none"),
    ],
    ["competitor"],
)


def competitors(names: Iterable[str], house: Sequence[Entry], horizon: Horizon) -> Iterator[Row]:
    """The competitors as described by a day, and others that are named."""
    described = {event.competitor: event for _, event in house_facts(house, CompetitorDescribed, horizon)}
    for name in sorted({*names, *described}):
        one = described.get(name)
        yield (name, one.text, one.country) if one else (name, None, None)
