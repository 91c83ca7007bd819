"""What one side is to do for the other by a day: commitments, and next steps that have a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.entry import Fact
from ledger.events import CommitmentMade, NextStep, VisitHeld
from projections.planned_visits import number_of


@dataclass(frozen=True, slots=True)
class Commitment:
    """What one side is to do; ``by`` is that side, and ``owner`` the person who is to do it."""

    number: str
    by: str
    what: str
    due: date
    owner: str | None
    made: date


def commitment_in(entry: Fact, event: CommitmentMade | VisitHeld) -> Commitment | None:
    """The commitment that an entry makes; None if a visit ended without a next step that has a day."""
    made = event.next_step if isinstance(event, VisitHeld) else event
    if not isinstance(made, NextStep | CommitmentMade):
        return None
    return Commitment(number_of(made.number, entry), made.by, made.what, made.due, made.owner, entry.on)
