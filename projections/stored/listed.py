"""The clients of a generation of stored views, with who they were on any day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from projections.framework.clients import Client
from projections.stored.generation import Views
from projections.stored.tables.layout import DayNumber
from projections.stored.tables.relations import DIRECTORY
from projections.stored.written import HELD, whose

_KNOWN = ["client", "since", "shown"]


class Listed(NamedTuple):
    """The stored clients, all or those named.

    Attributes:
        begun: the day of the first entry of each; None where none counts.
        shown: the day up to which the rows of each that are written hold.
        spans: the first day and the day after the last of each of its entries in the directory.
    """

    begun: Mapping[str, DayNumber | None]
    shown: Mapping[str, DayNumber]
    spans: Sequence[tuple[DayNumber, DayNumber, Client]]

    def directory(self, day: DayNumber) -> dict[str, Client]:
        """The clients as they were on a day."""
        return {client.code: client for start, end, client in self.spans if start <= day < end}


def listed(views: Views, named: Collection[str] | None = None, day: DayNumber | None = None) -> Listed:
    """The clients of a generation that are named, with who they were on a day; None: all, on all days."""
    columns = ["valid_from", "valid_to", "client", *DIRECTORY.layout.names]
    then, bounds = ("1 = 1", ()) if day is None else (HELD, (day, day))
    begun, shown = dict[str, DayNumber | None](), dict[str, DayNumber]()
    spans = list[tuple[DayNumber, DayNumber, Client]]()
    for where, values in whose(named):
        for code, first, until in views.select(_KNOWN, "known", f"WHERE 1 = 1{where}", values):
            begun[code], shown[code] = first, until
        found = views.select(columns, DIRECTORY.name, f"WHERE {then}{where}", (*bounds, *values))
        spans += [(start, end, Client(*client)) for start, end, *client in found]
    return Listed(begun, shown, spans)
