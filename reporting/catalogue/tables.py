"""The catalogue: every table that leaves Goodwill, by its name, in the order in which it is shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from ledger.errors import LedgerError, known_names
from projections.stored.tables.layout import MONTHLY
from reporting.catalogue import (
    clients,
    contributions,
    house,
    house_facts,
    owing,
    plan_rows,
    relating,
    selling,
    trading,
    views,
)
from reporting.catalogue.facts import Facts
from reporting.catalogue.shape import Table

OF_CLIENTS: Final[dict[str, Facts]] = {
    one.table.name: one
    for one in (
        *clients.TABLES,
        *trading.TABLES,
        *owing.TABLES,
        *selling.TABLES,
        *relating.TABLES,
        *contributions.TABLES,
        clients.MONTHLY,
    )
}
"""The tables whose rows follow from the facts of one client each."""

CATALOGUE: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        *(one.table for one in clients.TABLES),
        house.MANAGERS,
        house.PRODUCTS,
        house_facts.COMPETITORS,
        house.CALENDAR,
        *(one.table for one in (*trading.TABLES, *owing.TABLES, *selling.TABLES, *relating.TABLES)),
        house.PLANS,
        *(one.table for one in house_facts.TABLES),
        house.ENTRIES,
        *views.VIEW_TABLES.values(),
        *(one.table for one in contributions.TABLES),
        plan_rows.PROGRESS,
        clients.MONTHLY.table,
        *views.MONTHLY_TABLES.values(),
        house.STATUS,
    )
}
"""Every table by its name."""


class UnknownTable(LedgerError):
    """The catalogue has no table of that name."""

    code = "unknown-table"

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no table '{name}'", known_names(name, CATALOGUE))


def chosen(names: Collection[str] = (), *, personal: bool = False, monthly: bool = False) -> list[Table]:
    """Tables of the catalogue, in its order.

    Args:
        names: theirs; none: all of them, but for those of month-ends.
        monthly: whether the month-ends of these tables are chosen too.
        personal: whether they have their columns with personal data.

    Raises:
        UnknownTable: the catalogue has none of that name.
    """
    for name in names:
        if name not in CATALOGUE:
            raise UnknownTable(name)
    named = {*names} or {name for name in CATALOGUE if not name.endswith(MONTHLY)}
    if monthly:
        named |= {name + MONTHLY for name in named}
    wanted = [table for name, table in CATALOGUE.items() if name in named]
    return wanted if personal else [table.without_personal() for table in wanted]
