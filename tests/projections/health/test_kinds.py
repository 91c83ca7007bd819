"""No kind of event that health reads is ignored: for each, a figure that is another one without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import pytest

from projections import answer
from projections.framework.fold import kinds_of
from projections.health.view import VIEW
from tests.helpers.entries import Book
from tests.helpers.relations import T, ago

Told: TypeAlias = tuple[str, int, Mapping[str, Any]]
"""A fact of ACME: its kind, so many days ago, its fields."""


def owed(number: str, due: int) -> Told:
    """An invoice of 100 that was due so many days ago."""
    return "invoice.issued", 60, {"number": number, "amount": "100", "due": ago(due)}


def paid(number: str, when: int, *documents: str) -> Told:
    settles = [{"document": one, "amount": "100"} for one in documents]
    return "payment.received", when, {"number": number, "amount": "100", "settles": settles}


def held(at: str) -> Told:
    return (
        "visit.held",
        3,
        {"visit": "V", "channel": "visit", "summary": "x", "started_at": f"{ago(3)}T{at}Z"},
    )


def added(influence: int) -> Told:
    return "contact.added", 9, {"person": "P", "name": "N", "role": "r", "influence": influence}


def ends(kind: str, **fields: Any) -> tuple[str, list[Told]]:
    """A damage of goods that something else ends."""
    return "friction", [DAMAGE, (kind, 3, {"discrepancy": "1", **fields})]


WHY: Final = {"reason": "x"}
LINE: Final = {"product": "X", "quantity": "1", "unit_price": "100"}
ORDER: Final = ("order.placed", 90, {"number": "O", "lines": [LINE]})
OBJECTION: Final = ("objection.raised", 9, {"number": "1", "topic": "price", "severity": 2})
COMPLAINT: Final = ("complaint.raised", 9, {"number": "1", "topic": "x", "severity": 2})
DISPUTE: Final = ("dispute.opened", 9, {"number": "1", "document": "I", "amount": "1", **WHY})
DAMAGE: Final = (
    "discrepancy.recorded",
    9,
    {"number": "1", "order": "O", "what": "damage", "lines": [{"product": "X", "quantity": "1"}]},
)
PLANNED: Final = (
    "visit.planned",
    9,
    {"visit": "V", "at": f"{ago(3)}T10:00Z", "channel": "visit", "purpose": "x"},
)
PROPOSAL: Final = ("proposal.made", 9, {"number": "1", "amount": "5", "currency": "EUR"})
TENDER: Final = ("tender.entered", 9, {"number": "1"})
SETTLED: Final = {"source": "P", "target": "2", "amount": "100"}
RECOVERED: Final = {"number": "W", "document": "1", "amount": "100"}
BOUNCED: Final = {"number": "P", "amount": "100", "reopens": [{"document": "1", "amount": "100"}]}

STORIES: Final[dict[str, tuple[str, list[Told]]]] = {
    "order.placed": ("commerce", [ORDER]),
    "order.cancelled": ("commerce", [ORDER, ("order.cancelled", 80, {"number": "O", "by": "us"})]),
    "client.terms_agreed": (
        "payment",
        [("client.terms_agreed", 99, {"payment_days": 30, "billing": "order"}), ORDER],
    ),
    "client.rhythm_agreed": (
        "commerce",
        [ORDER, ("client.rhythm_agreed", 9, {"of": "orders", "days": 90})],
    ),
    "client.lost": ("state", [ORDER, ("client.lost", 9, WHY)]),
    "client.won_back": ("state", [ORDER, ("client.lost", 9, WHY), ("client.won_back", 3, WHY)]),
    "client.ranked": ("engagement", [PLANNED, held("10:05"), ("client.ranked", 20, {"rank": "key", **WHY})]),
    "health.overridden": (
        "override_band",
        [("health.overridden", 9, {"until": ago(-9), "band": "at risk", **WHY})],
    ),
    "objection.raised": ("friction", [OBJECTION]),
    "objection.resolved": (
        "friction",
        [OBJECTION, ("objection.resolved", 3, {"number": "1", "outcome": "accepted"})],
    ),
    "complaint.raised": ("friction", [COMPLAINT]),
    "complaint.resolved": (
        "friction",
        [COMPLAINT, ("complaint.resolved", 3, {"number": "1", "outcome": "replaced"})],
    ),
    "dispute.opened": ("friction", [DISPUTE]),
    "dispute.resolved": (
        "friction",
        [DISPUTE, ("dispute.resolved", 3, {"number": "1", "outcome": "credited"})],
    ),
    "discrepancy.recorded": ("friction", [DAMAGE]),
    "credit_note.issued": ends("credit_note.issued", number="C", amount="1"),
    "return.received": ends("return.received", number="R", lines=[LINE]),
    "order.delivered": ends("order.delivered", number="O"),
    "visit.held": ("friction", [held("10:00")]),
    "training.held": ("friction", [("training.held", 3, {"topic": "x"})]),
    "shelf.checked": ("friction", [("shelf.checked", 3, {"lines": [{"product": "X", "present": True}]})]),
    "visit.planned": ("engagement", [PLANNED, held("10:20")]),
    "visit.moved": (
        "engagement",
        [
            PLANNED,
            ("visit.moved", 5, {"visit": "V", "at": f"{ago(3)}T10:20Z", "by": "client", **WHY}),
            held("10:20"),
        ],
    ),
    "visit.missed": ("engagement", [PLANNED, ("visit.missed", 3, {"visit": "V", "by": "us", **WHY})]),
    "contact.added": ("engagement", [added(5)]),
    "contact.changed": ("engagement", [added(2), ("contact.changed", 3, {"person": "P", "influence": 4})]),
    "contact.left": ("engagement", [added(5), ("contact.left", 3, {"person": "P"})]),
    "contact.stage_reached": (
        "engagement",
        [added(5), ("contact.stage_reached", 3, {"person": "P", "stage": "friend", "evidence": "x"})],
    ),
    "feedback.given": ("voice", [("feedback.given", 3, {"scale": "csat", "score": 4})]),
    "referral.made": ("voice", [("referral.made", 3, {"referred": "B"})]),
    "competitor.seen": ("voice", [("competitor.seen", 3, {"competitor": "R"})]),
    "tender.won": ("voice", [TENDER, ("tender.won", 3, {"number": "1"})]),
    "tender.lost": ("voice", [TENDER, ("tender.lost", 3, {"number": "1"})]),
    "proposal.accepted": ("voice", [PROPOSAL, ("proposal.accepted", 3, {"number": "1"})]),
    "proposal.declined": ("voice", [PROPOSAL, ("proposal.declined", 3, {"number": "1"})]),
    "invoice.issued": ("payment", [owed("1", 20)]),
    "invoice.cancelled": (
        "payment",
        [owed("1", 20), owed("2", -9), ("invoice.cancelled", 3, {"number": "1"})],
    ),
    "charge.added": (
        "payment",
        [("charge.added", 9, {"number": "1", "what": "fee", "amount": "5", "due": ago(5)})],
    ),
    "balance.opened": ("payment", [("balance.opened", 9, {"amount": "5", "currency": "EUR", "due": ago(5)})]),
    "payment.received": ("payment", [owed("1", 20), paid("P", 20, "1")]),
    "payment.reversed": ("payment", [owed("1", 20), paid("P", 20, "1"), ("payment.reversed", 9, BOUNCED)]),
    "payment.refunded": (
        "payment",
        [owed("1", 20), paid("P", 20), ("payment.refunded", 20, {"number": "P", "amount": "100"})],
    ),
    "payment.promised": (
        "payment",
        [owed("1", 20), ("payment.promised", 9, {"number": "1", "amount": "100", "by_date": ago(3)})],
    ),
    "settlement.made": (
        "payment",
        [owed("1", 40), owed("2", 20), paid("P", 20), ("settlement.made", 9, SETTLED)],
    ),
    "settlement.reversed": (
        "payment",
        [owed("1", 40), owed("2", 20), paid("P", 20, "2"), ("settlement.reversed", 9, SETTLED)],
    ),
    "debt.written_off": (
        "payment",
        [owed("1", 20), ("debt.written_off", 9, {"number": "W", "document": "1", "amount": "100"})],
    ),
    "debt.recovered": (
        "payment",
        [
            owed("1", 20),
            ("debt.written_off", 9, {"number": "W", "document": "1", "amount": "100"}),
            ("debt.recovered", 3, RECOVERED),
        ],
    ),
}
"""By kind a figure of the row, and facts of which that kind makes the figure what it is."""

ELSEWHERE: Final = {
    "client.credit_checked",
    "client.registered",
    "entry.corrected",
    "entry.voided",
    "order.held",
    "order.released",
    "prospect.qualified",
    "reminder.sent",
}
"""Kinds that the account of a client reads for other views, and those that every fold reads."""


def figure(name: str, told: list[Told]) -> object:
    """A figure of ACME's row after some facts."""
    book = Book().client("ACME")
    for kind, days, fields in told:
        book.add(kind, "ACME", ago(days), **fields)
    (row,) = answer("health", book.entries, as_of=T, known_at=None, position=10**6).rows
    return row.components[name] if name in row.components else getattr(row, name)


@pytest.mark.parametrize("kind", STORIES)
def test_no_kind_of_event_that_health_reads_is_ignored(kind: str) -> None:
    name, told = STORIES[kind]
    without = [one for one in told if one[0] != kind]
    assert len(without) == len(told) - 1
    assert figure(name, told) != figure(name, without)


def test_each_kind_of_event_that_health_reads_has_a_story() -> None:
    untold = kinds_of((VIEW.fold,)) - {*STORIES} - ELSEWHERE
    assert not untold, (
        f"health reads {', '.join(untold)}: add a story to STORIES in which each changes a figure, or name it in "
        "ELSEWHERE if the account reads it for another view"
    )
