"""Lists of work, made of receivables: written as a table of their own, or as data; then what became of them."""

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
    """Writes a list, and what became of it: below the table, or beside data for programs.

    Args:
        answer: the list.
        form: a format.
        output: a file, or standard output.
        lines: makes the table.
        items: what JSON calls that which stands apart from the rows; None: nothing does.
        said: what became of it.
    """
    write(result_of(answer, lines, beside=items), form, output)
    if said is not None:
        apart = form != TABLE or output is not None
        click.echo(said if apart else f"\n{said}", err=apart)
