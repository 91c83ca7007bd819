"""Rules about commitments, goals, measures and suggestions."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.rules.refusals import (
    EndsBeforeStart,
    NoCurrency,
    NotOpen,
    NotPositive,
    NumberTaken,
    UnknownNumber,
)
from tests.helpers.decider import Fact, fact, given, nothing

MADE = fact("commitment.made", number="C-1", by="us", what="send the drawings", due="2026-03-20")
MOVED = fact("commitment.moved", "2026-03-10", number="C-1", due="2026-04-02")
CLOSED = [fact(f"commitment.{how}", "2026-03-15", number="C-1") for how in ("kept", "broken")]


def test_a_commitment_is_made_once() -> None:
    given().when(MADE).admitted()
    given(MADE).when(MADE).refused(NumberTaken, "commitment 'C-1'")


@pytest.mark.parametrize("wanted", [*CLOSED, MOVED])
def test_only_an_open_commitment_is_kept_broken_or_moved(wanted: Fact) -> None:
    given(MADE).when(wanted).admitted()
    given(MADE, MOVED).when(wanted).admitted()
    given().when(wanted).refused(UnknownNumber, "no commitment 'C-1'")
    for closed in CLOSED:
        given(MADE, closed).when(wanted).refused(NotOpen)


def goal(**fields: Any) -> Fact:
    return fact("goal.set", **{"goal": "a shelf more", "measure": "facings", "until": "2026-09-30", **fields})


def test_the_ledger_numbers_a_goal() -> None:
    (event,) = given(goal(number="G-1")).when(goal()).events
    assert getattr(event, "number", None) == "G-2"
    given(goal(number="G-1")).when(goal(number="G-1")).refused(NumberTaken, "goal 'G-1'")


def test_a_goal_is_for_a_day_to_come_and_its_budget_is_more_than_zero() -> None:
    given().when(goal(until="2026-02-28")).refused(EndsBeforeStart)
    given().when(goal(budget="0")).refused(NotPositive, "budget")
    reviewed = fact("goal.reviewed", "2026-05-01", number="G-1", finding="half", until="2026-04-30")
    given(goal(number="G-1")).when(reviewed).refused(EndsBeforeStart)


def test_a_goal_is_reviewed_while_it_is_open_and_closed_once() -> None:
    reviewed = fact("goal.reviewed", "2026-05-01", number="G-1", finding="half", until="2026-12-31")
    closed = fact("goal.closed", "2026-05-30", number="G-1", outcome="partly")
    given(goal(number="G-1"), reviewed).when(reviewed).admitted()
    given(goal(number="G-1"), reviewed).when(closed).admitted()
    for late in (reviewed, closed):
        given(goal(number="G-1"), closed).when(late).refused(NotOpen, "goal 'G-1'")
        given().when(late).refused(UnknownNumber)


TAKEN = fact(
    "measure.taken", number="M-1", against="B-3", what="double boxes", owner="Anar", due="2026-06-01"
)
CHECKED = fact("measure.checked", "2026-05-01", number="M-1", worked=False)


def test_a_measure_is_taken_once_and_checked_as_often_as_it_needs() -> None:
    given().when(TAKEN).admitted()
    given(TAKEN).when(TAKEN).refused(NumberTaken, "measure 'M-1'")
    given(TAKEN, CHECKED).when(fact("measure.checked", "2026-05-30", number="M-1", worked=True)).admitted()
    given(TAKEN).when(fact("measure.checked", "2026-05-01", number="M-1")).admitted()
    given().when(CHECKED).refused(UnknownNumber, "no measure 'M-1'")


def test_a_suggestion_is_made_and_answered_once() -> None:
    made = fact("suggestion.made", number="S-1", topic="range", what="tea in small packs")
    answered = fact("suggestion.answered", number="S-1", outcome="accepted", answer="from autumn")
    given().when(made).admitted()
    given(made).when(made).refused(NumberTaken, "suggestion 'S-1'")
    given(made).when(answered).admitted()
    given(made, answered).when(answered).refused(NotOpen)
    given().when(answered).refused(UnknownNumber)


def test_a_budget_for_a_prospect_needs_its_currency() -> None:
    prospect = nothing(fact("client.registered", code="ACME", name="Acme", segment="prospect"))
    prospect.when(goal()).admitted()
    prospect.when(goal(budget="5.00")).refused(NoCurrency, "budget")
    shelf = {"product": "P-2", "present": True, "price": "3.99"}
    prospect.when(fact("shelf.checked", lines=[shelf])).refused(NoCurrency, "price")
