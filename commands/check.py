"""``goodwill check``: faults in the data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from commands import options
from commands.failures import DIFFERENT
from commands.output import destination, write_csv, write_json, write_jsonl
from commands.settings import Settings, pass_settings

if TYPE_CHECKING:
    from ledger.codec import Row
    from ledger.faults import Fault
    from ledger.store import Recorder

__all__ = ["check"]

_COLUMNS = ("position", "client", "code", "what", "advice")


@click.command()
@click.argument("client", required=False)
@click.option(
    "--as-of",
    type=options.DAY,
    metavar="DATE",
    help="Judge what had happened by the end of this day.  [default: no end]",
)
@options.output_format("table", "json", "jsonl", "csv")
@options.output
@pass_settings
@click.pass_context
def check(
    ctx: click.Context,
    settings: Settings,
    /,
    client: str | None,
    as_of: date | None,
    form: str,
    output: str | None,
) -> None:
    """Say what is wrong with the data.

    Everything at once, a line each, with the position of the entry and what to do; exit code 3. Silent where all is
    well. Without CLIENT: the whole ledger, also whether an entry is missing.
    """
    from commands.clients import known_client
    from commands.opening import reading
    from ledger.entry import client_stream
    from projections.checking import check as find

    with reading(settings) as ledger:
        code = known_client(ledger, client)
        rows = partial(_rows, ledger.recorder)
        faults = find(rows, client_stream(code) if code else None, as_of or date.max)
    _write(faults, form, output)
    if faults:
        ctx.exit(DIFFERENT)


def _rows(recorder: Recorder, stream: UUID | None) -> Iterator[Row]:
    """The rows of a stream, or all of them; one by one after the first that is missing."""
    from ledger.store.reading import Missing

    position = 0
    try:
        for row in recorder.rows(stream=stream):
            yield row
            position = row.position
    except Missing:
        for beyond in range(position + 1, recorder.last()[0] + 1):
            left = recorder.row_at(beyond)
            if left is not None and stream in (None, left.stream):
                yield left


def _write(faults: list[Fault], form: str, output: str | None) -> None:
    from commands.tables import clean

    with destination(output, exact=form != "table") as stream:
        match form:
            case "json":
                write_json(stream, list(_flat(faults)))
            case "jsonl":
                write_jsonl(stream, _flat(faults))
            case "csv":
                write_csv(stream, _COLUMNS, _flat(faults))
            case _:
                for fault in faults:
                    whose = f", {fault.client}" if fault.client else ""
                    click.echo(clean(f"{fault.position}{whose}: {fault.what}; {fault.advice}"), file=stream)


def _flat(faults: Iterable[Fault]) -> Iterator[dict[str, Any]]:
    return (fault._asdict() for fault in faults)
