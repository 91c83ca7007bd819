"""What the things are between which a person must choose, in a few words each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from commands.read.entries import whole
from commands.ui.moments import moments_of
from goodwill.names import currency_of, naming_field, own_name
from ledger.corrections import in_force
from ledger.events import KINDS, AnyEvent, CommitmentMade

if TYPE_CHECKING:
    from ledger.entry import Draft
    from ledger.recording.entry_log import EntryLog

_MOST_LETTERS = 40


def told_apart(
    ledger: EntryLog, client: str, first: str, numbers: Sequence[str], later: Iterable[Draft]
) -> str:
    """Numbers of a client's things, each with the text or the amount of the event that began it, cut to fit.

    Args:
        ledger: where the entries are.
        client: the client's code.
        first: the kind of event that begins such a thing.
        numbers: of the things.
        later: drafts of this client that are to be recorded.
    """
    when, currency = moments_of(ledger), currency_of(ledger, client)
    recorded = (entry.event for entry in in_force(ledger.history(client)))
    texts: dict[str, str] = {}
    for event in (*recorded, *(draft.event for draft in later)):
        if event.kind == first and (name := own_name(event)):
            hidden = frozenset({str(naming_field(KINDS[first]))})
            texts.setdefault(name, whole(event, hidden, when, currency))
        elif first == CommitmentMade.kind and (step := _next_step(event)):
            texts.setdefault(*step)
    return ", ".join(f"{number} ({_cut(texts[number])})" if number in texts else number for number in numbers)


def _next_step(event: AnyEvent) -> tuple[str, str] | None:
    """The number and the text of a visit's next step, which is a commitment too."""
    step = getattr(event, "next_step", None)
    number, what = getattr(step, "number", None), getattr(step, "what", None)
    return (number, what) if number and what else None


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1].rstrip(' ,')}…"
