"""What was recorded, in one sentence: enough to notice a mistyped amount or year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from commands.read.entries import reasons, whole
from commands.read.field_texts import in_parts, texts
from commands.ui.printing import clean
from ledger.corrections import Correction, replacement
from ledger.events import AnyEvent, EntryCorrected
from ledger.rules import Follows

if TYPE_CHECKING:
    from commands.read.field_texts import Moments
    from goodwill.recording import Left
    from ledger import Entry

_NOTHING = Follows()


def told(entry: Entry, when: Moments, named: Entry | None = None, follows: Follows = _NOTHING) -> str:
    """What an entry says: ``payment.received for AZ-01: B-7, 500.00 AZN on 2026-03-20 on behalf of Orxan``.

    Args:
        entry: what was recorded.
        when: shows moments.
        named: the entry that it voids or corrects, as it stood before.
        follows: what the account gives the entry; of a correction, the entry that it names.
    """
    event = entry.event
    what = event.kind + (f" for {entry.client}" if entry.client else "")
    behalf = entry.on_behalf_of and f"on behalf of {entry.on_behalf_of}"
    if isinstance(event, Correction) and named is not None:
        parts = [*_effects(event, named, when, follows.currency), *reasons(event), *filter(None, [behalf])]
        return clean(
            f"{what}: entry {named.position}, {named.kind}{_number(named.event)}: {', '.join(parts)}"
        )
    if fields := whole(event, _told_elsewhere(entry), when, follows.currency):
        what += f": {fields}"
    if follows.due:
        what += f", due {follows.due} by the terms"
    return " ".join(filter(None, [f"{what} on {when(entry.occurred_at)}", behalf]))


def left(found: Left, when: Moments, currency: str | None = None) -> str:
    """What stays in force of an entry, once a void or a correction of it is voided.

    Args:
        found: the entry.
        when: shows moments.
        currency: of its amounts, where it states none.
    """
    entry, standing, mark = found
    if mark.voided_by is not None:
        return f"entry {entry.position} stays voided by entry {mark.voided_by.position}"
    if mark.corrected_by is None:
        return f"entry {entry.position} is in force as it was recorded"
    parts = [*changes(entry.event, standing.event, when, currency), *_moved(entry, standing, when)]
    return (
        f"entry {entry.position} stays as entry {mark.corrected_by.position} corrected it: {', '.join(parts)}"
    )


def _moved(before: Entry, after: Entry, when: Moments) -> Iterator[str]:
    if after.occurred_at != before.occurred_at:
        yield f"on {when(after.occurred_at)} instead of {when(before.occurred_at)}"


def _number(event: AnyEvent) -> str:
    return "".join(f" {text}" for text in texts(event, "number", str)) if hasattr(event, "number") else ""


def _told_elsewhere(entry: Entry) -> frozenset[str]:
    """The fields that repeat the client's code or the date of the entry."""
    elsewhere = (entry.client, entry.occurred_at)
    return frozenset(
        name
        for name in ("code", "started_at")
        if hasattr(entry.event, name) and getattr(entry.event, name) in elsewhere
    )


def _effects(event: Correction, named: Entry, when: Moments, currency: str | None) -> Iterator[str]:
    if isinstance(event, EntryCorrected):
        yield from changes(named.event, replacement(named, event), when, currency)
        yield from _moved(named, named._replace(occurred_at=event.occurred_at or named.occurred_at), when)


def changes(before: AnyEvent, after: AnyEvent, when: Moments, currency: str | None = None) -> Iterator[str]:
    """The fields in which two events of one kind differ, each in words; ``currency`` as ``left`` has it."""
    for name in before.__struct_fields__:
        if getattr(before, name) == getattr(after, name):
            continue
        label = name.rstrip("_").replace("_", " ")
        old, new = (_value(event, name, label, when, currency) for event in (before, after))
        yield f"{label} {new or 'left out'} instead of {old or 'none'}"


def _value(event: AnyEvent, name: str, label: str, when: Moments, currency: str | None) -> str:
    value = getattr(event, name)
    if isinstance(value, tuple):
        return in_parts(event, name) or ", ".join(value)
    found = texts(event, name, when, currency, worded=False)
    return ", ".join(text.removeprefix(f"{label} ") for text in found)
