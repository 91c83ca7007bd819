"""The catalogue: every table that leaves Goodwill, by its name, in the order in which it is shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from ledger.errors import LedgerError, known_names
from reporting.catalogue import clients, house, owing, selling, trading, views
from reporting.catalogue.facts import Facts
from reporting.catalogue.shape import Table

OF_CLIENTS: Final[dict[str, Facts]] = {
    one.table.name: one for one in (*clients.TABLES, *trading.TABLES, *owing.TABLES, *selling.TABLES)
}
"""The tables whose rows follow from the facts of one client each."""

CATALOGUE: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        *(one.table for one in clients.TABLES),
        house.MANAGERS,
        house.PRODUCTS,
        house.CALENDAR,
        *(one.table for one in (*trading.TABLES, *owing.TABLES, *selling.TABLES)),
        house.PLANS,
        house.ENTRIES,
        *(table for _, table in views.VIEW_TABLES.values()),
        house.STATUS,
    )
}
"""Every table by its name."""


class UnknownTable(LedgerError):
    """The catalogue has no table of that name."""

    code = "unknown-table"

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no table '{name}'; {known_names(name, CATALOGUE)}")


def chosen(names: Collection[str] = (), *, personal: bool = False) -> list[Table]:
    """Tables of the catalogue, in its order.

    Args:
        names: theirs; none: all of them.
        personal: whether they have their columns with personal data.

    Raises:
        UnknownTable: the catalogue has none of that name.
    """
    for name in names:
        if name not in CATALOGUE:
            raise UnknownTable(name)
    wanted = [table for name, table in CATALOGUE.items() if not names or name in names]
    return wanted if personal else [table.without_personal() for table in wanted]
