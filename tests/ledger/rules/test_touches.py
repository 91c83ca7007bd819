"""Rules about touches: visits planned, moved and held, next steps, inquiries, shelf checks, trainings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from ledger.errors import Malformed
from ledger.events import NextStep
from ledger.judging import make_event
from ledger.rules.refusals import Negative, NotOpen, NumberTaken, UnknownNumber
from ledger.rules.touches import GiftLimit, NothingSeen
from tests.helpers.decider import CONTEXT, Fact, fact, given, nothing

STEP = {"what": "send the price list", "due": "2026-03-12"}
KEPT = fact("commitment.kept", "2026-03-11", number="C-1")


def planned(**fields: Any) -> Fact:
    return fact("visit.planned", **{"at": "2026-03-05T10:00", "channel": "visit", "purpose": "p", **fields})


def held(**fields: Any) -> Fact:
    return fact(
        "visit.held", **{"channel": "visit", "started_at": "2026-03-05T10:00", "summary": "s", **fields}
    )


def moved(visit: str = "V-1") -> Fact:
    return fact("visit.moved", visit=visit, at="2026-03-06T10:00", by="client", reason="stock-taking")


def shelf(*lines: dict[str, Any]) -> Fact:
    return fact("shelf.checked", lines=lines)


@pytest.mark.parametrize(
    ("before", "number"),
    [
        ([], "V-1"),
        ([planned(visit="V-1")], "V-2"),
        ([planned(visit="V-2")], "V-3"),
        ([planned(visit="Montag")], "V-2"),
    ],
)
def test_the_ledger_numbers_a_visit_that_was_planned_without_a_number(
    before: list[Fact], number: str
) -> None:
    (event,) = given(*before).when(planned()).events
    assert getattr(event, "visit", None) == number


def test_a_recorded_visit_answers_a_draft_that_left_its_number_out() -> None:
    wanted = planned()
    (event,) = given().when(wanted).events
    assert event.answers(wanted.event)
    assert not event.answers(planned(visit="V-2").event)


def test_only_a_planned_visit_is_moved_and_it_stays_planned() -> None:
    given(planned(visit="V-1")).when(moved()).admitted()
    given(planned(visit="V-1"), moved(), moved()).when(held(visit="V-1")).admitted()
    given().when(moved()).refused(UnknownNumber, "no visit 'V-1'")
    given(planned(visit="V-1"), held(visit="V-1")).when(moved()).refused(NotOpen, "is held already")


def test_a_next_step_in_words_is_no_commitment() -> None:
    (event,) = given().when(held(next_step="send the price list")).events
    assert getattr(event, "next_step", None) == "send the price list"
    given(held(next_step="send the price list")).when(KEPT).refused(UnknownNumber)


def test_a_next_step_with_a_day_is_a_commitment_that_the_ledger_numbers() -> None:
    wanted = held(next_step=STEP)
    (event,) = given().when(wanted).events
    step = getattr(event, "next_step", None)
    assert isinstance(step, NextStep)
    assert (step.number, step.by) == ("C-1", "us")
    assert event.answers(wanted.event)
    assert not event.answers(held(next_step={**STEP, "number": "C-2"}).event)
    assert not event.answers(held(next_step={**STEP, "due": "2026-03-13"}).event)
    given(Fact(event)).when(KEPT).admitted()


def test_a_next_step_does_not_take_the_number_of_another_commitment() -> None:
    made = fact("commitment.made", number="C-1", by="us", what="w", due="2026-03-12")
    given(made).when(held(next_step={**STEP, "number": "C-1"})).refused(NumberTaken, "commitment 'C-1'")


def test_a_correction_keeps_the_numbers_that_the_ledger_gave() -> None:
    before = given(planned(visit="V-1"), held(next_step={**STEP, "number": "C-1"}), KEPT)
    moment = {"at": "2026-03-07T10:00Z", "channel": "call", "purpose": "p"}
    (event,) = before.when_corrected(
        fact("entry.corrected", entry="102", replacement=moment, reason="r")
    ).events
    assert getattr(event, "replacement", {})["visit"] == "V-1"
    touch = {
        "channel": "visit",
        "started_at": "2026-03-05T10:00Z",
        "summary": "other words",
        "next_step": STEP,
    }
    (event,) = before.when_corrected(
        fact("entry.corrected", entry="103", replacement=touch, reason="r")
    ).events
    assert getattr(event, "replacement", {})["next_step"]["number"] == "C-1"


def test_a_correction_gives_a_new_next_step_a_number_that_is_free() -> None:
    made = fact("commitment.made", number="C-1", by="us", what="w", due="2026-03-12")
    touch = {"channel": "visit", "started_at": "2026-03-05T10:00Z", "summary": "s", "next_step": STEP}
    wanted = fact("entry.corrected", entry="102", replacement=touch, reason="r")
    (event,) = given(held(next_step="in words"), made).when_corrected(wanted).events
    assert getattr(event, "replacement", {})["next_step"]["number"] == "C-2"


def test_a_touch_says_where_it_was_with_whom_and_what_it_was_about() -> None:
    more = {
        "direction": "in",
        "place": "Nizami 14",
        "with": ["Leyla"],
        "about": ["SO-17"],
        "preparation": ["offer", "questions"],
        "asked": "why the delivery was late",
    }
    for channel in ("informal", "exhibition", "e-mail"):
        given().when(held(channel=channel, **more)).admitted()


def test_an_inquiry_a_shelf_check_and_a_training_are_recorded() -> None:
    given().when(fact("inquiry.received", what="a price list", channel="call")).admitted()
    given().when(shelf({"product": "P-2", "present": True, "facings": 0, "price": "3.99"})).admitted()
    given().when(fact("training.held", topic="how to brew", minutes=45)).admitted()


def test_figures_of_a_shelf_check_and_a_training_are_not_negative() -> None:
    given().when(shelf()).refused(NothingSeen)
    for figure in ("facings", "price", "stock", "samples"):
        given().when(shelf({"product": "P-2", "present": True, figure: "-1"})).refused(Negative, figure)
    given().when(fact("training.held", topic="t", minutes=-1)).refused(Negative, "minutes")


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ({"what": "w"}, "next_step.due is missing"),
        ({"what": "w", "due": "2026-13-01"}, "next_step.due: write a day that there is"),
        ("", "next_step is empty"),
    ],
)
def test_a_fault_in_a_next_step_names_its_field(step: object, sentence: str) -> None:
    with pytest.raises(Malformed, match=sentence):
        make_event(
            "visit.held", {"channel": "call", "started_at": "2026-03-01", "summary": "s", "next_step": step}
        )


def spent(amount: str, on: str = "2026-03-05", currency: str = "EUR", person: str | None = "p1") -> Fact:
    return fact("expense.spent", on, amount=amount, currency=currency, purpose="lunch", person=person)


@pytest.mark.parametrize(
    ("limit", "wanted", "warned"),
    [
        ("limit = 100", spent("30.01"), True),  # 70.00 were spent in the year before it
        ("limit = 100", spent("30.00"), False),
        ("limit = 100", spent("30.01", "2026-01-01"), True),  # before the 70.00, in their year
        ("limit = 100", spent("30.00", "2026-01-01"), False),
        ("limit = 100", spent("100.01", currency="USD"), True),
        ("limit = 100", spent("100.00", "2027-01-01"), False),  # of another year
        ("limit = 100", spent("500", person=None), False),
        ("limit = 100", spent("500", person="p2"), True),
        ("limit = { USD = 100 }", spent("500"), False),
        ("limit = { EUR = 80, USD = 100 }", spent("10.01"), True),
        ("limit = 0", spent("500"), False),
    ],
)
def test_more_than_the_policy_allows_for_a_person_in_a_year_is_warned_about(
    limit: str, wanted: Fact, *, warned: bool
) -> None:
    document = f"version = 'p'\n[gifts]\n{limit}"
    house = nothing(fact("policy.adopted", "2026-01-01", version="p", document=document)).client_state
    people = (fact("contact.added", "2026-01-02", person=one, name="N", role="buyer") for one in ("p1", "p2"))
    before = given(*people, spent("30", "2026-01-31"), spent("40"), spent("99", "2025-12-31"))
    context = structs.replace(CONTEXT, house=lambda: house)
    assert before.warnings(wanted, context) == ["gift-limit"] * warned


def test_the_warning_names_the_year_the_person_and_both_amounts() -> None:
    said = str(GiftLimit("p1", 2026, Decimal("120.5"), Decimal(100), "EUR"))
    assert said.startswith("in 2026 120.50 EUR were spent on p1, and the policy allows 100.00 EUR; ")
