"""What moved most between two ends: the leading figures of views, for the house and for each client."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from projections.framework.attribution.causes import End, Ends
from projections.framework.columns import Field
from projections.framework.registry import ALL
from projections.framework.sums import in_turns


class Move(NamedTuple):
    """A number at two ends; unknown numbers count as zero.

    Attributes:
        client: None for the sum of all.
        currency: "" if the figure is no money.
    """

    client: str | None
    name: str | None
    view: str
    currency: str
    figure: str
    first: Decimal
    last: Decimal

    @property
    def change(self) -> Decimal:
        """The last less the first."""
        return self.last - self.first

    @property
    def size(self) -> Decimal:
        """How far it moved, up or down."""
        return abs(self.change)


class Step(NamedTuple):
    """The clients of which a text changed in the same way, such as a band."""

    view: str
    figure: str
    first: str | None
    last: str | None
    clients: tuple[str, ...]


def moved(ends: Ends, view: str) -> list[Move]:
    """How the first leading figure of a view moved for each client: the largest moves first.

    Amounts of different currencies are not compared: the largest of each currency come first, in turn.
    """
    return in_turns(_moves(ends, ALL[view].fields[ALL[view].leading[0]], view), lambda one: one.size)


def house_moves(ends: Ends, view: str) -> Iterator[Move]:
    """How the sums of the leading amounts and counts of a view moved."""
    for field in _leading(view):
        if field.form != "money":
            continue
        sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(), Decimal()])
        for one in _moves(ends, field, view):
            sums[one.currency][0] += one.first
            sums[one.currency][1] += one.last
        yield from (
            Move(None, None, view, currency, field.name, first, last)
            for currency, (first, last) in sorted(sums.items())
            if first != last
        )


def steps(ends: Ends, view: str) -> Iterator[Step]:
    """The leading texts of a view that changed, with the clients of each change."""
    for field in _leading(view):
        if field.form != "text":
            continue
        first, last = ({row["client"]: row[field.name] for row in _rows(end, view)} for end in ends)
        found: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
        for client in sorted(first.keys() | last.keys()):
            found[first.get(client), last.get(client)].append(client)
        for (old, new), clients in sorted(found.items(), key=lambda one: (str(one[0]), one[1])):
            if old != new:
                yield Step(view, field.name, old, new, tuple(clients))


def _leading(view: str) -> Iterator[Field]:
    return (ALL[view].fields[name] for name in ALL[view].leading)


def _moves(ends: Ends, field: Field, view: str) -> list[Move]:
    """The moves of a figure, by client and currency."""
    first, last = (_values(end, field, view) for end in ends)
    names = {row["client"]: row["name"] for end in ends for row in _rows(end, view)}
    keys = sorted(first.keys() | last.keys())
    return [
        Move(
            client,
            names[client],
            view,
            currency,
            field.name,
            *(side.get((client, currency), Decimal()) for side in (first, last)),
        )
        for client, currency in keys
    ]


def _values(end: End, field: Field, view: str) -> Mapping[tuple[str, str], Decimal]:
    """A figure by client and currency: money is summed; a count is the client's, the same on each row."""
    found: dict[tuple[str, str], Decimal] = {}
    for row in _rows(end, view):
        amounts = [
            Decimal(str(value))
            for name, value in row.items()
            if value is not None and name.partition(" ")[0] == field.name
        ]
        key = row["client"], row["currency"] if field.money else ""
        found[key] = sum(amounts, found.get(key, Decimal()) if field.money else Decimal())
    return found


def _rows(end: End, view: str) -> list[dict[str, Any]]:
    return end.answers[view].table() if view in end.answers else []
