"""Figures that differ as a table for people: a line for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from commands.ui.printing import clean
from commands.ui.tables import Cell, Column, currency_text, render, terminal_width

if TYPE_CHECKING:
    from projections.framework.comparing import Difference


def table(found: Sequence[Difference], titles: Iterable[str]) -> Iterator[str]:
    """The lines of the table.

    Args:
        found: at least one.
        titles: what stands above the two values and the change.
    """
    of_documents = any(one.document for one in found)
    columns = [
        Column("CLIENT"),
        Column("NAME", least=12, optional=True),
        Column("VIEW"),
        Column("CUR"),
        *([Column("DOCUMENT")] if of_documents else []),
        Column("FIGURE"),
        *(Column(title, "right") for title in titles),
    ]
    yield from render(columns, (_row(one, of_documents=of_documents) for one in found), room=terminal_width())


def _row(one: Difference, *, of_documents: bool) -> list[Cell | str]:
    change = "" if one.change is None else _text(one.change, "+")
    return [
        clean(one.client),
        clean(one.name or ""),
        one.view,
        currency_text(one.currency),
        *([clean(one.document or "")] if of_documents else []),
        clean(one.figure.replace("_", " ")),
        Cell(_text(one.now)),
        Cell(_text(one.then), bold=True),
        change,
    ]


def _text(value: object, sign: str = "") -> str:
    match value:
        case None:
            return "-"
        case Decimal():
            return f"{value:{sign},f}"
        case int() | float():
            return f"{value:{sign},}"
    return clean(str(value))
