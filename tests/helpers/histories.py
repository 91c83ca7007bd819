"""Random histories of receivables, for the laws that every history obeys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias

from hypothesis import strategies as st

from tests.helpers.entries import Book, Fact

__all__ = ["ALL", "CLIENTS", "FIRST", "PLANNING", "SELLING", "TOLD", "Happening", "facts", "ledger"]

CLIENTS = ("ACME", "BETA", "CETA")
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
_DAYS = 60
_LINE = {"product": "X", "quantity": "7", "unit_price": "3.335"}

_amounts = st.integers(1, 20_000).map(lambda cents: str(Decimal(cents) / 100))
_numbers = st.integers(1, 3).map(str)
_orders = st.lists(_numbers, min_size=1, max_size=2)
_currencies = st.sampled_from(["EUR", "USD"])


Happening: TypeAlias = tuple[str, st.SearchStrategy[dict[str, Any]]]


def _fields(kind: str, **fields: st.SearchStrategy[Any]) -> Happening:
    return kind, st.fixed_dictionaries(fields)


def _told(kind: str, said: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return kind, said


_said = st.lists(st.fixed_dictionaries({"document": _numbers, "amount": _amounts}), max_size=2)
_halves = _amounts.map(
    lambda amount: [{"due": "2026-02-01", "amount": amount}, {"due": "2026-01-20", "amount": "5.05"}]
)
_pair = {"source": _numbers, "target": _numbers, "amount": _amounts}

_days = st.integers(0, _DAYS + 20).map(lambda count: (FIRST + timedelta(days=count)).date().isoformat())
_hours = st.sampled_from(
    ["2026-01-10T09:00:00+00:00", "2026-01-10T09:07:00+00:00", "2026-02-05T00:00:00+00:00"]
)
_wallet = st.none() | st.fixed_dictionaries(
    {"amount": _amounts, "currency": _currencies, "source": st.just("a guess")}
)
_documents = st.lists(_numbers, max_size=2)
_reason = st.just("said so")
_goods = st.just([_LINE, _LINE | {"product": "Y 2"}])
_offer = {
    "amount": _amounts,
    "probability": st.sampled_from(["0.333", "1"]),
    "closes_on": _days,
    "valid_until": _days,
}

_percents = st.sampled_from(["3", "7.5", "20"])
_cheaper = _percents.map(lambda percent: [_LINE, _LINE | {"discount": percent}])
_term = {"starts": _days, "ends": _days, "notice_days": st.none() | st.integers(0, 20)}

SELLING: tuple[Happening, ...] = (
    _fields("objection.raised", number=_numbers, topic=st.just("price"), severity=st.integers(1, 3)),
    _fields("objection.resolved", number=_numbers, outcome=st.sampled_from(["accepted", "lost"])),
    _fields("competitor.seen", competitor=st.just("Rival")),
    _fields(
        "objection.raised",
        number=_numbers,
        topic=st.just("terms"),
        severity=st.just(2),
        about=_numbers,
        about_type=st.sampled_from([None, None, "proposal", "tender", "order"]),
    ),
    _fields("objection.answered", number=_numbers, answer=st.sampled_from(["No.", "Yes"])),
    _fields("objection.resolved", number=_numbers, outcome=st.just("lost"), answer=st.just("no")),
    _fields("proposal.made", number=_numbers, currency=_currencies, **_offer),
    _fields("proposal.made", number=_numbers, currency=_currencies, lines=_goods, agent=st.just("Ben")),
    _fields("proposal.revised", number=_numbers, currency=_currencies, **_offer),
    _fields("proposal.accepted", number=_numbers, amount=_amounts),
    _fields("proposal.declined", number=_numbers, competitor=st.just("Rival"), reason_code=st.just("price")),
    _fields("proposal.withdrawn", number=_numbers),
    _fields("order.placed", number=_numbers, lines=st.just([_LINE]), currency=_currencies, proposal=_numbers),
    _fields("tender.entered", number=_numbers, amount=_amounts, deadline=_days),
    _fields("tender.entered", number=_numbers, lines=_goods),
    _fields("contract.signed", number=_numbers, **_term, value=_amounts, minimum=_amounts),
    _fields("contract.renewed", number=_numbers, **_term, auto_renewal=st.booleans()),
    _fields("contract.ended", number=_numbers, reason=_reason),
    _fields("discount.requested", number=_numbers, percent=_percents, reason=_reason, by=st.just("Anna")),
    _fields("discount.approved", number=_numbers, percent=_percents, by=st.sampled_from(["anna", None])),
    _fields("discount.refused", number=_numbers, percent=_percents, reason=_reason),
    _fields(
        "client.terms_agreed", payment_days=st.just(9), billing=st.just("order"), discount_limit=_percents
    ),
    _fields("order.placed", number=_numbers, lines=_cheaper, currency=_currencies),
    _fields(
        "competitor.seen", competitor=st.just("RIVAL"), product=st.sampled_from(["X", "Y 2"]), price=_amounts
    ),
    _fields("client.lost", reason=_reason, to_competitor=st.just("Other")),
    _fields("order.placed", number=_numbers, lines=st.just([_LINE]), currency=_currencies, contract=_numbers),
    _fields("order.placed", number=_numbers, lines=_goods, currency=_currencies),
    _fields("order.cancelled", number=_numbers, by=st.just("client")),
    _fields("return.received", number=_numbers, order=_numbers, lines=st.just([_LINE | {"quantity": "1"}])),
    _fields("tender.won", number=_numbers, amount=_amounts),
    _fields("tender.lost", number=_numbers),
)
"""What managers sell, and how."""

_step = st.fixed_dictionaries(
    {"what": _reason, "due": _days, "by": st.sampled_from(["us", "client"]), "number": _numbers}
)

PLANNING: tuple[Happening, ...] = (
    _fields("visit.held", channel=st.just("call"), started_at=_hours, summary=_reason, next_step=_step),
    _fields("feedback.given", scale=st.just("csat"), score=st.just(4), about=_numbers),
    _fields("commitment.made", number=_numbers, by=st.just("us"), what=_reason, due=_days),
    _fields("commitment.moved", number=_numbers, due=_days),
    _fields("commitment.kept", number=_numbers),
    _fields("commitment.broken", number=_numbers),
    _fields("goal.set", number=_numbers, goal=_reason, measure=_reason, until=_days),
    _fields("goal.reviewed", number=_numbers, finding=_reason, until=st.none() | _days),
    _fields("goal.closed", number=_numbers, outcome=st.just("missed")),
    _fields("measure.taken", number=_numbers, against=_numbers, what=_reason, due=_days),
    _fields("measure.checked", number=_numbers),
    _fields("client.credit_checked", outcome=st.just("bad"), source=_reason, valid_until=st.none() | _days),
    _fields("client.covered", deputy=st.just("Ben"), **{"from": _days}, until=_days, reason=_reason),
)
"""What managers plan, promise and look after."""

ALL: tuple[Happening, ...] = (
    _fields("invoice.issued", number=_numbers, amount=_amounts, currency=_currencies),
    _fields("invoice.issued", number=_numbers, amount=_amounts, currency=_currencies, orders=_orders),
    _fields(
        "invoice.issued", number=_numbers, instalments=_halves, amount=st.just("0"), currency=_currencies
    ),
    _fields("invoice.cancelled", number=_numbers),
    _fields("charge.added", number=_numbers, what=st.sampled_from(["fee", "interest"]), amount=_amounts),
    _fields("charge.added", number=_numbers, what=st.just("fee"), amount=_amounts, document=_numbers),
    _fields("credit_note.issued", number=_numbers, amount=_amounts, currency=_currencies),
    _fields("credit_note.issued", number=_numbers, amount=_amounts, currency=_currencies, invoice=_numbers),
    _fields(
        "credit_note.issued", number=_numbers, amount=_amounts, currency=_currencies, **{"return": _numbers}
    ),
    _fields("payment.received", number=_numbers, amount=_amounts, currency=_currencies, settles=_said),
    _fields("payment.received", number=_numbers, amount=_amounts, currency=_currencies),
    _fields("payment.reversed", number=_numbers, amount=_amounts),
    _fields("payment.refunded", number=_numbers),
    _fields("settlement.made", **_pair),
    _fields("settlement.made", **_pair, on=_days),
    _fields("settlement.reversed", **_pair),
    _fields("debt.written_off", number=_numbers, document=_numbers, amount=_amounts),
    _fields("debt.recovered", number=_numbers, document=_numbers, amount=_amounts),
    _fields("balance.opened", amount=st.sampled_from(["12.34", "-12.34"]), currency=_currencies),
    _fields("order.placed", number=_numbers, lines=st.just([_LINE]), currency=_currencies),
    _fields("order.placed", number=_numbers, lines=st.just([_LINE]), currency=_currencies, invoice=_numbers),
    _fields("order.delivered", number=_numbers, lines=st.just([{"product": "X", "quantity": "2"}])),
    _fields("order.promised", number=_numbers, deliver_by=_days),
    _fields("order.cancelled", number=_numbers, by=st.just("us")),
    _fields("return.received", number=_numbers, order=_numbers, lines=st.just([_LINE | {"quantity": "3"}])),
    _fields("return.received", number=_numbers, lines=st.just([_LINE])),
    _fields("return.refused", number=_numbers, lines=st.just([_LINE]), reason=st.just("used")),
    _fields("measure.taken", number=_numbers, against=_numbers, what=st.just("a new box")),
    _fields(
        "discrepancy.recorded",
        number=_numbers,
        order=_numbers,
        what=st.sampled_from(["shortage", "surplus"]),
        lines=st.just([{"product": "X", "quantity": "2"}]),
    ),
    _fields("order.held", number=_numbers, reason=_reason),
    _fields("order.released", number=_numbers, reason=_reason),
    _fields("payment.promised", number=_numbers, amount=_amounts, by_date=_days, documents=_documents),
    _fields("dispute.opened", number=_numbers, document=_numbers, amount=_amounts, reason=_reason),
    _fields("dispute.resolved", number=_numbers, outcome=st.just("agreed")),
    _fields(
        "reminder.sent", number=_numbers, level=st.just(1), channel=st.just("mail"), documents=_documents
    ),
    _fields(
        "visit.held",
        channel=st.just("call"),
        started_at=_hours,
        summary=st.just("talked"),
    ),
    _fields("points.granted", number=_numbers, points=_amounts),
    _fields("points.redeemed", number=_numbers, points=_amounts),
    _fields("points.redeemed", number=_numbers, points=_amounts, order=_numbers),
    _fields("points.redemption_cancelled", number=_numbers),
    _fields("tier.floored", tier=st.just("silver"), until=st.just("2026-12-31")),
    _fields("referral.made", referred=st.just("Beta")),
    _fields("training.held", topic=st.just("screws")),
    _fields("feedback.given", scale=st.just("nps"), score=st.just(9)),
    _fields("feedback.given", scale=st.just("csat"), score=st.integers(1, 5)),
    _fields("complaint.raised", number=_numbers, topic=st.just("late"), severity=st.integers(1, 3)),
    _fields("complaint.resolved", number=_numbers, outcome=st.just("replaced")),
    _fields(
        "visit.planned",
        visit=_numbers,
        at=_hours,
        channel=st.just("visit"),
        purpose=_reason,
    ),
    _fields("visit.moved", visit=_numbers, at=_hours, by=st.just("us"), reason=_reason),
    _fields("visit.missed", visit=_numbers, by=st.sampled_from(["us", "client"]), reason=_reason),
    _fields("visit.cancelled", visit=_numbers, by=st.just("client"), reason=_reason),
    _fields("client.reassigned", manager=st.sampled_from(["Anna", "anna", "Ben"])),
    _fields(
        "visit.held",
        channel=st.just("visit"),
        visit=_numbers,
        started_at=_hours,
        summary=st.just("talked"),
        prepared=st.booleans(),
    ),
    _fields("shelf.checked", lines=st.just([{"product": "X", "present": True}])),
    _fields(
        "contact.added", person=_numbers, name=_reason, role=_reason, influence=st.sampled_from([None, 2, 4])
    ),
    _fields("contact.changed", person=_numbers, influence=st.sampled_from([1, 5])),
    _fields("contact.left", person=_numbers),
    _fields("contact.linked", person=_numbers, to=_numbers, relation=st.just("influences")),
    _fields("inquiry.received", what=_reason, person=_numbers),
    _fields("training.held", topic=_reason),
    _fields("expense.spent", amount=_amounts, currency=_currencies, purpose=_reason, person=_numbers),
    _fields(
        "contact.stage_reached",
        person=_numbers,
        stage=st.sampled_from(["acquainted", "trusted"]),
        evidence=_reason,
    ),
    _fields("client.rhythm_agreed", of=st.sampled_from(["orders", "touches"]), days=st.integers(1, 40)),
    _fields("client.lost", reason=_reason),
    _fields("client.won_back", reason=_reason),
    _fields("client.ranked", rank=st.sampled_from(["key", "small"]), reason=_reason),
    _fields("client.described", topic=st.just("finances"), text=_reason, wallet=_wallet),
    _fields("health.overridden", reason=_reason, until=_days, band=st.just("watch")),
    _fields("prospect.qualified", reason=_reason),
    *SELLING,
    *PLANNING,
)
"""What happens in random histories."""

TOLD = frozenset(kind for kind, _ in ALL)
"""The kinds that such a history can have, besides those that say who a client is, and corrections."""


@st.composite
def facts(draw: st.DrawFn, of: Sequence[Happening] = ALL) -> list[Fact]:
    """Facts of a few clients, admissible or not, no two at the same moment, in no particular order."""
    happenings = st.sampled_from(of).flatmap(lambda one: one[1].map(partial(_told, one[0])))
    happened = draw(st.lists(st.tuples(st.sampled_from(CLIENTS), happenings), max_size=20))
    minutes = draw(
        st.lists(st.integers(0, _DAYS * 24 * 60), min_size=len(happened), max_size=len(happened), unique=True)
    )
    return [
        (kind, client, (FIRST + timedelta(minutes=minute)).isoformat(), fields)
        for (client, (kind, fields)), minute in zip(happened, minutes, strict=True)
    ]


def ledger(said: list[Fact]) -> Book:
    """A ledger of facts in the order of their arrival; the clients come first."""
    book = Book()
    for code, billing in zip(CLIENTS, ("invoice", "order", "delivery"), strict=True):
        book.client(code)
        book.add("client.terms_agreed", code, "2000-01-01", payment_days=10, billing=billing)
    for kind, client, day, fields in said:
        book.add(kind, client, day, **fields)
    return book
