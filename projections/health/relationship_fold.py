"""What was said and done between a client and us: the fold that gathers the signs of a relationship."""

from __future__ import annotations

from typing import Final, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    ClientLost,
    ClientRanked,
    ClientRhythmAgreed,
    ClientWonBack,
    CompetitorSeen,
    ComplaintRaised,
    ComplaintResolved,
    ContactAdded,
    ContactChanged,
    ContactLeft,
    ContactStageReached,
    CreditNoteIssued,
    DiscrepancyRecorded,
    DisputeOpened,
    DisputeResolved,
    FeedbackGiven,
    HealthOverridden,
    ObjectionRaised,
    ObjectionResolved,
    OrderDelivered,
    ProposalAccepted,
    ProposalDeclined,
    ReferralMade,
    ReturnReceived,
    ShelfChecked,
    TenderLost,
    TenderWon,
    TrainingHeld,
    VisitHeld,
    VisitMissed,
    VisitMoved,
    VisitPlanned,
)
from projections.contact_status import ContactFact, ContactStatus
from projections.health.relationship import Relationship
from projections.health.signs import (
    LOST,
    ON_TIME,
    OVERRIDE,
    PEOPLE,
    PREPARED,
    RESOLVED,
    RHYTHM,
    VOICE,
    Sign,
)
from projections.ordering import when
from projections.planned_visits import Plan, key_until, minutes_late, was_prepared

_STATED: Final = 2
"""The severity of a dispute or a discrepancy, which nobody states."""
_INFORMAL: Final = frozenset({"informal", "training", "merchandising"})
"""The channels of touches that are no visit proper."""


_Problems: TypeAlias = (
    ObjectionRaised
    | ObjectionResolved
    | ComplaintRaised
    | ComplaintResolved
    | DisputeOpened
    | DisputeResolved
    | DiscrepancyRecorded
    | CreditNoteIssued
    | OrderDelivered
    | ReturnReceived
)
_Touches: TypeAlias = VisitPlanned | VisitMoved | VisitHeld | VisitMissed | TrainingHeld | ShelfChecked
_Voices: TypeAlias = (
    FeedbackGiven
    | ReferralMade
    | CompetitorSeen
    | ProposalAccepted
    | ProposalDeclined
    | TenderWon
    | TenderLost
)
_Judgements: TypeAlias = ClientRhythmAgreed | ClientLost | ClientWonBack | ClientRanked | HealthOverridden


def evolve(
    state: Relationship | None, entry: Fact, event: _Problems | _Touches | ContactFact | _Voices | _Judgements
) -> Relationship:
    """The state after an entry."""
    relationship = state or Relationship()
    match event:
        case OrderDelivered() | CreditNoteIssued() | ReturnReceived() if event.discrepancy is None:
            pass  # most entries are such, and tell nothing
        case VisitPlanned() | VisitMoved() | VisitHeld() | VisitMissed() | TrainingHeld() | ShelfChecked():
            _touch(relationship, entry, event)
        case ContactAdded() | ContactChanged() | ContactLeft() | ContactStageReached():
            _meet(relationship, entry, event)
        case ClientRhythmAgreed() | ClientLost() | ClientWonBack() | ClientRanked() | HealthOverridden():
            _judge(relationship, entry, event)
        case (
            FeedbackGiven()
            | ReferralMade()
            | CompetitorSeen()
            | ProposalAccepted()
            | ProposalDeclined()
            | TenderWon()
            | TenderLost()
        ):
            what, value = _heard(event)
            relationship.put(Sign(VOICE, str(entry.position), entry.on, what, value, position=entry.position))
        case _:
            _trouble(relationship, entry, event)
    return relationship


def _trouble(relationship: Relationship, entry: Fact, event: _Problems) -> None:
    """Open or close a problem. Goods too many are none, as receivables do not count them either."""
    opened: tuple[str, float] | None = None
    match event:
        case ObjectionRaised() | ComplaintRaised():
            opened = f"{_FAMILY[type(event)]} {event.number}", event.severity
        case DisputeOpened():
            opened = f"dispute {event.number}", _STATED
        case DiscrepancyRecorded() if event.what != "surplus":
            opened = f"discrepancy {event.number}", _STATED
        case ObjectionResolved():
            relationship.close(f"objection {event.number}", entry, event.outcome)
        case ComplaintResolved() | DisputeResolved():
            relationship.close(f"{_FAMILY[type(event)]} {event.number}", entry, RESOLVED)
        case CreditNoteIssued() | OrderDelivered() | ReturnReceived() if event.discrepancy is not None:
            relationship.close(f"discrepancy {event.discrepancy}", entry, RESOLVED)
        case _:
            pass
    if opened:
        number, severity = opened
        relationship.open(number, entry, severity)


_FAMILY: Final[dict[type, str]] = {
    ObjectionRaised: "objection",
    ComplaintRaised: "complaint",
    ComplaintResolved: "complaint",
    DisputeResolved: "dispute",
}


def _touch(relationship: Relationship, entry: Fact, event: _Touches) -> None:
    """Plan a visit, or note a touch: when it was, whether it began on time, and whether we were prepared."""
    if isinstance(event, TrainingHeld | ShelfChecked):
        relationship.touch(entry, informal=True)
        return
    plan = relationship.planned.follow(entry, event)
    if isinstance(event, VisitHeld):
        _note_visit(relationship, entry, event, plan)
        relationship.touch(entry, informal=event.channel in _INFORMAL)
    elif isinstance(event, VisitMissed) and event.by == "us" and plan is not None:
        relationship.put(Sign(ON_TIME, str(entry.position), entry.on, "missed", position=entry.position))


def _note_visit(relationship: Relationship, entry: Fact, event: VisitHeld, plan: Plan | None) -> None:
    """Note how late a planned visit began, and whether we were prepared, where that is known."""
    number, on = str(entry.position), entry.on
    if plan is not None:
        late, key = float(minutes_late(plan.at, event.started_at)), on <= relationship.key_until
        relationship.put(Sign(ON_TIME, number, on, "held", late, of=int(key), position=entry.position))
    prepared = was_prepared(event)
    if prepared is not None:
        relationship.put(Sign(PREPARED, number, on, "", float(prepared), position=entry.position))


def _meet(relationship: Relationship, entry: Fact, event: ContactFact) -> None:
    """Note how many of the people who decide trust us."""
    relationship.people.setdefault(event.person, ContactStatus()).change(entry, event)
    deciders = [one for one in relationship.people.values() if one.is_there and one.is_decider]
    if deciders:
        trusting = sum(one.is_trusting for one in deciders)
        relationship.put(Sign(PEOPLE, "", value=float(trusting), of=len(deciders), position=entry.position))
    else:
        relationship.drop(PEOPLE)


def _heard(event: _Voices) -> tuple[str, float | None]:
    """The sort of voice, with the rating that it gives."""
    match event:
        case FeedbackGiven():
            return event.scale, float(event.score)
        case ReferralMade():
            return "referral", None
        case CompetitorSeen():
            return "competitor seen", None
        case ProposalAccepted() | TenderWon():
            return "won", None
        case ProposalDeclined() | TenderLost():
            return "lost", None


def _judge(relationship: Relationship, entry: Fact, event: _Judgements) -> None:
    """Note what people agreed or judged: a rhythm, a loss, a rank, the health itself."""
    at = entry.position
    match event:
        case ClientRhythmAgreed() if event.of == "orders":
            relationship.put(Sign(RHYTHM, "", entry.on, value=float(event.days), position=at))
        case ClientRhythmAgreed() if event.channel is None and event.person is None:
            relationship.agree(event.days, at)
        case ClientLost():
            relationship.put(Sign(LOST, "", entry.on, position=at))
        case ClientWonBack():
            relationship.drop(LOST)
        case ClientRanked():
            relationship.key_until = key_until(event)
        case HealthOverridden():
            score = None if event.score is None else float(event.score)
            relationship.put(
                Sign(OVERRIDE, "", event.until, event.band or "", score, when(entry), event.reason, at)
            )
        case _:
            pass
