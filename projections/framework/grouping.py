"""The rows of a view summed by something: the manager of their client, a segment, a product, a month.

A row belongs to one client, so to one manager, segment and group of companies, and to a territory with all
territories around it. Groups that lie within no other sum to the rows of the house, currency by currency.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING, Annotated, Any, Final, Generic, NamedTuple, TypeVar

from ledger.entry import Entry
from ledger.errors import Misuse
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.columns import NAME, Column, row_fields
from projections.framework.filters import AccountHolder, places
from projections.framework.naming import Naming
from projections.framework.sums import OfClient, by_currency
from projections.policy import Policy

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound=OfClient)

Exchange = Callable[[Decimal], Decimal]
"""An amount of a row in the other currency."""

Parts = Callable[[Row], Iterable[tuple[str | None, Any]]]
"""The names that a row belongs to in a grouping, each with the part of the row that belongs to it.

A part needs no more than the fields that are summed.
"""

BY_CLIENT: Final[Mapping[str, Callable[[Client, AccountHolder[Any]], Iterable[str | None]]]] = {
    "client": lambda client, _: [client.code],
    "manager": lambda client, _: [client.manager],
    "territory": lambda client, _: list(places(client.territory)) or [None],
    "segment": lambda client, _: [client.segment],
    "group": lambda _, holder: [holder.code],
}
"""The groupings of every view: the groups that a client belongs to, the widest first."""

CODES: Final = frozenset({"client", "group", "product", "month", "topic"})
"""The groupings whose groups have codes, which are compared as they are written; the others have names."""

_NAMED = ("client", "group")
"""The groupings by codes of clients, which have a name too."""


class Group(NamedTuple, Generic[Row]):
    """The rows of a group.

    Attributes:
        group: its name or code; None: these rows have none.
        name: of the client or company of that code; None where the group has no code of one.
        within: the territory around this one, whose group includes this.
    """

    group: str | None
    name: str | None
    within: str | None
    rows: list[Row]


@dataclass(frozen=True, kw_only=True)
class Grouped:
    """The first fields of a row of a group."""

    group: Annotated[
        str | None,
        Column("The name or code that the rows are summed by.", null="these rows have none", place=-1),
    ]
    name: Annotated[
        str | None, replace(NAME, meaning="The name of the client or company.", null="the group is no client")
    ]


class Groups(NamedTuple, Generic[Row]):
    """How the rows of a view are summed.

    Attributes:
        row: the class of the rows of groups; with a currency, each currency has a row of its own.
        sums: the fields of such a row, but for group and currency, from the rows of a group in one currency.
        by: the groupings that the view has besides those of ``BY_CLIENT``.
        items: the groupings in which the items of the view are summed beside its rows.
        day: the day whose rates hold for a row that is shown in another currency; None: that of the answer.
        item_day: the same of an item.
        remade: from a row and the same row in another currency, that with what money other fields have.
        ungrouped: what is shown of the answer where no grouping is named; by default its rows.
    """

    row: type[DataclassInstance]
    sums: Callable[[Sequence[Row], Policy], Mapping[str, Any]]
    by: Mapping[str, Parts[Row]] = {}
    items: Collection[str] = ()
    day: Callable[[Row], date] | None = None
    item_day: Callable[[Any], date] | None = None
    remade: Callable[[Row, Row, Exchange], Row] = lambda _, made, __: made
    ungrouped: Callable[[Answer], Answer] = lambda found: found


def grouped(
    answer: Answer,
    groups: Groups[Any],
    by: str,
    house: Sequence[Entry] = (),
    rows: Sequence[Any] | None = None,
) -> Answer:
    """The answer with a row for each group, and for each currency of its rows, in place of its rows.

    Args:
        answer: of a view; by groups of companies it must be asked for with ``Filter(group=True)``.
        groups: how rows are summed.
        by: a name in ``BY_CLIENT`` or in ``groups.by``.
        house: the entries of the house, which appoint its managers.
        rows: the rows to sum; None: those of the answer, and its items where the grouping sums them.
    """
    found: list[Any] = []
    if rows is None:
        rows = [*answer.rows, *answer.items] if by in groups.items else answer.rows
    several = any(field.name == "currency" for field in row_fields(groups.row))
    for group in groups_of(answer, rows, by, house, groups.by):
        for currency, own in by_currency(group.rows) if several else [("", group.rows)]:
            first = {"group": group.group, "name": group.name} | ({"currency": currency} if several else {})
            found.append(groups.row(**first, **groups.sums(own, answer.rules)))
    return replace(answer, rows=found, shape=groups.row, more={"by": by, **answer.more})


def groups_of(
    answer: Answer,
    rows: Iterable[Row],
    by: str,
    house: Sequence[Entry] = (),
    own: Mapping[str, Parts[Row]] = {},
) -> list[Group[Row]]:
    """The groups of rows in order of their names or codes; rows that belong to none come at the end.

    The arguments are those of ``grouped``; ``own`` has the groupings of the view.

    Raises:
        Misuse: the view has no such grouping.
    """
    if by not in (known := (*BY_CLIENT, *own)):
        raise Misuse(f"by='{by}' is unknown; give one of {', '.join(known)}")
    shown = [holder for holder in answer.holders if holder.shown]
    members = {one.code: (one, holder) for holder in shown for one, _ in holder.members}
    for holder in shown:  # a filter may leave out the company that a row of its group is named after
        members.setdefault(holder.code, (holder.members[0][0], holder))
    parts: Iterable[tuple[Row, Iterable[tuple[str | None, Any]]]]
    borne: Iterable[tuple[str | None, str]]
    if by in own:
        parts = [(row, [*own[by](row)]) for row in rows]
        borne = dict.fromkeys((name, row.client) for row, names in parts for name, _ in names)
    else:
        of_client = {code: [*BY_CLIENT[by](*member)] for code, member in members.items()}
        parts = ((row, zip(of_client[row.client], repeat(row), strict=False)) for row in rows)
        borne = ((name, code) for code, names in of_client.items() for name in names)
    naming = None
    if by not in CODES:
        language = cache(lambda code: members[code][0].language or answer.language)
        naming = Naming(((name, language(code)) for name, code in borne), house if by == "manager" else ())
    found = _gathered(parts, naming, members if by in _NAMED else {})
    order = naming.order if naming else lambda code: (not code, code)
    return [found[key] for key in sorted(found, key=order)]


def _gathered(
    parts: Iterable[tuple[Row, Iterable[tuple[str | None, Any]]]],
    naming: Naming | None,
    members: Mapping[str, tuple[Client, AccountHolder[Any]]],
) -> dict[str, Group[Row]]:
    """The groups by their keys.

    Args:
        parts: rows with the names of the groups that each belongs to.
        naming: of the names; None: they are codes.
        members: gives the names of groups that are clients.
    """

    @cache
    def keyed(name: str | None) -> tuple[str, str | None]:
        key = name or "" if naming is None else naming.key(name)
        return key, name if naming is None else naming.name(key)

    found: dict[str, Group[Row]] = {}
    for row, names in parts:
        within = None
        for name, part in names:
            key, shown = keyed(name)
            if (group := found.get(key)) is None:
                holder = members[row.client][1].name if members else None
                group = found[key] = Group(shown, holder, within, [])
            group.rows.append(part)
            within = shown
    return found
