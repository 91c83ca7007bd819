"""Terms are agreed whole: what new ones leave out of those in force, and how these can be typed again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ledger.events import AnyEvent, ClientTermsAgreed

if TYPE_CHECKING:
    from commands.record.typed import Typed
    from ledger import Entry, Outcome
    from ledger.recording.entry_log import EntryLog

_FIELDS = ("payment_days", "billing", "credit_limit", "discount_limit", "price_column", "prepaid")


def agreed_whole(ledger: EntryLog, client: str | None, values: Mapping[str, Any]) -> str:
    """What is missing in the terms that a person typed, and the terms in force as options to type.

    Returns:
        an empty text if nothing is left out.
    """
    lacking = [f"--{name.replace('_', '-')}" for name in ("payment_days", "billing") if name not in values]
    if not lacking:
        return ""
    before = [*_agreed(ledger, client)][-1:]
    shown = " ".join(_typed(before[0].event, name) for name in _said(before[0].event)) if before else ""
    are = "are" if lacking[1:] else "is"
    return f"{' and '.join(lacking)} {are} missing; terms are agreed whole; in force: {shown or 'none'}"


def dropped(ledger: EntryLog, typed: Sequence[Typed], outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A warning for each part of earlier terms that newly typed ones leave out."""
    for one, outcome in zip(typed, outcomes, strict=True):
        entry = outcome.entry
        if entry is None or not outcome.new or not isinstance(entry.event, ClientTermsAgreed):
            continue
        earlier = [
            other
            for other in _agreed(ledger, entry.client)
            if other.id != entry.id and other.occurred_at <= entry.occurred_at
        ]
        for before in earlier[-1:]:
            for name in _said(before.event):
                if name not in one.values and getattr(entry.event, name) != getattr(before.event, name):
                    yield (
                        f"{_typed(before.event, name)} of {before.on} no longer holds from {entry.on} on; to keep it, "
                        "agree the terms again with it"
                    )


def _agreed(ledger: EntryLog, client: str | None) -> list[Entry]:
    """The terms of a client that are in force, in order of their moments."""
    from ledger.codec import decode
    from ledger.corrections import CORRECTIONS, in_force
    from ledger.entry import client_stream

    if client is None:
        return []
    kinds = [ClientTermsAgreed.kind, *CORRECTIONS]
    rows = ledger.recorder.chosen(kinds=kinds, stream=client_stream(client))
    found = [one for one in in_force(map(decode, rows)) if isinstance(one.event, ClientTermsAgreed)]
    return sorted(found, key=lambda one: (one.occurred_at, one.position))


def _said(event: AnyEvent) -> list[str]:
    """The parts of terms that are not what leaving them out means."""
    return [name for name in _FIELDS if getattr(event, name) not in {None, False}]


def _typed(event: AnyEvent, name: str) -> str:
    """A part of terms as it can be typed."""
    value, option = getattr(event, name), f"--{name.replace('_', '-')}"
    return option if value is True else f"{option} {value}"
