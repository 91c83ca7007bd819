"""Write worklists that are made of receivables, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from commands.read.views import result_of
from commands.ui.output import TABLE, write

if TYPE_CHECKING:
    from projections import Answer


def write_list(
    answer: Answer,
    form: str,
    output: str | None,
    lines: Callable[[Answer], Iterator[str]],
    *,
    items: str | None = None,
    said: str | None = None,
) -> None:
    """Write a list, and what became of it: below the table, or on standard error beside data for programs.

    Args:
        answer: the list.
        form: a format.
        output: a file, or standard output.
        lines: makes the table.
        items: what JSON calls the items that stand apart from the rows; None: there are none.
        said: what became of it.
    """
    write(result_of(answer, lines, beside=items), form, output)
    if said is not None:
        apart = form != TABLE or output is not None
        click.echo(said if apart else f"\n{said}", err=apart)
