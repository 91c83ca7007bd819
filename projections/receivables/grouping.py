"""Receivables by manager, territory, segment or group of companies: the same items, with other sums.

Every open item belongs to one client, so to one manager, segment and group, and to a territory with all
territories around it. The rows that lie within no other sum to the total of the house, to the cent and per
currency.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final

from ledger.entry import Entry
from projections.framework.answer import Answer
from projections.framework.columns import Column
from projections.framework.grouping import Group, Grouped, groups_of
from projections.framework.sums import by_currency
from projections.receivables.ageing import Item, ReceivablesTotal, summed, values

GROUPINGS: Final = ("manager", "territory", "segment", "group")
"""What the items of clients are summed by."""


@dataclass(frozen=True, kw_only=True)
class Grouping(Grouped):
    """The group whose clients owe together."""

    within: Annotated[
        str | None,
        Column(
            "The territory around this one, whose row includes this.",
            null="the row lies within no other",
            hidden=True,
        ),
    ]
    clients: Annotated[int, Column("How many clients have anything open.", unit="clients")]


@dataclass(frozen=True, kw_only=True)
class GroupRow(ReceivablesTotal, Grouping):
    """What the clients of a group owe together in one currency."""


def grouped(answer: Answer, by: str, house: Sequence[Entry] = ()) -> Answer:
    """The answer with a row for each group and currency in place of those of clients; totals and items stay.

    Args:
        answer: of receivables; for groups of companies it must be asked for with ``Filter(group=True)``.
        by: a name in ``GROUPINGS``.
        house: the entries of the house, which appoint its managers.
    """
    rows = [row for group in groups_of(answer, answer.items, by, house) for row in _rows(group, answer)]
    return replace(answer, rows=rows, shape=GroupRow, more={"by": by, **answer.more})


def _rows(group: Group[Item], answer: Answer) -> Iterator[GroupRow]:
    for currency, own in by_currency(group.rows):
        yield GroupRow(
            group=group.group,
            name=group.name,
            within=group.within,
            clients=len({item.client for item in own}),
            **values(summed(currency, own, answer.rules)),
        )
