"""``goodwill show``: one entry whole, with what later ones did with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.output import Result, write
from commands.ui.read_log import note_read
from commands.ui.settings import Settings, pass_settings
from ledger.codec import encode_event
from ledger.corrections import Correction

if TYPE_CHECKING:
    from commands.ui.moments import Moments
    from goodwill.currencies import Currencies
    from goodwill.entries import Whole
    from ledger import Entry
    from ledger.events import AnyEvent


@click.command()
@click.argument("entry", metavar="POSITION|ID")
@options.results("table", "json")
@pass_settings
def show(settings: Settings, /, entry: str, form: str, output: str | None) -> None:
    """Show one entry, its corrections and what rests on it.

    The table shows what is in force after corrections, and what it was before. JSON has the entry as it was
    recorded, and what is in force of it beside; null if it is voided.

    What rests on an entry are the later entries that refer to it: the payments of an invoice, the returns
    of an order.
    """
    from commands.ui.moments import moments_of
    from commands.ui.opening import reading
    from goodwill.currencies import Currencies
    from goodwill.entries import show as whole

    with reading(settings) as ledger:
        found, when = whole(ledger, entry), moments_of(ledger)
        shown = (one.event for one in (found.entry, *found.corrections, *found.dependents))
        note_read(settings, ledger, "show", found.entry.client, shown)
        write(
            Result(whole=lambda: _written(found), lines=lambda: _page(found, when, Currencies(ledger))),
            form,
            output,
        )


def _written(found: Whole) -> dict[str, Any]:
    from commands.read.entries import as_json

    standing = as_json(found.in_force, None) if found.in_force else {}
    return {
        "entry": as_json(found.entry, found.mark, found.approval),
        "in_force": {name: standing[name] for name in ("occurred_at", "event")} if standing else None,
        "corrections": [as_json(one, None) for one in found.corrections],
        "dependents": [as_json(one, None) for one in found.dependents],
    }


def _page(found: Whole, when: Moments, currencies: Currencies) -> Iterator[str]:
    from commands.ui.tables import Column, render, terminal_width

    columns = [Column(""), Column("", least=30)]
    envelope, fields = pairs_of(found, when, currencies.of(found.entry))
    for heading, pairs in (("", envelope), ("Fields", fields)):
        if heading:
            yield from ("", click.style(heading, bold=True))
        rows = [[f"  {name}" if heading else name, text] for name, text in pairs]
        yield from render(columns, rows, room=terminal_width(), titles=False)
    for heading, entries in (("Corrections", found.corrections), ("Rests on it", found.dependents)):
        if entries:
            yield from ("", click.style(heading, bold=True))
            yield from (f"  {one.position}: {told_of(one, found, when, currencies)}" for one in entries)


def told_of(entry: Entry, found: Whole, when: Moments, currencies: Currencies) -> str:
    """A correction of an entry, or what rests on it, in one sentence."""
    from commands.read.telling import told
    from ledger.rules import Follows

    about = found.entry if isinstance(entry.event, Correction) else entry
    return told(entry, when, found.entry, Follows(currency=currencies.of(about)))


def pairs_of(
    found: Whole, when: Moments, currency: str | None
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The envelope of an entry by name, and its fields: what is in force, and what a correction changed.

    Args:
        found: the entry.
        when: shows moments.
        currency: of its amounts, where it states none.
    """
    from commands.read.entries import as_json

    standing = found.in_force or found.entry
    written = as_json(standing, found.mark, found.approval)
    del written["event"]
    written["recorded_at"] = when.here(standing.recorded_at).isoformat(timespec="microseconds")
    written["occurred_at"] = when.exact(standing.occurred_at)
    envelope = {name: value for name, value in written.items() if value is not None}
    if found.approval:
        envelope["approval"] = f"{found.approval.code}: {found.approval}"
    before = envelope | {"occurred_at": when.exact(found.entry.occurred_at)}
    fields, was = (_fields(one.event, currency) for one in (standing, found.entry))
    return _beside(envelope, before), _beside(fields, was)


def _fields(event: AnyEvent, currency: str | None) -> dict[str, Any]:
    """The fields of an event as JSON has them, but amounts with their currency."""
    from commands.read.field_texts import money_text

    amounts = {name: money_text(getattr(event, name), event, currency) for name in event.money}
    return {name: amounts.get(name, value) for name, value in json.loads(encode_event(event)).items()}


def _beside(now: dict[str, Any], was: dict[str, Any]) -> list[tuple[str, str]]:
    return [*_with_former(dict(_flat(now.items())), dict(_flat(was.items())))]


def _with_former(now: dict[str, str], was: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is in force by name, and beside it what a correction changed."""
    for name in now | was:
        new, old = now.get(name), was.get(name)
        yield name, str(new) if new == old else f"{new or 'left out'} (was {old or 'left out'})"


def _flat(pairs: Any, inside: str = "") -> Iterator[tuple[str, str]]:
    """Names and texts; parts of a value have the value's name before theirs."""
    from commands.ui.printing import clean

    for name, value in pairs:
        if isinstance(value, dict):
            yield from _flat(value.items(), f"{inside}{name}.")
        elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
            for at, one in enumerate(value, start=1):
                yield from _flat(one.items(), f"{inside}{name}.{at}.")
        else:
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield inside + name, clean(text)
