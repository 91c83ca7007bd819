"""The views as tables for people, as the columns of their rows declare."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from commands.ui.printing import clean
from commands.ui.tables import NO_VALUE, RULE, Cell, Column, Row, currency_text, faint, render, terminal_width
from commands.ui.wrapping import width
from ledger.money import in_full, rounded, to_places
from ledger.times import end_text
from projections.framework.answer import flat_row
from projections.framework.columns import Field, row_fields
from projections.framework.registry import ALL

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from projections import Answer

_SAID = {True: "yes", False: ""}
_BARS = "▁▂▃▄▅▆▇█"
_NO_BAR = "·"
_NOTHING = NO_VALUE | {"0"}
_MOST = 100


class Shown(NamedTuple):
    """A column of a table for people.

    Attributes:
        name: in a flat row.
        field: of the row that it comes from.
        member: which member of it, from 0; of a field without members 0.
        title: what stands above it.
    """

    name: str
    field: Field
    member: int
    title: str

    def column(self, rows: Sequence[Mapping[str, Any]], *, chosen: bool = False) -> Column:
        """Its layout, for rows and their totals.

        Money with a value is always shown, and so is a column that was asked for, and a bold one even if all
        of it is nothing.
        """
        column = self.field.column
        left = self.field.several or column.words or self.field.form in ("text", "day")
        texts = {self.text(row) for row in rows if self.name in row}
        nothing = {""} if column.bold else NO_VALUE
        spare = (column.spare and not (self.field.money or chosen)) or nothing.issuperset(texts)
        return Column(self.title, "left" if left else "right", column.least, spare)

    def cell(self, row: Mapping[str, Any]) -> Cell:
        """A value as a terminal shows it."""
        value, text, column = row[self.name], self.text(row), self.field.column
        colour = None
        match column.colours:
            case str() if value:
                colour = column.colours
            case tuple() if value and column.colours:
                colour = column.colours[min(self.member, len(column.colours) - 1)]
            case Mapping():
                colour = column.colours.get(text)
        return Cell(text, colour=colour, bold=column.bold, faint=text == "-")

    def is_empty(self, row: Mapping[str, Any]) -> bool:
        """Whether there is no value, or a count or an amount of nothing; a figure of 0.0 is a value."""
        value = row[self.name]
        return value is None or (value == 0 and self.text(row) in _NOTHING)

    def text(self, row: Mapping[str, Any]) -> str:
        """A value for a person: money to the smallest coin, unit prices in full, trends with their sign."""
        column, value = self.field.column, row[self.name]
        match column.words(value) if column.words and value is not None else value:
            case None:
                return ""
            case Decimal() as exact:
                return self._exact(exact, row.get("currency"))
            case float() as number:
                digits = 1 if column.decimals is None else column.decimals
                return f"{number:{'+' if column.signed else ''}.{digits}f}"
            case int() as number if not isinstance(number, bool):
                return f"{number:,}"
            case tuple() as several:
                return bars(several) if column.bars else clean(", ".join(map(str, several)))
            case other:
                said = _SAID[other] if isinstance(other, bool) else str(other)
                return clean(currency_text(said) if self.field.name == "currency" else said)

    def _exact(self, number: Decimal, currency: str | None) -> str:
        decimals = self.field.column.decimals
        if decimals is not None:
            return f"{to_places(number, decimals):,f}"
        if not number:
            return "" if self.field.column.blank else "-"
        if currency and self.field.money:
            number = (in_full if self.field.column.unit_price else rounded)(number, currency)
        return f"{number:,f}"


def bars(numbers: Iterable[float | None]) -> str:
    """Numbers from 0 to 100 as bars of one cell each; a dot for one that is unknown."""
    return "".join(
        _NO_BAR if number is None else _BARS[min(int(number * len(_BARS) / _MOST), len(_BARS) - 1)]
        for number in numbers
    )


def has_bars() -> bool:
    """Whether standard output can show bars: in UTF-8 or another encoding that has them."""
    try:
        f"{_BARS}{_NO_BAR}".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def page(
    answer: Answer,
    *,
    items: bool = False,
    most: int | None = None,
    only: Sequence[str] = (),
    left_out: Sequence[str] = (),
) -> Iterator[str]:
    """The lines of a view: its heading, the table, the totals.

    Args:
        left_out: the titles of columns that the rows were made without, because no line has room for them.
        items: its items instead of its rows.
        most: how many rows to show; None: all.
        only: the fields to show, in their order; none: all, in the order that they declare.
    """
    yield from heading(answer)
    if "period" in answer.more:
        yield from faint(spanned_text(answer))
    yield ""
    rows = answer.table(items=items)
    if not rows:
        yield nothing(answer)
        return
    titles = {}
    if "by" in answer.more and "group" in rows[0]:
        rows = [row | {"group": row["group"] or f"(no {answer.more['by']})"} for row in rows]
        titles = {"group": str(answer.more["by"]).upper()}
    shape = answer.item_shape if items else answer.shape
    shown = columns_of(shape, rows, titles, only) if shape else []
    summary = ALL[answer.view].totals.summary
    sums = [] if items or summary else answer.sums()
    table: list[Row] = [[one.cell(row) for one in shown] for row in rows[:most]]
    if len(table) < len(rows):
        table.append([f"... and {len(rows) - len(table):,} more"])
    columns = [one.column([*rows, *sums], chosen=bool(only)) for one in shown]
    yield from render(columns, [*table, *totals(shown, sums)], room=terminal_width(), left_out=left_out)
    if summary:
        yield ""
        yield summary(answer.totals)


def spanned_text(answer: Answer) -> str:
    """The period of an answer that is about one, and that which it is compared with."""
    told = [f"from {period['start']} to {period['end']}" for period in _periods(answer)]
    return ", against ".join(told)


def _periods(answer: Answer) -> Iterator[Mapping[str, Any]]:
    """The period of an answer, and that which it is compared with."""
    return (answer.more[name] for name in ("period", "against") if name in answer.more)


def nothing(answer: Answer) -> str:
    """Why an answer has no rows, in a sentence."""
    why = answer.empty or ALL[answer.view].showing.empty
    if not answer.position:
        why = "nothing was recorded by then"
    elif not (answer.holders or answer.clients):
        why = f"nothing of a client had happened by {answer.as_of}"
    return f"Nothing to show: {why}."


def columns_of(
    shape: type[DataclassInstance],
    rows: Sequence[Mapping[str, Any]],
    titles: Mapping[str, str] | None = None,
    only: Sequence[str] = (),
) -> list[Shown]:
    """The columns to show of rows; a quiet column without any value is left out.

    Args:
        rows: flat, at least one.
        titles: what stands above columns, where that is not what they declare.
        only: the fields to choose from, in their order; none: all, in the order that they declare.
    """
    found: list[Shown] = []
    flat = [(name, *name.partition(" ")[::2]) for name in rows[0]]
    for field in row_fields(shape):
        column = field.column
        if column.hidden or (only and field.name not in only):
            continue
        inside = [(name, member) for name, within, member in flat if within == field.name]
        for number, (name, member) in enumerate(inside):
            title = (titles or {}).get(name) or column.title or (member or name).replace("_", " ").upper()
            one = Shown(name, field, number, title)
            if not column.quiet or any(not one.is_empty(row) for row in rows):
                found.append(one)
    return sorted(found, key=lambda one: only.index(one.field.name) if only else one.field.column.place)


def table_of(
    shape: type[DataclassInstance],
    rows: Sequence[DataclassInstance],
    sums: Iterable[DataclassInstance] = (),
    only: Sequence[str] = (),
    *,
    titles: bool = True,
) -> Iterator[str]:
    """The lines of a table of rows, with their totals below a rule."""
    flat = [*map(flat_row, rows)]
    shown = columns_of(shape, flat, only=only)
    yield from lines_of(shown, flat, [*map(flat_row, sums)], titles=titles)


def lines_of(
    shown: Sequence[Shown],
    rows: Sequence[Mapping[str, Any]],
    sums: Sequence[Mapping[str, Any]] = (),
    *,
    between: Iterable[Row] = (),
    titles: bool = True,
) -> Iterator[str]:
    """The lines of a table of flat rows, with other rows below them, and their totals below a rule."""
    table = [*([one.cell(row) for one in shown] for row in rows), *between, *totals(shown, sums)]
    columns = [one.column([*rows, *sums]) for one in shown]
    yield from render(columns, table, room=terminal_width(), titles=titles)


def totals(shown: Sequence[Shown], sums: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """The totals that stand under the columns; a total has those of the columns that it has a sum of."""
    label = next((one.name for one in shown if one.name == "client"), shown[0].name)
    for number, total in enumerate(sums):
        if not number:
            yield RULE
        texts = {one.name: one.text(total) for one in shown if one.name in total} | {label: "total"}
        yield [Cell(texts.get(one.name, ""), bold=True) for one in shown]


def title_of(view: str) -> str:
    """The name of a view, or of several, at the head of a table: Key accounts."""
    return view.replace("-", " ").capitalize()


def _in_currency(answer: Answer) -> str:
    """The one currency of the page, and those that stay beside it because they have no rate."""
    if "currency" not in answer.more:
        return ""
    apart = answer.more.get("without_rate")
    return f" in {answer.more['currency']}{', without a rate for ' if apart else ''}{', '.join(apart or ())}"


def heading(answer: Answer) -> Iterator[str]:
    """The name of the listing, its day, its moment, its policy."""
    known = f"known at {end_text(answer.known_at)}, " if answer.known_at else ""
    by = f" by {answer.more['by']}" if "by" in answer.more else ""
    currency = _in_currency(answer)
    week = f" of {answer.more['week']}" if "week" in answer.more else ""
    listing = str(answer.more.get("listing", "")).capitalize() or title_of(answer.view)
    title = f"{listing}{week}{by}{currency} as of {answer.as_of}"
    details = f"{known}policy {answer.policy}, position {answer.position:,}"
    room = terminal_width()
    if room is None or width(f"{title}, {details}") <= room:
        yield click.style(title, bold=True) + click.style(f", {details}", dim=True)
    else:
        yield click.style(title, bold=True)
        yield from faint(details)
