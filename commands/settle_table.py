"""Proposed settlements for people and programs: a table with what stays unapplied below it, JSON, CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from commands.output import destination, write_csv, write_json, write_jsonl
from commands.tables import RULE, Cell, Column, clean, render, terminal_width
from commands.view_tables import heading
from ledger.money import quantum

if TYPE_CHECKING:
    from projections import Answer

__all__ = ["write"]

_COLUMNS = (
    Column("CLIENT"),
    Column("SOURCE"),
    Column("WHAT", optional=True),
    Column("ON"),
    Column("AMOUNT", "right"),
    Column("CUR"),
    Column("TARGET"),
    Column("PART", "right"),
    Column("DUE"),
)


def write(answer: Answer, form: str, output: str | None, said: str | None) -> None:
    """Writes the proposals, and what became of them: below the table, or beside data for programs."""
    from projections.receivables.proposing import Row

    whole = answer.as_json(items=True)
    whole["left"] = whole.pop("items")
    with destination(output, exact=form != "table") as stream:
        match form:
            case "json":
                write_json(stream, whole)
            case "jsonl":
                write_jsonl(stream, whole["rows"])
            case "csv":
                write_csv(stream, [field.name for field in fields(Row)], answer.table())
            case _:
                for line in _lines(answer):
                    click.echo(line, file=stream)
                if said is not None and output is None:
                    click.echo()
    if said is not None:
        click.echo(said, err=form != "table" or output is not None)


def _lines(answer: Answer) -> Iterator[str]:
    yield from heading(answer)
    yield ""
    if answer.rows:
        sums = [_total(total.amount, total.currency) for total in answer.totals]
        yield from render(_COLUMNS, [*map(_cells, answer.rows), RULE, *sums], room=terminal_width())
    else:
        yield "Nothing to settle: no unapplied payment meets an open document."
    if answer.items:
        yield from ("", "Stays unapplied:")
        left = [_cells_left(one) for one in answer.items]
        yield from render(_COLUMNS[:6], left, room=terminal_width(), titles=False)


def _cells(row: Any) -> list[Cell | str]:
    return [
        clean(row.client),
        clean(row.source),
        row.what,
        row.on.isoformat(),
        _money(row.amount, row.currency),
        row.currency,
        clean(row.target),
        str(row.instalment or ""),
        row.due.isoformat(),
    ]


def _cells_left(one: Any) -> list[Cell | str]:
    return [
        clean(one.client),
        clean(one.source),
        one.what,
        one.on.isoformat(),
        _money(one.left, one.currency),
        one.currency,
    ]


def _total(amount: Decimal, currency: str) -> list[Cell | str]:
    cells = [Cell("")] * len(_COLUMNS)
    cells[0], cells[4], cells[5] = (
        Cell(text, bold=True) for text in ("total", _money(amount, currency), currency)
    )
    return list(cells)


def _money(amount: Decimal, currency: str) -> str:
    return f"{amount.quantize(quantum(currency)):,f}"
