"""Rules about touches, selling and health, and about managers and the house."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.errors import Refused
from ledger.rules.house import (
    CurrencyMissing,
    NotToml,
    RateOfItself,
    ScoreOrBand,
    UntilPast,
    VersionTaken,
)
from ledger.rules.lines import AmountDisagrees, AmountMissing
from ledger.rules.refusals import (
    BeforeItsDocument,
    EndsBeforeStart,
    InTheFuture,
    Negative,
    NotOpen,
    NotPositive,
    NumberTaken,
    OffScale,
    UnknownCurrency,
    UnknownNumber,
)
from tests.helpers.decider import Fact, fact, given, nothing

PLANNED = fact("visit.planned", visit="V-1", at="2026-03-05T10:00", channel="visit", purpose="p")
MISSED = fact("visit.missed", visit="V-1", by="client", reason="r")
CALLED_OFF = fact("visit.cancelled", visit="V-1", by="us", reason="r")
COMPLAINT = fact("complaint.raised", number="K-1", topic="late", severity=2)
RESOLVED = fact("complaint.resolved", number="K-1", outcome="o")
OBJECTION = fact("objection.raised", number="O-1", topic="price", severity=2)
OVERCOME = fact("objection.resolved", number="O-1", outcome="accepted")
ANSWERED = fact("objection.answered", number="O-1", answer="a")
TENDER = fact("tender.entered", number="T-1")
TENDER_WON = fact("tender.won", number="T-1")
TENDER_LOST = fact("tender.lost", number="T-1")
ASKED = fact("discount.requested", number="D-1", percent="7.5", reason="r")
JOINED = fact("promotion.joined", promotion="spring", terms="t")
ENDED = fact("promotion.ended", promotion="spring")


def held(**fields: Any) -> Fact:
    return fact(
        "visit.held", **{"channel": "visit", "started_at": "2026-03-05T10:00", "summary": "s", **fields}
    )


def offer(kind: str = "proposal.made", **fields: Any) -> Fact:
    return fact(kind, **{"number": "P-1", "currency": "EUR", "amount": "10.00", **fields})


def approved(by: str | None = None, recorded_by: str = "anna", on_behalf_of: str | None = None) -> Fact:
    return fact(
        "discount.approved",
        recorded_by=recorded_by,
        on_behalf_of=on_behalf_of,
        number="D-1",
        percent="5",
        by=by,
    )


def lines(*priced: tuple[str, str]) -> list[dict[str, str]]:
    return [{"product": "x", "quantity": count, "unit_price": price} for count, price in priced]


ACCEPTED = fact("proposal.accepted", number="P-1")
NUMBERED = [
    pytest.param(PLANNED, [held(visit="V-1"), MISSED, CALLED_OFF], id="a visit"),
    pytest.param(COMPLAINT, [RESOLVED], id="a complaint"),
    pytest.param(OBJECTION, [OVERCOME], id="an objection"),
    pytest.param(
        offer(),
        [
            ACCEPTED,
            fact("proposal.declined", number="P-1"),
            fact("proposal.withdrawn", number="P-1"),
        ],
        id="a proposal",
    ),
    pytest.param(TENDER, [TENDER_WON, TENDER_LOST], id="a tender"),
    pytest.param(
        ASKED,
        [approved("Head"), fact("discount.refused", number="D-1", percent="5", reason="r")],
        id="a discount request",
    ),
    pytest.param(JOINED, [ENDED], id="a promotion"),
]


@pytest.mark.parametrize(("opening", "closings"), NUMBERED)
def test_a_numbered_thing_is_opened_once_and_closed_once(opening: Fact, closings: list[Fact]) -> None:
    given().when(opening).admitted()
    given(opening).when(opening).refused(NumberTaken, "use another number")
    for closing in closings:
        given().when(closing).refused(UnknownNumber, "record it first")
        given(opening).when(closing).admitted()
        for again in closings:
            given(opening, closing).when(again).refused(NotOpen)


@pytest.mark.parametrize(("opening", "closings"), NUMBERED)
def test_a_numbered_thing_is_not_closed_before_the_day_on_which_it_was_opened(
    opening: Fact, closings: list[Fact]
) -> None:
    opened = opening._replace(on="2026-03-10")
    for closing in closings:
        given(opened).when(closing._replace(on="2026-03-10")).admitted()
        given(opened).when(closing._replace(on="2026-03-09")).refused(
            BeforeItsDocument, "is of 2026-03-10, and this event of 2026-03-09 comes before it"
        )


def test_what_happens_to_an_open_thing_is_not_before_it_and_may_be_in_any_order_after_it() -> None:
    revised = offer("proposal.revised", amount="9.00")
    made, later = offer()._replace(on="2026-03-10"), revised._replace(on="2026-03-20")
    given(made).when(revised._replace(on="2026-03-09")).refused(BeforeItsDocument, "2026-03-10")
    given(made, later).when(ACCEPTED._replace(on="2026-03-15")).admitted()


def test_a_promotion_may_be_joined_again_after_it_ended_and_ends_after_that() -> None:
    given(JOINED, ENDED).when(JOINED).admitted()
    again = JOINED._replace(on="2026-04-01")
    given(JOINED, ENDED, again).when(ENDED._replace(on="2026-03-31")).refused(BeforeItsDocument, "2026-04-01")


def test_an_objection_is_answered_while_it_is_open() -> None:
    given(OBJECTION, ANSWERED).when(ANSWERED).admitted()
    given(OBJECTION, ANSWERED).when(OVERCOME).admitted()
    given().when(ANSWERED).refused(UnknownNumber, "O-1")
    given(OBJECTION, OVERCOME).when(ANSWERED).refused(NotOpen, "resolved already")


def test_a_proposal_is_revised_while_it_is_open() -> None:
    given(offer()).when(offer("proposal.revised", amount="9.00")).admitted()
    given().when(offer("proposal.revised")).refused(UnknownNumber)
    given(offer(), ACCEPTED).when(offer("proposal.revised")).refused(NotOpen, "accepted already")


REFUSED = [
    pytest.param(fact("feedback.given", scale="nps", score=11), OffScale, id="nps ends at 10"),
    pytest.param(fact("feedback.given", scale="nps", score=-1), OffScale, id="nps begins at 0"),
    pytest.param(fact("feedback.given", scale="csat", score=0), OffScale, id="csat begins at 1"),
    pytest.param(fact("feedback.given", scale="csat", score=6), OffScale, id="csat ends at 5"),
    pytest.param(fact("feedback.given", scale="ces", score=8), OffScale, id="ces ends at 7"),
    pytest.param(
        fact("complaint.raised", number="K", topic="t", severity=4), OffScale, id="severity ends at 3"
    ),
    pytest.param(
        fact("objection.raised", number="O", topic="trust", severity=0), OffScale, id="severity begins at 1"
    ),
    pytest.param(held(minutes=-1), Negative, id="a visit does not last less than nothing"),
    pytest.param(held(started_at="2026-06-01T12:01"), InTheFuture, id="a visit held is not still to come"),
    pytest.param(
        fact("expense.spent", amount="0", currency="EUR", purpose="p"),
        NotPositive,
        id="an expense is more than nothing",
    ),
    pytest.param(
        fact("expense.spent", amount="1", currency="XXX", purpose="p"),
        UnknownCurrency,
        id="an expense has a currency of ISO 4217",
    ),
    pytest.param(fact("competitor.seen", competitor="c", price="-1"), Negative, id="a price is not negative"),
    pytest.param(offer(amount=None), AmountMissing, id="a proposal has an amount or lines"),
    pytest.param(offer(amount="0"), NotPositive, id="a proposal is about something"),
    pytest.param(offer(probability="1.01"), OffScale, id="a probability is at most 1"),
    pytest.param(offer(probability="-0.01"), OffScale, id="a probability is at least 0"),
    pytest.param(offer(lines=lines(("1", "9.90"))), AmountDisagrees, id="amount and lines agree"),
    pytest.param(offer(lines=lines(("0", "9.90"))), NotPositive, id="an offered quantity is positive"),
    pytest.param(
        fact("tender.entered", number="T", amount="0"), NotPositive, id="a tender is about something"
    ),
    pytest.param(
        fact("discount.requested", number="D", percent="100.5", reason="r"),
        OffScale,
        id="a discount is at most 100 percent",
    ),
    pytest.param(
        fact("discount.requested", number="D", percent="0", reason="r"),
        NotPositive,
        id="a discount is more than nothing",
    ),
    pytest.param(
        fact("health.overridden", on="2026-06-01", reason="r", until="2026-05-31", score="50"),
        UntilPast,
        id="an override does not end before it is said",
    ),
    pytest.param(
        fact("health.overridden", reason="r", until="2026-06-30", score="101"),
        OffScale,
        id="a score is at most 100",
    ),
    pytest.param(
        fact("health.overridden", reason="r", until="2026-06-30"),
        ScoreOrBand,
        id="an override says a score or a band",
    ),
    pytest.param(
        fact("health.overridden", reason="r", until="2026-06-30", score="1", band="watch"),
        ScoreOrBand,
        id="an override does not say a score and a band",
    ),
    pytest.param(
        fact("plan.set", manager="Anna", period="2026-04-01..2026-03-31", metric="deals", target="9"),
        EndsBeforeStart,
        id="a plan's period ends after it starts",
    ),
    pytest.param(
        fact("plan.set", manager="Anna", period="2026-02-01..2026-02-30", metric="deals", target="9"),
        EndsBeforeStart,
        id="a plan's period has days that exist",
    ),
    pytest.param(
        fact("plan.set", manager="Anna", period="2026-01-01..2026-03-31", metric="deals", target="-1"),
        Negative,
        id="a target is not negative",
    ),
    pytest.param(
        fact("plan.set", manager="Anna", period="2026-01-01..2026-03-31", metric="revenue", target="1"),
        CurrencyMissing,
        id="a target in money has a currency",
    ),
    pytest.param(fact("rate.set", base="USD", quote="EUR", rate="0"), NotPositive, id="a rate is positive"),
    pytest.param(
        fact("rate.set", base="EUR", quote="EUR", rate="1"), RateOfItself, id="a rate has two currencies"
    ),
    pytest.param(
        fact("rate.set", base="USX", quote="EUR", rate="1"), UnknownCurrency, id="a rate is of ISO 4217"
    ),
    pytest.param(fact("policy.adopted", version="1", document="= 3"), NotToml, id="a policy can be read"),
]


@pytest.mark.parametrize(("wanted", "refusal"), REFUSED)
def test_it_is_refused(wanted: Fact, refusal: type[Refused]) -> None:
    given().when(wanted).refused(refusal)


def test_lines_that_round_one_by_one_still_agree_with_the_amount() -> None:
    given().when(offer(amount="10.00", lines=lines(("3", "3.333")))).admitted()


def test_a_visit_of_today_is_held_wherever_today_has_begun() -> None:
    given().when(held(started_at="2026-06-02")).admitted()
    given().when(held(started_at="2026-06-03")).refused(InTheFuture)
    given().when(held(started_at="2026-06-01T19:00+07:00")).admitted()


def test_a_policy_version_is_adopted_once() -> None:
    adopted = fact("policy.adopted", version="2026", document="[health]")
    nothing().when(adopted).admitted()
    nothing(adopted).when(adopted).refused(VersionTaken, "another version")


def test_the_same_plan_again_is_silent_and_another_target_is_not() -> None:
    plan = {"manager": "Anna", "period": "2026-01-01..2026-03-31", "metric": "deals"}
    nothing(fact("plan.set", **plan, target="9")).when(fact("plan.set", **plan, target="9.0")).silent()
    nothing(fact("plan.set", **plan, target="9")).when(fact("plan.set", **plan, target="10")).admitted()
