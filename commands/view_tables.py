"""The views as tables for people: which columns, in which order, what is coloured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import click

from commands.options import known_at_text
from commands.tables import RULE, Cell, Column, clean, render, terminal_width, width
from ledger.money import quantum

if TYPE_CHECKING:
    from projections import Answer

__all__ = ["columns", "heading", "page"]

_SHORT: Final = {
    "currency": "CUR",
    "open_items": "ITEMS",
    "recency_days": "DAYS AGO",
    "frequency": "ORDERS",
    "monetary": "VALUE",
    "instalment": "PART",
    "days_late": "LATE",
}
_HIDDEN: Final = {"entries", "age", "within"}
_ORDER: Final = {
    "loyalty": ("client", "name", "segment", "tier"),
    "health": ("client", "name", "score", "band", "confidence", "trend_30", "trend_90", "drag"),
}
_BESIDE: Final = ("disputed", "promised")
_SAID: Final = {True: "yes", False: ""}
_MAYBE: Final = ("name", "prepaid", "reason")
"""Columns that say nothing where they say it of nobody."""
_NARROW: Final = {"name": 12, "segment": 10, "what": 6}
_SPARE: Final = ("components", "qualifying", "what", "tier", "open_items", "name", "disputed", "promised")
_COLOURS: Final = {
    "at risk": "red",
    "watch": "yellow",
    "healthy": "green",
    "lost": "red",
    "can't lose": "red",
    "about to sleep": "yellow",
    "champions": "green",
}
_LATE: Final = ("yellow", "yellow", "red")
"""Colours of the overdue buckets, the youngest first; all further ones as the last."""


def page(answer: Answer, *, items: bool = False, most: int | None = None) -> Iterator[str]:
    """The lines of a view: what it says and of when, the table, what it comes to.

    Args:
        answer: the view's answer.
        items: its items instead of its rows.
        most: how many rows to show; None: all.
    """
    yield from heading(answer)
    yield ""
    rows = answer.table(items=items)
    if not rows:
        yield "Nothing to show."
        return
    names = _names(answer.view, rows)
    if "by" in answer.more:
        rows = [row | {"group": row["group"] or f"(no {answer.more['by']})"} for row in rows]
    shown = rows if most is None else rows[:most]
    buckets = [name for name in names if name.startswith("overdue ")]
    table: list[Sequence[Cell | str]] = [[_cell(row, name, buckets) for name in names] for row in shown]
    sums = [] if items else list(_sums(answer, names))
    titles = {**_SHORT, "group": str(answer.more.get("by", "")).upper()}
    columns_ = [_column(name, rows, titles) for name in names]
    lines = render(columns_, [*table, *sums], room=terminal_width())
    yield from islice(lines, 1 + len(shown))
    if len(shown) < len(rows):
        yield f"... and {len(rows) - len(shown):,} more"
    yield from lines
    if answer.view == "health":
        yield ""
        yield _bands(answer)


def columns(answer: Answer, *, items: bool = False) -> list[str]:
    """The names of the flat columns, even where there are no rows."""
    from projections import ALL
    from projections.receivables import labels

    rows = answer.table(items=items)
    if rows:
        return list(rows[0])
    inside = {"overdue": labels(answer.rules), "components": answer.rules.health.weights._fields}
    kind = (answer.item_shape if items else answer.shape) or vars(ALL[answer.view])[
        "Item" if items else "Row"
    ]
    return [
        f"{field.name} {member}" if member else field.name
        for field in fields(kind)
        for member in inside.get(field.name, [""])
    ]


def heading(answer: Answer) -> Iterator[str]:
    """What the view says, of which day, as known when, under which policy."""
    known = f"known at {known_at_text(answer.known_at)}, " if answer.known_at else ""
    by = f" by {answer.more['by']}" if "by" in answer.more else ""
    currency = f" in {answer.more['currency']}" if "currency" in answer.more else ""
    listing = str(answer.more.get("listing", answer.view))
    title = f"{listing.capitalize()}{by}{currency} as of {answer.as_of}"
    details = f"{known}policy {answer.policy}, position {answer.position:,}"
    room = terminal_width()
    if room is None or width(f"{title}, {details}") <= room:
        yield click.style(title, bold=True) + click.style(f", {details}", dim=True)
    else:
        yield click.style(title, bold=True)
        yield click.style(details, dim=True)


def _names(view: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns to show; those that say nothing of anybody are no use to a person."""
    known = [
        name
        for name in rows[0]
        if not (name in _MAYBE or name.startswith("components "))
        or any(row[name] not in (None, False) for row in rows)
        if name not in _BESIDE or any(row[name] for row in rows)
    ]
    first = [name for name in _ORDER.get(view, ()) if name in known]
    return first + [name for name in known if name not in first and name not in _HIDDEN]


def _column(name: str, rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> Column:
    group, _, member = name.partition(" ")
    title = titles.get(name) or (member or name).replace("_", " ").upper()
    numbers = any(isinstance(row[name], int | float | Decimal) for row in rows)
    spare = group in _SPARE or not any(row[name] for row in rows)
    return Column(title, "right" if numbers else "left", _NARROW.get(name, 0), spare)


def _cell(row: Mapping[str, Any], name: str, buckets: Sequence[str]) -> Cell:
    value, text = row[name], _text(row, name)
    if name in buckets and value:
        return Cell(text, colour=_LATE[min(buckets.index(name), len(_LATE) - 1)])
    if name in ("band", "segment"):
        return Cell(text, colour=_COLOURS.get(text))
    if name == "reason" or (name == "excess" and value):
        return Cell(text, colour="red")
    return Cell(text, bold=name in ("balance", "exposure"), faint=text == "-")


def _text(row: Mapping[str, Any], name: str) -> str:
    """The value as a person reads it: money to the smallest coin, scores to one decimal, trends with their sign."""
    match row[name]:
        case None:
            return ""
        case Decimal() as amount:
            if not amount:
                return "-"
            exact = name in ("points", "qualifying") or row.get("currency") is None
            return f"{amount if exact else amount.quantize(quantum(row['currency'])):,f}"
        case float() as number:
            return (
                f"{number:.2f}" if name == "confidence" else f"{number:{'+' if 'trend' in name else ''}.1f}"
            )
        case int() as number if not isinstance(number, bool):
            return f"{number:,}"
        case value:
            return clean(_words(value))


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return _SAID[value] if isinstance(value, bool) else str(value)


def _sums(answer: Answer, names: Sequence[str]) -> Iterator[Sequence[Cell | str]]:
    """The totals that stand under the columns, where the view has such."""
    if answer.view == "health":
        return
    sums = [
        total
        for total in answer.sums()
        if answer.view != "loyalty" or total["frequency"] or total["monetary"]
    ]
    if sums:
        yield RULE
    for total in sums:
        texts = {name: _text(total, name) for name in total} | {names[0]: "total"}
        yield [Cell(texts.get(name, ""), bold=True) for name in names]


def _bands(answer: Answer) -> str:
    """How many clients are in each band, the best first."""
    known = {total.band: total.clients for total in answer.totals}
    order = [band for band in ("healthy", "watch", "at risk", None) if band in known]
    return ", ".join(f"{known[band]:,} {band or 'unknown'}" for band in order)
