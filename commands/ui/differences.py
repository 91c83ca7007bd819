"""Figures that differ as a table for people: a line for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from commands.ui.printing import clean
from commands.ui.tables import Cell, Column, currency_text, render, terminal_width
from ledger.money import in_full
from projections.framework.registry import ALL

if TYPE_CHECKING:
    from projections.framework.columns import Field
    from projections.framework.comparing import Difference


_ENTRY: Final = "entry"
"""The field of a row that is the position of an entry."""


def worth_a_line(one: Difference) -> bool:
    """Whether people read a difference: not an entry's position, a new entry's texts, or a derived figure."""
    lone = one.now is None or one.then is None
    field = _field(one)
    derived = field is not None and field.column.derived
    return one.figure != _ENTRY and not derived and not (lone and one.change is None and _is_of_entry(one))


def manager_table(found: Sequence[Difference], titles: Iterable[str]) -> Iterator[str]:
    """As ``table``, for figures of managers, each of a period."""
    columns = (
        Column("MANAGER", least=12), Column("PERIOD", least=12), Column("CUR"), Column("FIGURE"),
        *(Column(title, "right") for title in titles),
    )  # fmt: skip
    rows = (
        [clean(one.client), one.document or "", currency_text(one.currency), *_figure(one)] for one in found
    )
    yield from render(columns, rows, room=terminal_width())


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
    return [
        clean(one.client),
        clean(one.name or ""),
        one.view,
        currency_text(one.currency),
        *([clean(_document(one))] if of_documents else []),
        *_figure(one),
    ]


def _figure(one: Difference) -> list[Cell | str]:
    """The name of a figure, its two values and the change."""
    money = money_of(one)
    change = "" if one.change is None or _is_from_nothing(one) else _text(one.change, money, "+")
    name = clean(one.figure.replace("_", " "))
    return [name, Cell(_text(one.now, money)), Cell(_text(one.then, money), bold=True), change]


def _document(one: Difference) -> str:
    """The document of a figure; an entry says that it is one."""
    return f"{_ENTRY} {one.document}" if one.document and _is_of_entry(one) else one.document or ""


def _is_of_entry(one: Difference) -> bool:
    """Whether a figure is of a row that is an entry."""
    field = ALL[one.view].fields.get(_ENTRY) if one.view in ALL else None
    return field is not None and bool(field.column.key)


def _is_from_nothing(one: Difference) -> bool:
    """Whether one of the values is not known; what a row that is not there would sum is zero."""
    field = _field(one)
    return None in (one.now, one.then) and field is not None and bool(field.column.null)


def money_of(one: Difference) -> str | None:
    """The currency of a figure that is money of a view; None of any other."""
    field = _field(one)
    return one.currency if field is not None and field.money else None


def _field(one: Difference) -> Field | None:
    """The field of a view's row that a figure is; None of a figure of a list."""
    return ALL[one.view].fields.get(one.figure.partition(" ")[0]) if one.view in ALL else None


def _text(value: object, currency: str | None, sign: str = "") -> str:
    """A value for a person: money to the smallest coin of its currency."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{in_coins(value, currency):{sign},f}"
        case int() | float():
            return f"{value:{sign},}"
        case tuple() | list():
            return ", ".join(_text(one, currency) for one in value)
    return clean(str(value))


def in_coins(amount: Decimal, currency: str | None) -> Decimal:
    """Money with the digits of its currency, unless it has more; another number as it is."""
    return in_full(amount, currency) if currency else amount
