"""Record events from the command line, and report what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from commands.record.telling import told
from commands.ui.failures import Faults, complain
from commands.ui.opening import writing
from commands.ui.printing import say
from goodwill.recording import as_before, entry_in_force, recorded_before
from ledger.corrections import Correction
from ledger.errors import Refused
from ledger.events import EntryCorrected, EntryVoided
from ledger.text import trimmed

if TYPE_CHECKING:
    from commands.record.drafting import Typed
    from commands.ui.settings import Settings
    from ledger import Draft, Entry, Outcome
    from ledger.recording.journal import Journal

_MOST_ADVICE = 20
_CORRECTIONS = (EntryVoided.kind, EntryCorrected.kind)


def identifier(text: str | None) -> str | None:
    """A code or name as it is compared: outer space trimmed, NFC; None if nothing is left."""
    return (trimmed(text) or None) if text is not None else None


def record_typed(settings: Settings, typed: Typed, *, dry_run: bool) -> None:
    """Record an event, and print in one line what became of it."""
    from commands.record.drafting import draft

    with writing(settings) as ledger:
        (wanted,) = as_before(ledger, [draft(ledger, typed, settings.actor)])
        event = wanted.event
        named = entry_in_force(ledger, event.entry) if isinstance(event, Correction) else None
        outcome = ledger.record_many([wanted], dry_run=dry_run)[0]
        before = None if named or outcome.entry else recorded_before(ledger, wanted)
    warn([outcome])
    say(became(outcome, event.kind, named or before, dry_run=dry_run))


def record_all(
    ledger: Journal, drafts: Sequence[Draft], where: Callable[[int], str], *, dry_run: bool
) -> list[Outcome]:
    """Record all drafts or none.

    Raises:
        Faults: a rule refuses one of them; ``where`` names it by its place.
    """
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


def became(outcome: Outcome, kind: str, other: Entry | None = None, *, dry_run: bool) -> str:
    """The outcome of a draft, in one sentence.

    Args:
        outcome: of the draft.
        kind: of its event.
        other: the entry that a correction names, as it stood before; or the one that the draft repeats.
        dry_run: whether nothing was recorded.
    """
    entry, named = (outcome.entry, other) if outcome.entry else (other, None)
    if entry is None or (outcome.entry is None and kind in _CORRECTIONS):
        hint = "; --occurred-at moves a date" if kind == EntryCorrected.kind else ""
        return f"{kind} says what is known already; nothing added{hint}"
    if not outcome.new:
        return f"recorded already at position {entry.position}: {told(entry)}; nothing added"
    if dry_run:
        return f"would record {told(entry, named)}"
    return f"recorded {told(entry, named)} (position {entry.position})"
