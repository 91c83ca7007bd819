"""``--sort`` and ``--top``: the order of an answer's rows, and how many of them are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commands.ui.options import Within, keep

if TYPE_CHECKING:
    from projections import Answer

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

_SORT, _TOP = "goodwill.sort", "goodwill.top"
"""Where Click's context keeps what was asked for."""


def arranging(function: F) -> F:
    """Add the options to a command that writes an answer."""
    top = click.option(
        "--top",
        type=Within(1),
        metavar="N",
        expose_value=False,
        callback=keep(_TOP),
        help="Show only the first N rows; totals stay those of all.",
    )
    sort = click.option(
        "--sort",
        metavar="COLUMN",
        expose_value=False,
        callback=keep(_SORT),
        help="Sort by a column: numbers from the largest, texts from A; -COLUMN reverses the order.",
    )
    return sort(top(function))


def arrange(answer: Answer, *, items: bool, people: bool = False) -> tuple[Answer, list[str]]:
    """The answer as ``--sort`` and ``--top`` of the running command ask for it.

    Args:
        answer: the answer.
        items: whether its items are shown in place of its rows.
        people: whether people read it. Then groups stand in the order of their language; programs get the
            order of no language, which is the same for every reader.

    Returns:
        the answer, and the lines that follow a table of it: none, if it has all rows.

    Raises:
        click.UsageError: the rows have no such column.
    """
    column, top = _asked()
    found = in_order(answer, column, items=items, people=people)
    rows = found.items if items else found.rows
    first = rows[:top]
    few = len(first) < len(rows)
    summed = "; totals are those of all" if answer.totals else ""
    note = ["", f"{len(first):,} of {len(rows):,} rows{summed}"] if few else []
    return found.with_items(first) if items else replace(found, rows=[*first]), note


def in_order(answer: Answer, column: str | None, *, items: bool, people: bool = False) -> Answer:
    """The answer with its rows, or its items, in the order of a column, as ``arrange`` takes it.

    Raises:
        click.UsageError: the rows have no such column.
    """
    if people and not items and column is None and _by_name(answer):
        column = answer.columns()[0]
    if column is None:
        return answer
    from projections.framework.answer import flat_row

    name = _named(column, answer.columns(items=items), _titles(answer, items=items))
    rows = answer.items if items else answer.rows
    found = _sorted(rows, flat_row, name, answer.language, turned=column.startswith("-"))
    return answer.with_items(found) if items else replace(answer, rows=found)


def _by_name(answer: Answer) -> bool:
    """Whether the rows are summed by something that has names, and no codes."""
    from projections.framework.grouping import CODES

    return answer.more.get("by", "group") not in CODES


def arranged(
    rows: Sequence[T], flat: Callable[[T], Mapping[str, Any]], known: Sequence[str], language: str
) -> tuple[list[T], str]:
    """Rows of any kind as ``--sort`` and ``--top`` ask for them, and what to say of those left out.

    Args:
        rows: in the order in which they stand if nobody asks for another.
        flat: a row as its columns have it.
        known: the columns.
        language: by whose order texts are sorted.

    Raises:
        click.UsageError: there is no such column.
    """
    column, top = _asked()
    found = [*rows]
    if column is not None:
        found = _sorted(rows, flat, _named(column, known, {}), language, turned=column.startswith("-"))
    few = top is not None and top < len(found)
    return found[:top], f"{top:,} of {len(found):,} rows" if few else ""


def is_arranged() -> bool:
    """Whether the running command was asked for an order, or for only some rows."""
    return any(one is not None for one in _asked())


def _asked() -> tuple[str | None, int | None]:
    """The column to sort by and the number of rows, as far as they were asked for."""
    context = click.get_current_context(silent=True)
    asked = context.meta if context else {}
    return asked.get(_SORT), asked.get(_TOP)


def _sorted(
    rows: Iterable[T],
    flat: Callable[[T], Mapping[str, Any]],
    name: str,
    language: str,
    *,
    turned: bool,
) -> list[T]:
    """The rows in order of a column: numbers or days, then texts, then those that have none of them."""
    values = [(_alone(flat(row)[name]), row) for row in rows]
    texts = [(value, row) for value, row in values if isinstance(value, str)]
    others = [(value, row) for value, row in values if value is not None and not isinstance(value, str)]
    others.sort(key=lambda one: _comparable(one[0]), reverse=not turned)
    if texts:
        from commands.ui.collating import order_of

        order = order_of(language)
        texts.sort(key=lambda one: order(one[0]), reverse=turned)
    return [*(row for _, row in (*others, *texts)), *(row for value, row in values if value is None)]


def _alone(value: Any) -> Any:
    """A value to sort by: several texts are one, and no text or number is None."""
    if isinstance(value, tuple) and not all(
        one is None or isinstance(one, Decimal | float | int) for one in value
    ):
        return ", ".join(map(str, value))
    return None if value == () else value


def _comparable(value: Any) -> Any:
    """A value that can be compared with others of its column, which may hold numbers and days.

    In a series, unknown numbers come first.
    """
    if isinstance(value, tuple):
        return True, [(one is not None, one) for one in value]
    return not isinstance(value, date), value


def _titles(answer: Answer, *, items: bool) -> dict[str, str]:
    """The columns by what stands above them in a table, where that is not their name."""
    from projections.framework.columns import row_fields

    shape = answer.item_shape if items else answer.shape
    fields = row_fields(shape) if shape else ()
    titles = {_plain(one.column.title): one.name for one in fields if one.column.title}
    return titles if items or "by" not in answer.more else titles | {answer.more["by"]: answer.columns()[0]}


def _named(column: str, known: Sequence[str], titles: Mapping[str, str]) -> str:
    """The column that is meant: by its name in CSV, the name of a member such as 1-30, or its title."""
    from ledger.errors import known_names

    wanted = column.removeprefix("-")
    plain = _plain(wanted)
    for name in known:
        if plain in {_plain(name), _plain(name.partition(" ")[2])}:
            return name
    if titles.get(plain) in known:
        return titles[plain]
    raise click.UsageError(f"there is no column '{wanted}'; {known_names(wanted, known)}")


def _plain(title: str) -> str:
    return title.strip().lower().replace(" ", "_")
