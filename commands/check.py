"""``goodwill check``: faults in the data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from commands import options
from commands.clock import today
from commands.failures import DIFFERENT, complain
from commands.settings import Settings, pass_settings
from commands.ui.output import Result, write

if TYPE_CHECKING:
    from ledger import Ledger
    from ledger.codec import Row
    from ledger.faults import Fault
    from ledger.store import Recorder


_DAMAGE = {"unreadable", "version-gap"}


@click.command()
@click.argument("client", type=options.CODE, required=False)
@click.option(
    "--as-of",
    type=options.DAY,
    metavar="DATE",
    help="Judge what had happened by the end of this day.  [default: no end]",
)
@click.option(
    "--sample",
    type=click.IntRange(1),
    metavar="N",
    help="Fold only so many clients again, chosen at random.  [default: all]",
)
@click.option(
    "--seed",
    type=int,
    metavar="N",
    default=1,
    show_default=True,
    help="The same seed chooses the same clients.",
)
@options.output_format()
@options.output
@pass_settings
@click.pass_context
def check(
    ctx: click.Context,
    settings: Settings,
    /,
    client: str | None,
    as_of: date | None,
    sample: int | None,
    seed: int,
    **written: Any,
) -> None:
    """Say what is wrong with the data, and whether the views follow from it.

    Everything at once, a line each, with the position of the entry and what to do; exit code 3. Silent where all is
    well. Without CLIENT: the whole ledger, also whether an entry is missing. Every client is folded again; where views are
    stored, they are compared with what comes of it.
    """
    from commands.clients import known_client
    from commands.opening import reading
    from ledger.entry import client_stream
    from projections.checking import check as find

    with reading(settings) as ledger:
        code = known_client(ledger, client)
        rows = partial(_rows, ledger.recorder)
        faults = find(rows, client_stream(code) if code else None, as_of or date.max)
        clients = [code] if code else _clients(ledger, sample, seed)
        faults = sorted(
            [*faults, *_views(settings, ledger, clients, faults, whole=not (code or sample))], key=_order
        )
    _write(faults, written["form"], written["output"])
    if faults:
        ctx.exit(DIFFERENT)


def _clients(ledger: Ledger, sample: int | None, seed: int) -> list[str]:
    """The codes of all clients, or of some."""
    from projections.stored import known_clients

    known = known_clients(ledger.recorder.database)
    if sample is None or sample >= len(known):
        return known
    return sorted(Random(seed).sample(known, sample))  # noqa: S311 - whom to look at


def _views(
    settings: Settings, ledger: Ledger, clients: Sequence[str], faults: Iterable[Fault], *, whole: bool
) -> Iterator[Fault]:
    """What a fold says of clients, and where the stored views say something else; not of those whose entries are damaged."""
    from commands.opening import stored_views
    from ledger.entry import client_stream
    from projections import stored

    damaged = {fault.client for fault in faults if fault.code in _DAMAGE}
    sound = [client for client in clients if client not in damaged]
    for client in sound:
        found = stored.undigested(client, list(ledger.recorder.rows(stream=client_stream(client))), today())
        if found is not None:
            yield found
    with stored_views(settings.views, ledger) as views:
        if views is None:
            return
        if stored.outdated(views):
            complain("another version of Goodwill made the stored views; `goodwill replay` makes them again")
        if (waiting := stored.behind(ledger.recorder.database, views) or 0) > 0:
            entries = "1 entry" if waiting == 1 else f"{waiting:,} entries"
            complain(f"the stored views are {entries} behind; `goodwill project` brings them up")
        yield from stored.differences(ledger.recorder.database, views, sound, clients if whole else ())


def _order(fault: Fault) -> tuple[int, str, str, str]:
    return fault.position, fault.client or "", fault.code, fault.what


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
    from ledger.faults import Fault

    def lines() -> Iterator[str]:
        for fault in faults:
            whose = f", {fault.client}" if fault.client else ""
            yield clean(f"{fault.position}{whose}: {fault.what}; {fault.advice}")

    flat = [fault._asdict() for fault in faults]
    result = Result(whole=lambda: flat, rows=lambda: flat, columns=lambda: Fault._fields, lines=lines)
    write(result, form, output)
