"""Warnings about what an event names and nobody recorded."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import rules
from ledger.rules.references import UnknownReference, several_meant
from ledger.rules.refusals import UnknownClient, UnknownPerson
from tests.helpers.decider import NOW, Fact, fact, given, invoice, nothing, order, returned, terms

HELD: dict[str, Any] = {"channel": "call", "started_at": "2026-03-01", "summary": "s"}
LINES = [{"product": "screws", "quantity": "1", "unit_price": "2.00"}]


def placed(**fields: Any) -> Fact:
    return fact("order.placed", number="SO-2", currency="EUR", lines=LINES, **fields)


CASES: list[tuple[Fact, Fact]] = [
    (
        fact("proposal.made", number="P-1", currency="EUR", amount="5.00"),
        placed(proposal="P-1"),
    ),
    (
        fact("contract.signed", number="K-1", starts="2026-01-01", ends="2026-12-31"),
        placed(contract="K-1"),
    ),
    (order("SO-1", screws=1), invoice("I-1", orders=["SO-1"], due="2026-03-31")),
    (
        fact("complaint.raised", number="B-1", topic="t", severity=1),
        fact("measure.taken", number="M-1", against="B-1", what="w"),
    ),
    (
        fact("visit.planned", visit="V-1", at="2026-03-05", channel="visit", purpose="p"),
        fact("commitment.made", number="C-1", by="us", what="w", due="2026-03-05", about="V-1"),
    ),
    (invoice("I-1"), fact("visit.held", about=["I-1"], **HELD)),
    (
        returned("R-1", screws=1),
        fact("credit_note.issued", number="C", amount="2.00", currency="EUR", return_="R-1", reason="r"),
    ),
]


@pytest.mark.parametrize(("thing", "wanted"), CASES)
def test_a_number_that_nobody_recorded_is_warned_about(thing: Fact, wanted: Fact) -> None:
    assert given().warnings(wanted) == [UnknownReference.code]
    assert given(thing).warnings(wanted) == []


def test_an_objection_that_states_a_type_is_about_such_a_thing() -> None:
    def raised(**fields: Any) -> Fact:
        return fact("objection.raised", number="O-1", topic="price", severity=2, about="17", **fields)

    offer = fact("proposal.made", number="17", currency="EUR", amount="5.00")
    tender, bought = fact("tender.entered", number="17"), order("17", screws=1)
    assert given(offer).warnings(raised(about_type="order")) == [UnknownReference.code]
    assert given(offer).warnings(raised(about_type="tender")) == [UnknownReference.code]
    assert given(offer).warnings(raised(about_type="proposal")) == given(offer).warnings(raised()) == []
    assert given().warnings(raised(about_type="product")) == []
    both = given(offer, tender, bought).and_then(raised())
    (warned,) = several_meant(both.client_state, raised().event, NOW.date())
    assert str(warned).startswith(
        "ACME has a proposal, a tender and an order '17', and the objection counts for the proposal for now; "
    )
    for sort in ("proposal", "order"):
        assert not [*several_meant(both.client_state, raised(about_type=sort).event, NOW.date())]
    assert not [*several_meant(given(bought).client_state, raised().event, NOW.date())]


def test_points_may_pay_for_an_order_that_is_known() -> None:
    granted = fact("points.granted", number="G-1", points="9")
    redeemed = fact("points.redeemed", number="R-1", points="5", order="SO-1")
    assert given(granted).warnings(redeemed) == [UnknownReference.code]
    assert given(granted, order("SO-1", screws=1)).warnings(redeemed) == []


@pytest.mark.parametrize(
    "wanted",
    [
        fact("expense.spent", amount="5.00", currency="EUR", purpose="p", person="p1"),
        fact("goal.set", goal="g", measure="m", until="2026-09-30", person="p1"),
        fact("inquiry.received", what="w", person="p1"),
        fact("visit.held", people=["p1"], **HELD),
    ],
)
def test_a_person_whom_nobody_recorded_is_warned_about(wanted: Fact) -> None:
    known = fact("contact.added", person="p1", name="n", role="r", influence=3, stance="neutral")
    assert given().warnings(wanted) == [UnknownPerson.code]
    assert given(known).warnings(wanted) == []


def test_what_feedback_is_about_may_be_a_product() -> None:
    assert given().warnings(fact("feedback.given", scale="nps", score=9, about="screws")) == []


def test_a_warning_says_what_to_do_next() -> None:
    warning = UnknownReference("proposal", "P-1", "ACME", "proposal")
    assert str(warning) == "ACME has no proposal 'P-1'; record the proposal too, or correct proposal"
    assert given(terms()).warnings(placed()) == []


def test_a_referral_names_a_client_that_is_known() -> None:
    came = fact("referral.made", referred="Beta Ltd", client="BETA")
    beta = nothing(fact("client.registered", code="BETA", name="Beta", currency="EUR")).client_state
    known = rules.Context(NOW, client={"BETA": beta}.__getitem__)
    assert given().warnings(came) == [UnknownClient.code]
    assert given().warnings(came, known) == []
