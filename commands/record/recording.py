"""Record events from the command line, and report what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from commands.read.telling import left, told
from commands.record.hinting import hinting
from commands.record.namesakes import namesakes, repeated
from commands.record.strangers import strangers
from commands.record.terms import dropped
from commands.ui.failures import Faults, complain, with_notes
from commands.ui.moments import Moments, moments_of
from commands.ui.opening import writing
from commands.ui.printing import say
from goodwill.currencies import Currencies
from goodwill.moments import today
from goodwill.recording import as_before, entry_in_force, left_by, recorded_before
from ledger.corrections import CORRECTIONS, Correction
from ledger.errors import Refused
from ledger.events import EntryCorrected, EntryVoided
from ledger.rules.dates import may_lie_ahead

if TYPE_CHECKING:
    from datetime import date

    from commands.record.typed import Typed
    from commands.ui.settings import Settings
    from ledger import Draft, Entry, Outcome
    from ledger.recording.journal import Journal
    from ledger.rules import Follows

_MOST_ADVICE = 20


def record_typed(settings: Settings, typed: Sequence[Typed], *, dry_run: bool) -> None:
    """Record events, all or none, and print in one line each what became of them."""
    from commands.record.drafting import drafts

    with writing(settings) as ledger:
        currencies = Currencies(ledger)
        day = today(ledger)
        wanted = as_before(ledger, drafts(ledger, typed, settings.actor))
        when = moments_of(ledger)
        named = [
            entry_in_force(ledger, one.event.entry) if isinstance(one.event, Correction) else None
            for one in wanted
        ]
        outcomes = _all(ledger, wanted, dry_run=dry_run)
        others = [
            other
            or (None if outcome.entry or isinstance(one.event, Correction) else recorded_before(ledger, one))
            for one, other, outcome in zip(wanted, named, outcomes, strict=True)
        ]
        after = [
            left_by(ledger, outcome.entry)
            if outcome.entry and outcome.new and isinstance(outcome.entry.event, EntryVoided)
            else None
            for outcome in outcomes
        ]
        outcomes = [
            outcome._replace(follows=_following(outcome, other, currencies))
            for outcome, other in zip(outcomes, others, strict=True)
        ]
        doubts = [
            *dropped(ledger, typed, outcomes),
            *namesakes(ledger, outcomes),
            *strangers(ledger, outcomes),
            *repeated(ledger, typed, outcomes),
        ]
    warn(outcomes, day, dry_run=dry_run)
    for sentence in doubts:
        complain(sentence)
    for one, other, stays, outcome in zip(wanted, others, after, outcomes, strict=True):
        sentence = became(outcome, one.event.kind, when, other, dry_run=dry_run)
        say(f"{sentence}; {left(stays, when, outcome.follows.currency)}" if stays else sentence)


def _following(outcome: Outcome, other: Entry | None, currencies: Currencies) -> Follows:
    """What the account gives the entry that an outcome tells of, by the ledger where the outcome lacks it."""
    told = other or outcome.entry
    if told is None or (other is None and outcome.follows.currency):
        return outcome.follows
    return outcome.follows._replace(currency=currencies.of(told))


def _all(ledger: Journal, drafts: Sequence[Draft], *, dry_run: bool) -> list[Outcome]:
    if len(drafts) == 1:
        with hinting(ledger, drafts):
            return ledger.record_many(drafts, dry_run=dry_run)
    return record_all(ledger, drafts, lambda at: f"event {at + 1}, {drafts[at].event.kind}", dry_run=dry_run)


def record_all(
    ledger: Journal, drafts: Sequence[Draft], where: Callable[[int], str], *, dry_run: bool
) -> list[Outcome]:
    """Record all drafts or none.

    Raises:
        Faults: a rule refuses one of them; ``where`` names it by its place.
    """
    try:
        with hinting(ledger, drafts):
            return ledger.record_many(drafts, dry_run=dry_run)
    except Refused as refused:
        if refused.index is None:
            raise
        raise Faults([f"{where(refused.index)}: {with_notes(refused)}"], "nothing was recorded") from None


def new_entries(outcomes: Iterable[Outcome]) -> list[Entry]:
    """The entries that were added, or would be."""
    return [outcome.entry for outcome in outcomes if outcome.new and outcome.entry is not None]


def at_positions(entries: Sequence[Entry]) -> str:
    """Where entries were recorded: ``at position 7``, ``at positions 7 to 9``."""
    first, last = entries[0].position, entries[-1].position
    return f"at position {first}" if first == last else f"at positions {first} to {last}"


def warn(outcomes: Iterable[Outcome], day: date, *, dry_run: bool) -> None:
    """Print the advice about events that are recorded on a day on standard error."""
    outcomes = [*outcomes]
    sentences = [advice.told(dry_run=dry_run) for outcome in outcomes for advice in outcome.advice]
    sentences += [
        f"{entry.kind} is of {entry.on}, which is yet to come; figures count it from that day on"
        for entry in new_entries(outcomes)
        if entry.on > day and entry.kind not in CORRECTIONS and not may_lie_ahead(entry.kind)
    ]
    for sentence in sentences[:_MOST_ADVICE]:
        complain(sentence)
    if len(sentences) > _MOST_ADVICE:
        complain(
            f"{len(sentences) - _MOST_ADVICE:,} more warnings; `goodwill check` lists what stays wrong, and "
            "`goodwill receivables --exposure` who is over a limit"
        )


def became(outcome: Outcome, kind: str, when: Moments, other: Entry | None = None, *, dry_run: bool) -> str:
    """The outcome of a draft, in one sentence.

    Args:
        outcome: of the draft.
        kind: of its event.
        when: shows moments.
        other: the entry that a correction names, as it stood before; or the one that the draft repeats.
        dry_run: whether nothing was recorded.
    """
    entry, named = (outcome.entry, other) if outcome.entry else (other, None)
    if entry is None or (outcome.entry is None and kind in CORRECTIONS):
        hint = "; --occurred-at moves a date" if kind == EntryCorrected.kind else ""
        return f"{kind} says what is known already; nothing added{hint}"
    if not outcome.new:
        return f"recorded already at position {entry.position}: {told(entry, when, None, outcome.follows)}; nothing added"
    if dry_run:
        return f"would record {told(entry, when, named, outcome.follows)}"
    return f"recorded {told(entry, when, named, outcome.follows)} (position {entry.position})"
