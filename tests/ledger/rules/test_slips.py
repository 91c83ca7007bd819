"""Likely slips are recorded, with a warning that names what is known."""

from __future__ import annotations

import pytest

from ledger.rules.registry import Context
from ledger.rules.slips import (
    AboutNothing,
    BeforeRegistration,
    HeldTwice,
    OtherCurrency,
    PlannedThatDay,
    PlannedTwice,
    PriceAboveOrder,
    about_nothing,
    slips,
)
from tests.helpers.decider import Fact, Given, fact, given, invoice, paid

LINE = {"product": "X", "quantity": "10", "unit_price": "10.00", "discount": "10"}
ORDER = fact("order.placed", number="SO-1", currency="EUR", lines=[LINE])


def slipped(known: Given, wanted: Fact) -> list[str]:
    """The codes of the likely slips of what somebody records."""
    return [rule.code for rule in slips(known.and_then(wanted).client_state, wanted.draft())]


def back(price: str) -> Fact:
    lines = [{"product": "X", "quantity": "1", "unit_price": price}]
    return fact("return.received", number="R-1", order="SO-1", reason="r", lines=lines)


def planned(at: str, visit: str = "V-2") -> Fact:
    return fact("visit.planned", visit=visit, at=at, channel="visit", purpose="p")


@pytest.mark.parametrize("price", ["9.00", "8.99"])
def test_goods_come_back_at_the_price_of_their_order(price: str) -> None:
    assert slipped(given(ORDER), back(price)) == []


def test_goods_that_come_back_at_more_than_their_order_sold_them_at_are_warned_about() -> None:
    assert slipped(given(ORDER), back("9.01")) == [PriceAboveOrder.code]


def test_the_first_thing_in_another_currency_is_warned_about_and_what_follows_it_is_not() -> None:
    dollars = invoice("I-1", currency="USD")
    assert slipped(given(), dollars) == [OtherCurrency.code]
    money = fact("payment.received", number="P-1", amount="10.00", currency="USD")
    assert slipped(given(), money) == [OtherCurrency.code]
    assert slipped(given(dollars), money) == []
    assert slipped(given(), paid("P-1", "10.00")) == []


def test_a_payment_before_the_client_was_registered_is_warned_about() -> None:
    early = fact("payment.received", "1999-12-31", number="P-1", amount="10.00", currency="EUR")
    assert BeforeRegistration.code in slipped(given(), early)


@pytest.mark.parametrize(
    ("second", "warned"),
    [
        (planned("2026-03-05T10:00+04:00"), [PlannedTwice.code]),
        (planned("2026-03-05T06:00Z"), [PlannedTwice.code]),
        (planned("2026-03-05T11:00+04:00"), []),
    ],
)
def test_a_visit_planned_for_the_moment_of_an_open_one_is_warned_about(
    second: Fact, warned: list[str]
) -> None:
    first = planned("2026-03-05T10:00+04:00", visit="V-1")
    assert slipped(given(first), second) == warned
    cancelled = fact("visit.cancelled", visit="V-1", by="us", reason="r")
    assert slipped(given(first, cancelled), second) == []


def test_a_day_without_an_hour_is_no_moment_of_two_visits() -> None:
    assert given(planned("2026-03-05", visit="V-1")).warnings(planned("2026-03-05")) == []


def held(at: str, channel: str = "visit") -> Fact:
    return fact("visit.held", started_at=at, channel=channel, summary="s")


@pytest.mark.parametrize(
    ("second", "warned"),
    [
        (held("2026-03-05T10:00+04:00"), [HeldTwice.code]),
        (held("2026-03-05T06:00Z", channel="call"), [HeldTwice.code]),
        (held("2026-03-05T10:01+04:00"), []),
    ],
)
def test_a_touch_that_begins_when_another_of_its_manager_did_is_warned_about(
    second: Fact, warned: list[str]
) -> None:
    first = held("2026-03-05T10:00+04:00")
    assert slipped(given(), first) == []
    assert slipped(given(first), second) == warned


def test_two_managers_may_hold_touches_of_one_moment() -> None:
    known = given(held("2026-03-05T10:00Z")).and_then(held("2026-03-05T10:00Z"))
    draft = held("2026-03-05T10:00Z").draft()
    assert [rule.code for rule in slips(known.client_state, draft)] == [HeldTwice.code]
    other = draft._replace(on_behalf_of="Somebody else")
    assert list(slips(known.client_state, other)) == []


def test_a_day_without_an_hour_is_no_moment_of_two_touches() -> None:
    assert slipped(given(held("2026-03-05")), held("2026-03-05")) == []


@pytest.mark.parametrize(
    ("second", "warned"),
    [
        (held("2026-03-05T17:00+04:00"), [PlannedThatDay.code]),
        (held("2026-03-06T01:00+04:00"), []),
        (held("2026-03-05T21:30Z"), [PlannedThatDay.code]),
        (held("2026-03-05"), [PlannedThatDay.code]),
        (held("2026-03-05T17:00+04:00", channel="call"), []),
    ],
)
def test_a_visit_on_the_day_of_an_open_one_that_it_does_not_name_is_warned_about(
    second: Fact, warned: list[str]
) -> None:
    first = planned("2026-03-05T10:00+04:00", visit="V-1")
    assert slipped(given(first), second) == warned
    cancelled = fact("visit.cancelled", visit="V-1", by="us", reason="r")
    assert slipped(given(first, cancelled), second) == []
    named = fact("visit.held", started_at="2026-03-05T17:00+04:00", channel="visit", summary="s", visit="V-1")
    assert slipped(given(first), named) == []


def test_an_id_that_differs_only_in_case_is_warned_about() -> None:
    known = fact("contact.added", person="p-1", name="Ana Pop", role="r")
    assert given(known).warnings(fact("contact.added", person="P-1", name="Ana Pop", role="r")) == [
        "person-differs-in-case"
    ]


def test_a_touch_before_the_client_was_registered_is_warned_about_where_a_person_types_it() -> None:
    early = fact("feedback.given", "1999-12-31", scale="nps", score=9)
    assert slipped(given(), early) == [BeforeRegistration.code]
    assert slipped(given(), fact("feedback.given", scale="nps", score=9)) == []


@pytest.mark.parametrize(
    ("about", "warned"), [("Q-1", True), ("PRO-1", False), ("X", False), ("price", False), ("PRO-2", True)]
)
def test_an_objection_about_a_number_that_nothing_has_names_the_open_offers(
    about: str, *, warned: bool
) -> None:
    known = given(ORDER, fact("proposal.made", number="PRO-1", amount="10.00", currency="EUR"))
    raised = fact("objection.raised", number="O-1", topic="price", severity=2, about=about)
    found = list(
        about_nothing(known.and_then(raised).client_state, raised.event, Context(raised.draft().occurred_at))
    )
    assert [rule.code for rule in found] == [AboutNothing.code] * warned
    assert all("one of PRO-1" in str(rule) for rule in found)
