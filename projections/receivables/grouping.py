"""Receivables by manager, territory, segment or group of companies: the same items, with other sums.

Every open item belongs to one client, so to one manager, segment and group, and to a territory with all
territories around it. The rows that lie within no other sum to the total of the house, to the cent and per
currency.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final

from ledger.entry import Entry
from ledger.subledger import Account
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.columns import NAME, Column
from projections.framework.filters import AccountHolder, places
from projections.framework.naming import Naming
from projections.framework.sums import by_client, by_currency
from projections.receivables.ageing import Item, ReceivablesTotal, summed, values


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """The group whose clients owe together."""

    group: Annotated[
        str | None,
        Column(
            "The manager, territory or segment, or the code of the company that owns the others.",
            null="these clients have none",
            place=-1,
        ),
    ]
    name: Annotated[
        str | None, replace(NAME, meaning="The name of that company.", null="the grouping is another")
    ]
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


@dataclass(slots=True)
class _Group:
    """A group with the items of its clients; a territory's include those of the territories in it."""

    group: str | None
    name: str | None
    within: str | None
    items: list[Item]


GROUPINGS: Final[dict[str, Callable[[Client, AccountHolder[Account]], Iterable[str | None]]]] = {
    "manager": lambda client, _: [client.manager],
    "territory": lambda client, _: list(places(client)) or [None],
    "segment": lambda client, _: [client.segment],
    "group": lambda _, holder: [holder.code],
}
"""The groups that a client belongs to in each grouping, the widest first."""


def grouped(answer: Answer, by: str, house: Sequence[Entry] = ()) -> Answer:
    """The answer with a row for each group and currency in place of those of clients; totals and items stay.

    Args:
        answer: of receivables; for groups of companies it must be asked for with ``Filter(group=True)``.
        by: a name in ``GROUPINGS``.
        house: the entries of the house, which appoint its managers.
    """
    rows = [row for group in _groups(answer, by, house) for row in _rows(group, answer)]
    return replace(answer, rows=rows, shape=GroupRow, more={"by": by, **answer.more})


def _groups(answer: Answer, by: str, house: Sequence[Entry]) -> list[_Group]:
    """The groups in order of their names or codes; clients that belong to none come at the end."""
    items: dict[str, list[Item]] = by_client(answer.items)
    members = [(one, holder) for holder in answer.holders if holder.shown for one, _ in holder.members]
    naming = Naming(
        (
            (name, client.language or answer.language)
            for client, holder in members
            for name in GROUPINGS[by](client, holder)
        ),
        house if by == "manager" else (),
    )
    found: dict[str, _Group] = {}
    for client, holder in members:
        within = None
        for name in GROUPINGS[by](client, holder):
            company = holder.name if by == "group" else None
            key = holder.code if by == "group" else naming.key(name)
            shown = name if by == "group" else naming.name(key)
            group = found.setdefault(key, _Group(shown, company, within, []))
            group.items += items.get(client.code, ())
            within = group.group
    return [found[key] for key in (sorted(found) if by == "group" else sorted(found, key=naming.order))]


def _rows(group: _Group, answer: Answer) -> Iterator[GroupRow]:
    for currency, own in by_currency(group.items):
        yield GroupRow(
            group=group.group,
            name=group.name,
            within=group.within,
            clients=len({item.client for item in own}),
            **values(summed(currency, own, answer.rules)),
        )
