"""A statement of account as text for people, aligned in any script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from commands.ui.tables import RULE, Cell, Column, Row, clean, render, terminal_width

if TYPE_CHECKING:
    from reporting.statements import Part, Sheet


def lines(said: Sheet) -> Iterator[str]:
    """The lines: who and when, then for each currency what happened, and how old the balance is."""
    yield click.style(said.title, bold=True)
    yield ""
    names: list[Row] = [(Cell(clean(name), faint=True), clean(value)) for name, value in said.facts]
    yield from render((Column(""), Column("")), names, titles=False)
    for part in said.parts:
        yield ""
        yield click.style(part.heading, bold=True)
        yield ""
        yield from _part(part)
    yield ""
    yield from said.remarks


def _part(part: Part) -> Iterator[str]:
    columns = [
        Column(clean(column.title), "right" if column.amounts else "left", optional=column.spare)
        for column in part.columns
    ]
    happened: list[Row] = [[clean(text) for text in row] for row in part.rows]
    if not happened:
        empty = [""] * len(columns)
        happened = [[empty[0], part.nothing, *empty[2:]]]
    rows = [_bold(part.opening), *happened, RULE, _bold(part.total), _bold(part.closing)]
    yield from render(columns, rows, room=terminal_width())
    yield ""
    yield click.style(part.ageing, bold=True)
    aged: list[Row] = [(title, amount) for title, amount in part.ages[:-1]]
    aged += [RULE, _bold(part.ages[-1])]
    if part.disputed:
        aged.append(part.disputed)
    yield from render((Column(""), Column("", "right")), aged, room=terminal_width(), titles=False)


def _bold(texts: Sequence[str]) -> list[Cell]:
    return [Cell(clean(text), bold=True) for text in texts]
