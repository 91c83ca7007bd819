"""``goodwill history``: what happened, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.ui import options
from commands.ui.output import Result, write
from commands.ui.settings import Settings, pass_settings

if TYPE_CHECKING:
    from ledger import Entry
    from ledger.corrections import Marks


_COLUMNS = (
    "position", "client", "version", "id", "kind", "occurred_at", "recorded_at", "actor", "on_behalf_of", "key",
    "causation", "source", "event", "voided_by", "corrected_by",
)  # fmt: skip


@click.command()
@options.maybe_client
@options.two_clocks("no end")
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind; may be given several times."
)
@options.results()
@pass_settings
def history(
    settings: Settings,
    client: str | None,
    as_of: date | None,
    known_at: datetime | None,
    kinds: tuple[str, ...],
    form: str,
    output: str | None,
) -> None:
    """Show what happened, in order, with corrections in place.

    Without CLIENT: the whole ledger. An entry that a later one voided or corrected is marked with its position.
    With --as-of, an entry is chosen by the day on which it happened, as it was corrected since, and what voids or
    corrects it comes along, whenever that was.
    """
    from commands.ui.opening import reading
    from goodwill.asking import known_client
    from ledger.corrections import happened_by, marks_by_entry

    _check(kinds)
    with reading(settings) as ledger:
        client = known_client(ledger, client) if client else None
        found = marks_by_entry(ledger.history(client, known_at=known_at))

        happened = happened_by(as_of, found)

        def wanted(entry: Entry) -> bool:
            return happened(entry) and (not kinds or entry.kind in kinds)

        _write(ledger.history(client, known_at=known_at), found, wanted, form, output)


def _check(kinds: tuple[str, ...]) -> None:
    from ledger.errors import UnknownKind
    from ledger.events import KINDS

    for kind in kinds:
        if kind not in KINDS:
            raise UnknownKind(kind, list(KINDS))


def _write(
    entries: Iterator[Entry], found: Marks, wanted: Callable[[Entry], bool], form: str, output: str | None
) -> None:
    from commands.read.entries import as_json
    from commands.read.history_table import lines

    written = (as_json(entry, found.get((entry.stream, entry.version))) for entry in entries if wanted(entry))
    result = Result(
        whole=lambda: written,
        rows=lambda: written,
        columns=lambda: _COLUMNS,
        lines=lambda: lines(entries, found, wanted),
    )
    write(result, form, output)
