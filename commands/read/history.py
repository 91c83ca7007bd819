"""``goodwill history``: what happened, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import click

from commands.ui import options
from commands.ui.completing import complete_kinds
from commands.ui.output import Result, write
from commands.ui.read_log import note_read
from commands.ui.settings import Settings, pass_settings
from ledger.times import end_text

_COLUMNS = (
    "position", "client", "version", "id", "kind", "occurred_at", "recorded_at", "actor", "on_behalf_of", "key",
    "causation", "source", "event", "voided_by", "corrected_by", "approval",
)  # fmt: skip


@click.command()
@options.maybe_client
@options.two_clocks("no end")
@options.dated("--from", "first", help="Only what happened on this day or later.")
@options.dated("--to", "last", help="Only what happened on this day or earlier.")
@click.option(
    "--recorded-after",
    type=options.KnownAt(so=None),
    metavar="DATETIME",
    help="Only what was recorded later; a date or minute means its end, in the house's time zone.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    shell_complete=complete_kinds,
    help="Only this kind, or a group such as 'invoice.*'; may be given several times.",
)
@click.option("--about", metavar="NUMBER", help="Only what names this order, invoice, visit ...")
@click.option("--person", metavar="ID|NAME", help="Only what names this person at a client.")
@click.option("--manager", metavar="NAME", help="Only this manager's clients, plans, posts and covers.")
@click.option("--actor", metavar="NAME", help="Only what this person recorded, or another recorded for them.")
@click.option(
    "--sort",
    type=click.Choice(["position", "on"]),
    default="position",
    help="In order of recording, or of the days on which it happened.  [default: position]",
)
@options.results()
@pass_settings
def history(
    settings: Settings, /, client: str | None, form: str, output: str | None, sort: str, **asked: Any
) -> None:
    """Show what happened, in order, with corrections in place.

    Without CLIENT: the whole ledger. An entry that a later one voided or corrected is marked with the
    position of the later one. An approval by its asker, or by a person who is not above the asker, is marked
    with the code under which `goodwill check` lists it. --as-of, --from and --to choose an entry by the day
    on which it happened, as corrected since; the entries that void or correct it are shown too, whenever they
    happened.
    """
    from commands.read.entries import as_json
    from commands.read.history_table import lines
    from commands.ui.moments import moments_of
    from commands.ui.opening import reading
    from goodwill.chronicle import Chronicle

    if asked["first"] and (ends := [*filter(None, (asked["last"], asked["as_of"]))]):
        options.not_after(asked["first"], min(ends))
    with reading(settings) as ledger:
        asked_for = [*_asked(client, asked)]
        chronicle = Chronicle(ledger, client or None, by_time=sort == "on", **asked)
        when = moments_of(ledger, chronicle.upto)
        note_read(settings, ledger, "history", client, (entry.event for entry, _ in chronicle))
        written = (as_json(entry, mark, chronicle.approval(entry)) for entry, mark in chronicle)
        result = Result(
            whole=lambda: written,
            rows=lambda: written,
            columns=lambda: _COLUMNS,
            lines=lambda: lines(chronicle, when, asked_for),
        )
        write(result, form, output)


def _asked(client: str | None, asked: Mapping[str, Any]) -> Iterator[str]:
    """The client and the options that choose entries, as they can be typed."""
    from shlex import quote

    if client:
        yield client
    for option in click.get_current_context().command.params:
        value = asked.get(option.name or "")
        for one in value if isinstance(value, tuple) else () if value is None else (value,):
            text = end_text(one) if isinstance(one, datetime) else quote(str(one))
            yield f"{option.opts[0]} {text}"
