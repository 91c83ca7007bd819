"""Lists of work, made of receivables: written as a table of their own, or as data; then what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from commands.output import destination, write_csv, write_json, write_jsonl
from ledger.money import quantum

if TYPE_CHECKING:
    from projections import Answer

__all__ = ["money", "write"]


def write(
    answer: Answer,
    form: str,
    output: str | None,
    lines: Callable[[Answer], Iterator[str]],
    *,
    items: str | None = None,
    said: str | None = None,
) -> None:
    """Writes a list, and what became of it: below the table, or beside data for programs.

    Args:
        answer: the list; its ``shape`` is the class of its rows.
        form: table, json, jsonl or csv.
        output: a file, or standard output.
        lines: makes the table.
        items: what JSON calls that which stands apart from the rows; None: nothing does.
        said: what became of it.
    """
    whole = answer.as_json(items=items is not None)
    if items is not None:
        whole[items] = whole.pop("items")
    with destination(output, exact=form != "table") as stream:
        match form:
            case "json":
                write_json(stream, whole)
            case "jsonl":
                write_jsonl(stream, whole["rows"])
            case "csv":
                names = [field.name for field in fields(answer.shape)] if answer.shape else []
                write_csv(stream, names, answer.table())
            case _:
                for line in lines(answer):
                    click.echo(line, file=stream)
    if said is not None:
        apart = form != "table" or output is not None
        click.echo(said if apart else f"\n{said}", err=apart)


def money(amount: Decimal, currency: str) -> str:
    """An amount to the smallest coin; nothing for nothing."""
    return f"{amount.quantize(quantum(currency)):,f}" if amount else ""
