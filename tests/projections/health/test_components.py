"""The components of the relationship: worked figures, and a test of each kind of event that they read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from projections import answer
from projections.framework.fold import fold_days
from projections.health.components import components, linear, relations_of
from projections.health.mean import mean
from projections.health.paying import payments_of
from projections.health.relationship import Relationship
from projections.health.relationship_fold import evolve
from projections.policy import DEFAULT
from projections.receivables.payment_record import PaymentFact
from tests.helpers.entries import Book

T = date(2026, 6, 30)
Told = Callable[[Book], object]


def ago(days: int) -> str:
    return (T - timedelta(days=days)).isoformat()


def relationship(book: Book) -> Relationship:
    ((_, folded, _),) = fold_days((evolve,), book.entries, [T])
    state = folded.states[0] or Relationship()
    assert isinstance(state, Relationship)
    return state


def found(book: Book, *payments: PaymentFact) -> dict[str, float | None]:
    signs = [*relationship(book).signs.values()]
    health = DEFAULT.health
    known = components(relations_of(signs, health), payments_of(payments, health), T, health)
    return {name: value if value is None else round(value, 1) for name, value in known.items()}


def acme() -> Book:
    return Book().client("ACME")


def test_one_open_objection_of_severity_2_leaves_63() -> None:
    book = acme().add("objection.raised", "ACME", ago(5), number="O-1", topic="price", severity=2)
    assert found(book)["friction"] == 63.0


def test_closed_problems_count_by_their_outcome_and_fade() -> None:
    book = acme()
    book.add("complaint.raised", "ACME", ago(80), number="C-1", topic="x", severity=3)
    book.add("complaint.resolved", "ACME", ago(60), number="C-1", outcome="replaced")
    book.add("objection.raised", "ACME", ago(40), number="O-1", topic="price", severity=1)
    book.add("objection.resolved", "ACME", ago(30), number="O-1", outcome="lost")
    assert found(book)["friction"] == 77.9


def test_nothing_is_known_of_friction_without_a_touch_or_a_problem_in_a_year() -> None:
    visit = {"channel": "call", "started_at": f"{ago(364)}T10:00:00+00:00", "summary": "x"}
    assert found(acme())["friction"] is None
    assert found(acme().add("visit.held", "ACME", ago(364), **visit))["friction"] == 100
    visit["started_at"] = f"{ago(365)}T10:00:00+00:00"
    assert found(acme().add("visit.held", "ACME", ago(365), **visit))["friction"] is None


@pytest.mark.parametrize(
    ("payments", "score"),
    [
        ([("paid", 0, 0, "1000", "0"), ("paid", 0, 30, "3000", "0")], 62.5),
        (
            [
                ("paid", 180, 10, "2000", "0"),
                ("open", 15, 0, "500", "0"),
                ("open", -10, 0, "1000", "0"),
                ("promised", 0, 1, "400", "300"),
            ],
            76.1,
        ),
        ([("promised", -5, 1, "400", "0")], None),
        ([("paid", 0, 60, "1000", "0")], 0.0),
    ],
)
def test_payment_weighs_lateness_promises_and_what_is_overdue(
    payments: list[tuple[str, int, int, str, str]], score: float | None
) -> None:
    facts = [
        PaymentFact.of((what, T - timedelta(days=days), number, "EUR"), Decimal(amount), Decimal(kept))
        for what, days, number, amount, kept in payments
    ]
    assert found(acme(), *facts)["payment"] == score


def test_what_invoices_and_payments_say_is_weighed_alike() -> None:
    book = acme()
    for number, amount, due in (("1", "1000", 0), ("2", "3000", 30)):
        book.add("invoice.issued", "ACME", ago(due + 30), number=number, amount=amount, due=ago(due))
        settles = [{"document": number, "amount": amount}]
        book.add("payment.received", "ACME", ago(0), number=f"P{number}", amount=amount, settles=settles)
    (row,) = answer("health", book.entries, as_of=T, known_at=None, position=99).rows
    assert row.components["payment"] == 62.5


def visit(book: Book, days: int, *, late: int | None = None, number: str = "") -> None:
    fields = {"channel": "visit", "summary": "x", "started_at": f"{ago(days)}T10:{late or 0:02}:00+00:00"}
    if late is not None:
        planned = {"visit": number, "at": f"{ago(days)}T10:00:00+00:00", "channel": "visit", "purpose": "x"}
        book.add("visit.planned", "ACME", ago(days + 1), **planned)
        fields["visit"] = number
    book.add("visit.held", "ACME", ago(days), **fields)


def test_engagement_weighs_recency_people_and_punctuality() -> None:
    book = acme()
    for at, (days, late) in enumerate(((80, 0), (60, 5), (40, 0), (20, 0))):
        visit(book, days, late=late, number=f"V-{at}")
    for person, stage in (("P-1", "trusted"), ("P-2", "acquainted")):
        book.add("contact.added", "ACME", ago(90), person=person, name=person, role="buyer", influence=4)
        book.add("contact.stage_reached", "ACME", ago(85), person=person, stage=stage, evidence="x")
    assert found(book)["engagement"] == round(100 * (0.5 + 0.2 * 0.5 + 0.15) / 0.85, 1)


def test_engagement_of_a_client_that_was_seen_in_time_with_one_of_two_deciders_trusting_us() -> None:
    book = acme().add("client.rhythm_agreed", "ACME", ago(90), of="touches", days=20)
    for at, late in enumerate((0, 0, 0, 10)):
        visit(book, 20, late=late, number=f"V-{at}")
    for person, stage in (("P-1", "trusted"), ("P-2", "acquainted")):
        book.add("contact.added", "ACME", ago(90), person=person, name=person, role="buyer", influence=5)
        book.add("contact.stage_reached", "ACME", ago(85), person=person, stage=stage, evidence="x")
    assert found(book)["engagement"] == 83.8


def test_engagement_of_a_client_that_was_last_seen_three_rhythms_ago() -> None:
    book = acme()
    for days in (120, 100, 80, 60):
        visit(book, days)
    assert found(book)["engagement"] == 50.0


def test_an_agreed_rhythm_of_touches_wins() -> None:
    book = acme().add("client.rhythm_agreed", "ACME", ago(200), of="touches", days=60)
    for days in (120, 100, 80, 60):
        visit(book, days)
    assert found(book)["engagement"] == 100.0


def test_no_rhythm_is_known_of_fewer_than_three_gaps() -> None:
    book = acme()
    for days in (100, 80, 60):
        visit(book, days)
    assert found(book)["engagement"] is None


def test_voice_is_the_mean_of_fading_signals() -> None:
    book = acme().add("feedback.given", "ACME", ago(0), scale="nps", score=9)
    book.add("proposal.made", "ACME", ago(200), number="A-1", currency="EUR", amount="5")
    book.add("proposal.declined", "ACME", ago(180), number="A-1")
    assert found(book)["voice"] == 66.7


def test_voice_of_a_passive_with_a_competitor_and_a_referral() -> None:
    book = acme().add("referral.made", "ACME", ago(360), referred="Beta")
    book.add("competitor.seen", "ACME", ago(90), competitor="Rival")
    book.add("feedback.given", "ACME", ago(0), scale="nps", score=7)
    assert found(book)["voice"] == 47.4


def test_parts_of_which_nothing_is_known_give_their_weight_to_the_others() -> None:
    assert round(mean([(20, 47), (15, 59), (22, 21)]) or 0, 2) == 40.12
    assert mean([(50, 80), (30, None), (20, 10)]) == (50 * 80 + 20 * 10) / 70
    assert mean([(50, None)]) is None


def test_a_rating_counts_by_its_place_on_its_scale() -> None:
    assert round(linear(18, 7, 30)) == 48
    for scale, ratings in (("csat", {1: 0, 3: 50, 5: 100}), ("ces", {1: 0, 4: 50, 7: 100})):
        for rating, level in ratings.items():
            book = acme().add("feedback.given", "ACME", ago(0), scale=scale, score=rating)
            assert found(book)["voice"] == level


VISIT = {"channel": "visit", "summary": "x", "started_at": f"{ago(3)}T10:00:00+00:00"}
PLAN = {"visit": "V-9", "at": f"{ago(3)}T10:00:00+00:00", "channel": "visit", "purpose": "x"}
LINES = [{"product": "X", "quantity": "1"}]
EVENTS: dict[str, tuple[str, list[tuple[str, Mapping[str, object]]]]] = {
    "objection.raised": (
        "friction",
        [("objection.raised", {"number": "1", "topic": "price", "severity": 1})],
    ),
    "complaint.raised": ("friction", [("complaint.raised", {"number": "1", "topic": "x", "severity": 1})]),
    "dispute.opened": (
        "friction",
        [("dispute.opened", {"number": "1", "document": "I", "amount": "1", "reason": "x"})],
    ),
    "discrepancy.recorded": (
        "friction",
        [("discrepancy.recorded", {"number": "1", "order": "O", "what": "shortage", "lines": LINES})],
    ),
    "visit.held": ("friction", [("visit.held", VISIT)]),
    "training.held": ("friction", [("training.held", {"topic": "x"})]),
    "shelf.checked": ("friction", [("shelf.checked", {"lines": [{"product": "X", "present": True}]})]),
    "visit.missed": (
        "engagement",
        [("visit.planned", PLAN), ("visit.missed", {"visit": "V-9", "by": "us", "reason": "x"})],
    ),
    "preparation": ("engagement", [("visit.held", VISIT | {"prepared": True})]),
    "contact.added": (
        "engagement",
        [("contact.added", {"person": "P", "name": "N", "role": "r", "influence": 5})],
    ),
    "feedback.given": ("voice", [("feedback.given", {"scale": "csat", "score": 4})]),
    "referral.made": ("voice", [("referral.made", {"referred": "B"})]),
    "competitor.seen": ("voice", [("competitor.seen", {"competitor": "R"})]),
    "tender.won": ("voice", [("tender.entered", {"number": "T"}), ("tender.won", {"number": "T"})]),
    "proposal.declined": (
        "voice",
        [
            ("proposal.made", {"number": "A", "currency": "EUR", "amount": "5"}),
            ("proposal.declined", {"number": "A"}),
        ],
    ),
    "proposal.accepted": (
        "voice",
        [
            ("proposal.made", {"number": "A", "currency": "EUR", "amount": "5"}),
            ("proposal.accepted", {"number": "A"}),
        ],
    ),
}


@pytest.mark.parametrize("kind", EVENTS)
def test_no_component_ignores_a_kind_of_event_that_it_reads(kind: str) -> None:
    component, told = EVENTS[kind]
    book = acme()
    for name, fields in told:
        book.add(name, "ACME", ago(3), **fields)
    assert found(acme())[component] is None
    assert found(book)[component] is not None


def test_closing_a_problem_eases_friction() -> None:
    for opened, closed in (
        ({"kind": "dispute.opened", "document": "I", "amount": "1", "reason": "x"}, "dispute.resolved"),
        ({"kind": "discrepancy.recorded", "order": "O", "what": "damage", "lines": LINES}, "return.received"),
    ):
        kind, book = str(opened.pop("kind")), acme()
        book.add(kind, "ACME", ago(9), number="1", **opened)
        before = found(book)["friction"]
        if closed == "dispute.resolved":
            book.add(closed, "ACME", ago(2), number="1", outcome="x")
        else:
            lines = [{"product": "X", "quantity": "1", "unit_price": "1"}]
            book.add(closed, "ACME", ago(2), number="R", lines=lines, discrepancy="1")
        assert before is not None
        assert (found(book)["friction"] or 0) > before


ENDINGS: dict[str, dict[str, object]] = {
    "credit_note.issued": {"number": "C", "amount": "1", "currency": "EUR"},
    "return.received": {"number": "R", "lines": [{"product": "X", "quantity": "1", "unit_price": "1"}]},
    "order.delivered": {"number": "O"},
}


@pytest.mark.parametrize("kind", ENDINGS)
@pytest.mark.parametrize("earlier", [0, 1])
def test_an_ending_that_is_folded_before_its_problem_ends_it_on_its_own_day(kind: str, earlier: int) -> None:
    problem = {"number": "1", "order": "O", "what": "damage", "lines": LINES}
    late, early = acme(), acme()
    early.add(kind, "ACME", f"{ago(3 + earlier)}T08:00Z", discrepancy="1", **ENDINGS[kind])
    early.add("discrepancy.recorded", "ACME", f"{ago(3)}T09:00Z", **problem)
    late.add("discrepancy.recorded", "ACME", f"{ago(3)}T09:00Z", **problem)
    assert found(late)["friction"] == 63.0
    late.add(kind, "ACME", f"{ago(3)}T10:00Z", discrepancy="1", **ENDINGS[kind])
    assert found(early)["friction"] == found(late)["friction"] == 89.4


def test_surplus_goods_are_no_friction() -> None:
    book = acme().add(
        "discrepancy.recorded", "ACME", ago(3), number="1", order="O", what="surplus", lines=LINES
    )
    assert found(book)["friction"] is None


def test_key_clients_are_kept_waiting_for_no_minute() -> None:
    def punctuality(*, key: bool) -> float | None:
        book = acme()
        if key:
            book.add("client.ranked", "ACME", ago(90), rank="key", reason="x")
        visit(book, 20, late=5, number="V-1")
        return found(book)["engagement"]

    assert (punctuality(key=False), punctuality(key=True)) == (100.0, 0.0)


def test_a_view_of_an_unlisted_currency_names_it_for_payments_too() -> None:
    book = acme().add("invoice.issued", "ACME", ago(9), number="1", amount="5", currency="KWD", due=ago(1))
    seen = answer("health", book.entries, as_of=T, known_at=None, position=99)
    assert "KWD" in "".join(seen.cautions)
