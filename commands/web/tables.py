"""Answers of views as tables of a page: their columns, with a link from each figure to its entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from commands.ui.sorting import in_order
from commands.ui.view_tables import columns_of, nothing, totals
from projections.framework.answer import flat_row
from projections.framework.registry import ALL, REGISTER
from projections.health.bands import BANDS
from reporting.web import Cell, Column, Link, Part, Table, Text

if TYPE_CHECKING:
    from commands.ui.tables import Cell as TextCell
    from commands.ui.tables import Column as TextColumn
    from commands.ui.view_tables import Shown
    from commands.web.page_questions import Asking
    from projections import Answer
    from projections.remarks import Remark

NO_FIGURE: Final = "-"
"""What stands in place of zero."""
ROWS: Final = 200
"""The rows of a table on one page."""

BAND_TONES: Final = dict(zip(BANDS, ("good", "warn", "bad"), strict=True))
"""How a band of health is shown, the best first."""
_TONES: Final = {"green": "good", "yellow": "warn", "red": "bad"}
_DOCUMENTS: Final = ("document", "number", "person", "competitor", "product")
"""The columns that name what a row is about, where a client has several."""
_SENTENCE: Final = 14
"""The fewest characters of a line of a column that has sentences."""
_OF_CLIENT: Final = ("client", "name")
_NARROWER: Final = ("manager", "territory", "segment")
"""The groupings of which a page can show one group."""


def listing(
    asking: Asking,
    answer: Answer,
    caption: str,
    *,
    items: bool = False,
    most: int | None = None,
    only: Sequence[str] = (),
) -> Part:
    """The rows of an answer, or its items, as a table; a sentence if there are none.

    Args:
        asking: the questions of the page.
        answer: of a view.
        caption: what the table shows.
        items: whether its items are shown in place of its rows.
        most: how many rows to show; None: those of the address, with links to the others.
        only: the fields to show, in their order; none: all that a person reads.
    """
    address = asking.address
    whole = most is None
    found = in_order(answer, address.sort if whole else None, items=items, people=True)
    rows, shape = found.items if items else found.rows, found.item_shape if items else found.shape
    if not rows or shape is None:
        return Text(nothing(answer))
    first = min(address.after, len(rows) - 1) if whole else 0
    last = first + (most or ROWS)
    flat = [flat_row(row) for row in islice(rows, first, last)]
    titles = {"group": str(answer.more["by"]).upper()} if "by" in answer.more else {}
    shown = [one for one in columns_of(shape, flat, titles, only) if not _left_out(asking, one, whole=whole)]
    sums = [] if items or not whole or ALL[answer.view].totals.summary else answer.sums()
    return Table(
        caption=caption,
        columns=[_column(asking, one, flat, sortable=whole) for one in shown],
        rows=[[_cell(asking, answer, row, one) for one in shown] for row in flat],
        sums=[_summed(asking, answer, cells) for cells in totals(shown, sums) if cells],
        pages=pages_of(asking, (first, last), len(rows)) if whole else (),
        explained=whole,
    )


def _left_out(asking: Asking, one: Shown, *, whole: bool) -> bool:
    """Whether a column is not shown: of personal data, or of the one client that part of a page is about."""
    same = not whole and one.name in _OF_CLIENT and asking.address.client is not None
    return same or (one.field.column.personal and not asking.personal)


def summed(answer: Answer) -> list[Part]:
    """The sentence below the rows of a view that has one in place of totals."""
    summary = ALL[answer.view].totals.summary
    return [Text(f"{summary(answer.totals)}.")] if summary and answer.rows else []


def told(remark: Remark, *, caution: bool = False) -> Text:
    """A remark on a page, where nobody can follow its advice."""
    return Text(f"{remark.what[:1].upper()}{remark.what[1:]}.", caution=caution)


def plain(cell: TextCell | str) -> Cell:
    """A cell of a terminal's table on a page."""
    if isinstance(cell, str):
        return Cell(cell)
    tone = _TONES.get(cell.colour or "", "")
    return Cell(cell.text, tone=tone, faint=cell.faint or cell.text == NO_FIGURE, struck=cell.struck)


def told_column(column: TextColumn) -> Column:
    """A column of a terminal's table on a page; only sentences go over several lines there."""
    return Column(column.title.capitalize(), column.align == "right", column.least >= _SENTENCE)


def _column(asking: Asking, one: Shown, rows: Sequence[Mapping[str, Any]], *, sortable: bool) -> Column:
    layout, column = one.column(rows), one.field.column
    number = layout.align == "right"
    member = one.name.partition(" ")[2]
    meaning = column.meaning.replace("{}", member) + (f" Empty if {column.null}." if column.null else "")
    href, way = _sorted_by(asking, one.name, number=number) if sortable else ("", "")
    words = (
        one.field.form == "text" and layout.least < _SENTENCE and any(" " in one.text(row) for row in rows)
    )
    return Column(one.title.capitalize(), number, bool(layout.least), href, way, meaning, words)


def _sorted_by(asking: Asking, name: str, *, number: bool) -> tuple[str, str]:
    """The address of the page sorted by a column, or in the other direction, and how it is sorted now."""
    now, falls = asking.address.sort, "descending" if number else "ascending"
    rises = "ascending" if number else "descending"
    href = asking.address.but(sort=f"-{name}" if now == name else name, after=0).url
    return href, {name: falls, f"-{name}": rises}.get(now or "", "")


def _cell(asking: Asking, answer: Answer, row: Mapping[str, Any], one: Shown) -> Cell:
    cell = plain(one.cell(row))
    return cell if _empty(cell) else cell._replace(href=_href(asking, answer, row, one))


def _summed(asking: Asking, answer: Answer, cells: Sequence[TextCell | str]) -> list[Cell]:
    """The cells of a row of sums; each figure leads to what it is the sum of, down to entries."""
    href = _parts_of(asking, answer)
    found = [plain(cell) for cell in cells]
    return [cell._replace(href=href) if cell.text.lstrip("+-")[:1].isdigit() else cell for cell in found]


def _parts_of(asking: Asking, answer: Answer) -> str:
    """The address of what the rows of an answer are made of: its items, or else its rows client by client."""
    if answer.item_shape is not None:
        return asking.address.to(answer.view, client=asking.address.client, items=True).url
    return _rows_of(asking, answer.view)


def _empty(cell: Cell) -> bool:
    """Whether nothing is behind a cell."""
    return cell.faint or cell.text in ("", "0")


def _href(asking: Asking, answer: Answer, row: Mapping[str, Any], one: Shown) -> str:
    """Where a cell leads: a client to its page, a group to its rows, a figure to its entries."""
    name, client = one.name, row.get("client")
    if name == "client":
        return asking.client(client)
    if "by" in answer.more and "group" in row:
        return (
            _of_group(asking, answer, row["group"], figure=_counts(one))
            if name == "group" or _counts(one)
            else ""
        )
    if not _counts(one):
        return ""
    if position := row.get("entry") or row.get("position"):
        return asking.entry(position)
    if not client:
        return _rows_of(asking, answer.view)
    document = next((str(row[field]) for field in _DOCUMENTS if row.get(field)), None)
    return asking.explained(answer.view, client, document)


def _counts(one: Shown) -> bool:
    """Whether a column holds figures."""
    return one.field.form in ("whole", "number", "money") and not one.field.several


def _of_group(asking: Asking, answer: Answer, group: str | None, *, figure: bool) -> str:
    """Where the row of a group leads: to the entries of a client, or else to the rows that it sums."""
    by, client = answer.more["by"], asking.address.client
    if group is None:
        return _rows_of(asking, answer.view) if figure else ""
    if REGISTER[answer.view].of_managers:
        return _of_manager(asking, answer, group)
    if by in ("client", "group"):
        return asking.explained(answer.view, group) if figure else asking.client(group)
    if by in _NARROWER:
        return _rows_of(asking, answer.view, **{by: group})
    if client is None:
        return _rows_of(asking, answer.view)
    return asking.explained(answer.view, client, group if by == "product" else None)


def _of_manager(asking: Asking, answer: Answer, group: str) -> str:
    """Where a row of a manager's figures leads: to what explains them, or else to what they sum."""
    by = answer.more["by"]
    if asking.address.since:  # an explanation is of the quarter
        return asking.address.but(items=True, manager=group, after=0, sort=None).url
    if by == "manager":
        return asking.explained(answer.view, group)
    return _rows_of(asking, answer.view, **({"team": group} if by == "team" else {}))


def _rows_of(asking: Asking, view: str, **chosen: str) -> str:
    """The address of a view's rows, client by client."""
    by = "client" if REGISTER[view].usual and not REGISTER[view].of_managers else None
    return asking.address.to(view, client=asking.address.client, by=by, **chosen).url


def pages_of(asking: Asking, shown: tuple[int, int], count: int, most: int = ROWS) -> list[Link]:
    """Links to the rows before and after those that are shown; none if all are."""
    first, last = shown
    if first == 0 and last >= count:
        return []
    found = [Link(f"Rows {first + 1:,} to {min(last, count):,} of {count:,}")]
    if first:
        found.insert(0, Link("Rows before", asking.address.but(after=max(first - most, 0)).url))
    if last < count:
        found.append(Link("Rows after", asking.address.but(after=last).url))
    return found
