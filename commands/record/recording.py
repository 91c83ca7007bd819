"""Recording what was asked for on the command line, and saying what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from commands.ui.failures import complain
from commands.ui.opening import writing
from commands.ui.settings import Settings
from goodwill.recording import Wanted, as_before
from ledger.text import nfc

if TYPE_CHECKING:
    from ledger import Outcome

_MOST_TOLD = 20


def identifier(text: str | None) -> str | None:
    """A code or name as it is compared: outer space trimmed, NFC; none where nothing is left."""
    return (nfc(text.strip()) or None) if text is not None else None


def record_one(settings: Settings, wanted: Wanted, *, dry_run: bool) -> None:
    """Records one event and says in one line what became of it."""
    with writing(settings) as ledger:
        outcome = ledger.record_many(as_before(ledger, [wanted]), dry_run=dry_run)[0]
    warn([outcome])
    draft = wanted.draft
    what = draft.event.kind + (f" for {draft.client}" if draft.client else "")
    click.echo(_said(outcome, what, dry_run=dry_run))


def warn(outcomes: Iterable[Outcome]) -> None:
    """Says on standard error what is to be known of events that were admitted all the same."""
    told = [str(advice) for outcome in outcomes for advice in outcome.advice]
    for sentence in told[:_MOST_TOLD]:
        complain(sentence)
    if len(told) > _MOST_TOLD:
        complain(
            f"{len(told) - _MOST_TOLD:,} more like this; `goodwill receivables --exposure` shows who is over"
        )


def _said(outcome: Outcome, what: str, *, dry_run: bool) -> str:
    if outcome.entry is None:
        hint = "; a wrong date is corrected with --occurred-at" if what.startswith("entry.corrected") else ""
        return f"{what} says what is known already; nothing added{hint}"
    if not outcome.new:
        return f"recorded already at position {outcome.entry.position}; nothing added"
    if dry_run:
        return f"would record {what}"
    return f"recorded {what} at position {outcome.entry.position} ({outcome.entry.id})"
