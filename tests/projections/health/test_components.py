"""The components of the relationship: worked figures, and the rules of their parts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from projections import Filter, answer
from projections.health.components import linear
from projections.health.mean import mean
from projections.policy import Touches
from projections.receivables.payment_record import PaymentFact
from tests.helpers.relations import T, acme, ago, found, visit


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


@pytest.mark.parametrize(
    ("outcome", "left"), [("accepted", 84.1), ("compromise", 70.7), ("dropped", 50.0), ("lost", 50.0)]
)
def test_an_objection_counts_on_by_how_it_ended(outcome: str, left: float) -> None:
    book = acme().add("objection.raised", "ACME", ago(9), number="1", topic="price", severity=3)
    assert found(book)["friction"] == 50.0
    book.add("objection.resolved", "ACME", ago(0), number="1", outcome=outcome)
    assert found(book)["friction"] == left


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
                ("promised", 1, 1, "400", "300"),
            ],
            76.1,
        ),
        ([("promised", -5, 1, "400", "0")], None),
        ([("promised", 0, 1, "400", "0")], None),  # it may still be kept today
        ([("promised", 1, 1, "400", "100")], 25.0),
        ([("paid", 0, 60, "1000", "0")], 0.0),
        ([("paid", 0, 60, "1000", "0"), ("open", 0, 0, "1000", "0")], 28.6),  # due today is not overdue
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


@pytest.mark.parametrize("about", [{"channel": "call"}, {"person": "P-1"}])
def test_a_rhythm_of_one_channel_or_person_is_none_of_all_touches(about: dict[str, str]) -> None:
    book = acme().add("client.rhythm_agreed", "ACME", ago(200), of="touches", days=60, **about)
    visit(book, 60)
    assert found(book)["engagement"] is None


def test_the_rhythm_of_touches_is_the_median_of_the_last_twelve_gaps() -> None:
    book, days = acme(), 60 + 6 * 30 + 7 * 10  # seven gaps of 10 days, then six of 30, up to 60 days ago
    visit(book, days)
    for gap in [10] * 7 + [30] * 6:
        days -= gap
        visit(book, days)
    assert found(book)["engagement"] == 50.0  # three gaps of 20; by all thirteen they would be six of 10


def test_the_policy_says_how_many_gaps_make_the_rhythm_of_touches() -> None:
    book = acme()
    for days in (120, 110, 100, 90, 60, 30):
        visit(book, days)
    assert found(book)["engagement"] == 50.0  # three gaps of 10, which the median of all five is
    assert found(book, touches=Touches(gaps=3))["engagement"] == 100.0


@pytest.mark.parametrize("how", ["training.held", "shelf.checked", "informal"])
def test_the_policy_says_whether_informal_touches_count(how: str) -> None:
    book = acme()
    for days in (120, 100, 80, 60):
        visit(book, days)
    if how == "informal":
        visit(book, 10, channel="informal")
    elif how == "training.held":
        book.add(how, "ACME", ago(10), topic="x")
    else:
        book.add(how, "ACME", ago(10), lines=[{"product": "X", "present": True}])
    assert found(book)["engagement"] == 100.0
    assert found(book, touches=Touches(informal=False))["engagement"] == 50.0


def test_a_group_is_in_touch_where_one_of_its_companies_is() -> None:
    book = acme().client("SUB", parent="ACME")
    for code, last in (("ACME", 60), ("SUB", 20)):
        book.add("client.rhythm_agreed", code, ago(90), of="touches", days=20)
        started = f"{ago(last)}T10:00:00+00:00"
        book.add("visit.held", code, ago(last), channel="call", summary="x", started_at=started)
    where = Filter(group=True)
    (row,) = answer("health", book.entries, as_of=T, known_at=None, position=99, where=where).rows
    assert row.components["engagement"] == 100.0


def test_only_visits_that_we_missed_were_not_on_time() -> None:
    def missed(by: str) -> float | None:
        planned = {"visit": "V", "at": f"{ago(3)}T10:00Z", "channel": "visit", "purpose": "x"}
        book = acme().add("visit.planned", "ACME", ago(9), **planned)
        return found(book.add("visit.missed", "ACME", ago(3), visit="V", by=by, reason="x"))["engagement"]

    assert (missed("us"), missed("client")) == (0.0, None)


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        ({}, None),
        ({"prepared": False}, 0.0),
        ({"prepared": True}, 100.0),
        ({"preparation": ["offer"]}, 100.0),
        ({"preparation": ["offer"], "prepared": False}, 0.0),
    ],
)
def test_where_nothing_is_said_of_preparation_it_is_unknown(
    fields: dict[str, object], level: float | None
) -> None:
    visit = {"channel": "visit", "summary": "x", "started_at": f"{ago(3)}T10:00Z", **fields}
    assert found(acme().add("visit.held", "ACME", ago(3), **visit))["engagement"] == level


@pytest.mark.parametrize("influence", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("stage", ["stranger", "acquainted", "trusted", "loyal", "friend"])
def test_people_of_influence_4_and_5_count_and_trust_us_from_trusted_on(influence: int, stage: str) -> None:
    book = acme()
    book.add("contact.added", "ACME", ago(9), person="P", name="N", role="r", influence=influence)
    book.add("contact.stage_reached", "ACME", ago(5), person="P", stage=stage, evidence="x")
    trusts = 100.0 * (stage in {"trusted", "loyal", "friend"})
    assert found(book)["engagement"] == (trusts if influence >= 4 else None)


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
    for scale, ratings in (
        ("nps", {0: 0, 6: 0, 7: 50, 8: 50, 9: 100, 10: 100}),
        ("csat", {1: 0, 3: 50, 5: 100}),
        ("ces", {1: 0, 4: 50, 7: 100}),
    ):
        for rating, level in ratings.items():
            book = acme().add("feedback.given", "ACME", ago(0), scale=scale, score=rating)
            assert found(book)["voice"] == level


LINES = [{"product": "X", "quantity": "1"}]


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


@pytest.mark.parametrize(("rank", "until"), [("key", None), ("key", 0), ("key", 20)])
def test_key_clients_are_kept_waiting_for_no_minute(rank: str, until: int | None) -> None:
    last = None if until is None else ago(until)
    book = acme().add("client.ranked", "ACME", ago(90), rank=rank, reason="x", until=last)
    visit(book, 20, late=5, number="V-1")
    assert found(book)["engagement"] == 0.0


@pytest.mark.parametrize(("rank", "until"), [("standard", 0), ("key", 21)])
def test_five_minutes_are_forgiven_by_clients_that_are_no_key_accounts(rank: str, until: int) -> None:
    book = acme().add("client.ranked", "ACME", ago(90), rank=rank, reason="x", until=ago(until))
    visit(book, 20, late=5, number="V-1")
    assert found(book)["engagement"] == 100.0


def test_a_view_of_an_unlisted_currency_names_it_for_payments_too() -> None:
    book = acme().add("invoice.issued", "ACME", ago(9), number="1", amount="5", currency="KWD", due=ago(1))
    seen = answer("health", book.entries, as_of=T, known_at=None, position=99)
    assert "KWD" in "".join(map(str, seen.cautions))
