"""Which planned visit a row reports that names none: the one with its client, on its day, by its channel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ledger.importing.week.rows import Row

_ALIKE: Final = ("client", "day", "channel")


def links(rows: Iterable[Row]) -> dict[str, str]:
    """The numbers of the visits that rows report, by the ids of the rows.

    Where several plans or several reports are alike, nothing tells which belong together, so none do.
    """
    plans: dict[tuple[str, ...], list[str]] = {}
    reports: dict[tuple[str, ...], list[str]] = {}
    named = set[tuple[str, str]]()
    for row in rows:
        if row.sheet.name not in ("plan", "visits"):
            continue
        client, *_ = alike = tuple(row.values[name] for name in _ALIKE)
        number = row.values.get("visit")
        if row.sheet.name == "plan":
            plans.setdefault(alike, []).append(number or "")
        elif number is None:
            reports.setdefault(alike, []).append(row.id)
        else:
            named.add((client, number))
    return {
        found[0]: plans[alike][0]
        for alike, found in reports.items()
        if len(found) == len(plans.get(alike, ())) == 1 and (alike[0], plans[alike][0]) not in named
    }
