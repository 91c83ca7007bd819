"""What moved most between two ends: the leading figures of a view, for the house and for each client."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from ledger.money import ZERO
from projections.framework.attribution.causes import Ends
from projections.framework.columns import Field
from projections.framework.registry import ALL
from projections.framework.sums import in_turns


class Mover(NamedTuple):
    """A number at two ends; None where it is not known.

    Attributes:
        client: whose it is; None for the sum of all.
        currency: "" if the figure is no money.
    """

    client: str | None
    name: str | None
    view: str
    currency: str
    figure: str
    first: Decimal | None
    last: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """The last less the first; None if one of them is not known."""
        return None if self.first is None or self.last is None else self.last - self.first

    @property
    def size(self) -> Decimal:
        """How far it moved, up or down; zero if that is not known."""
        return abs(self.change or ZERO)


class Step(NamedTuple):
    """The clients of which a text changed in the same way, such as a band."""

    view: str
    figure: str
    first: str | None
    last: str | None
    clients: tuple[str, ...]


class Leading:
    """The leading figures of a view at two ends.

    Args:
        ends: the ends; an end may have no answer of the view.
        view: its name; it has leading figures.
    """

    def __init__(self, ends: Ends, view: str) -> None:
        self._view = view
        self._fields = [ALL[view].fields[name] for name in ALL[view].showing.leading]
        self._tables: list[list[dict[str, Any]]] = [
            end.answers[view].table() if view in end.answers else [] for end in ends
        ]

    @cached_property
    def _names(self) -> Mapping[str, str | None]:
        return {row["client"]: row["name"] for table in self._tables for row in table}

    def movers(self) -> list[Mover]:
        """How the first figure moved for each client: the largest moves first.

        Amounts of different currencies are not compared: the largest of each currency come first, in turn.
        """
        return in_turns(self._moved(self._fields[0]), lambda one: one.size)

    def sums(self) -> Iterator[Mover]:
        """How the sums of amounts moved, by currency, where they did."""
        for field in self._fields:
            if field.form != "money":
                continue
            sums: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
            for one in self._moved(field):
                sums[one.currency][0] += one.first or ZERO
                sums[one.currency][1] += one.last or ZERO
            for currency, (first, last) in sorted(sums.items()):
                if first != last:
                    yield Mover(None, None, self._view, currency, field.name, first, last)

    def steps(self) -> Iterator[Step]:
        """The texts that changed, with the clients of each change."""
        for field in self._fields:
            if field.form != "text":
                continue
            first, last = ({row["client"]: row[field.name] for row in table} for table in self._tables)
            found: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
            for client in sorted(first.keys() | last.keys()):
                found[first.get(client), last.get(client)].append(client)
            for (old, new), clients in sorted(found.items(), key=lambda one: (str(one[0]), one[1])):
                if old != new:
                    yield Step(self._view, field.name, old, new, tuple(clients))

    def _moved(self, field: Field) -> list[Mover]:
        """A figure at both ends, by client and currency."""
        first, last = (_values(table, field) for table in self._tables)
        unknown = ZERO if field.money else None
        return [
            Mover(
                *(client, self._names[client], self._view, currency, field.name),
                *(side.get((client, currency), unknown) for side in (first, last)),
            )
            for client, currency in sorted(first.keys() | last.keys())
        ]


def _values(table: list[dict[str, Any]], field: Field) -> Mapping[tuple[str, str], Decimal]:
    """A figure by client and currency: money is summed; a count is the client's, the same on each row."""
    found: dict[tuple[str, str], Decimal] = {}
    for row in table:
        amounts = [
            Decimal(str(value))
            for name, value in row.items()
            if value is not None and name.partition(" ")[0] == field.name
        ]
        key = row["client"], row["currency"] if field.money else ""
        if field.money:
            found[key] = sum(amounts, found.get(key, ZERO))
        elif amounts:
            found[key] = sum(amounts, ZERO)
    return found
