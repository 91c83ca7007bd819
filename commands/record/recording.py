"""Record events from the command line, and report what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from commands.ui.failures import Faults, complain
from commands.ui.opening import writing
from commands.ui.printing import say
from commands.ui.settings import Settings
from goodwill.recording import Wanted, as_before
from ledger.text import trimmed

if TYPE_CHECKING:
    from ledger import Draft, Entry, Outcome
    from ledger.recording.journal import Journal

_MOST_ADVICE = 20


def identifier(text: str | None) -> str | None:
    """A code or name as it is compared: outer space trimmed, NFC; None if nothing is left."""
    return (trimmed(text) or None) if text is not None else None


def record_one(settings: Settings, wanted: Wanted, *, dry_run: bool) -> None:
    """Record one event, and print in one line what became of it."""
    with writing(settings) as ledger:
        outcome = ledger.record_many(as_before(ledger, [wanted]), dry_run=dry_run)[0]
    warn([outcome])
    draft = wanted.draft
    what = draft.event.kind + (f" for {draft.client}" if draft.client else "")
    say(became(outcome, what, dry_run=dry_run) + _numbers(outcome, draft))


def _numbers(outcome: Outcome, draft: Draft) -> str:
    """The numbers that the ledger gave, to be added to a message."""
    if outcome.entry is None:
        return ""
    given = outcome.entry.event.filled_in(draft.event)
    words = [f"; its number is {given[name]}" for name in ("visit", "number") if name in given]
    if "next_step" in given:
        words.append(f"; its next step is commitment {given['next_step'].number}")
    return "".join(words)


def record_all(
    ledger: Journal, drafts: Sequence[Draft], where: Callable[[int], str], *, dry_run: bool
) -> list[Outcome]:
    """Record all drafts or none.

    Raises:
        Faults: a rule refuses one of them; ``where`` names it by its place.
    """
    from ledger.errors import Refused

    try:
        return ledger.record_many(drafts, dry_run=dry_run)
    except Refused as refused:
        if refused.index is None:
            raise
        raise Faults([f"{where(refused.index)}: {refused}"], "nothing was recorded") from None


def new_entries(outcomes: Iterable[Outcome]) -> list[Entry]:
    """The entries that were added, or would be."""
    return [outcome.entry for outcome in outcomes if outcome.new and outcome.entry is not None]


def at_positions(entries: Sequence[Entry]) -> str:
    """Where entries were recorded: ``at position 7``, ``at positions 7 to 9``."""
    first, last = entries[0].position, entries[-1].position
    return f"at position {first}" if first == last else f"at positions {first} to {last}"


def warn(outcomes: Iterable[Outcome]) -> None:
    """Print the advice about recorded events on standard error."""
    sentences = [str(advice) for outcome in outcomes for advice in outcome.advice]
    for sentence in sentences[:_MOST_ADVICE]:
        complain(sentence)
    if len(sentences) > _MOST_ADVICE:
        complain(
            f"{len(sentences) - _MOST_ADVICE:,} more like this; `goodwill receivables --exposure` shows who is over"
        )


def became(outcome: Outcome, what: str, *, dry_run: bool) -> str:
    """The outcome of a draft, in one line."""
    if outcome.entry is None:
        hint = "; a wrong date is corrected with --occurred-at" if what.startswith("entry.corrected") else ""
        return f"{what} says what is known already; nothing added{hint}"
    if not outcome.new:
        return f"recorded already at position {outcome.entry.position}; nothing added"
    if dry_run:
        return f"would record {what}"
    return f"recorded {what} at position {outcome.entry.position} ({outcome.entry.id})"
