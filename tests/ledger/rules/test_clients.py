"""Rules about the client and people at the client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.errors import Refused
from ledger.rules import ClientState, Context, initial
from ledger.rules.clients import ClientTaken, CodeDiffers, LostAlready, NotLost, ParentCircle
from ledger.rules.people import LinkedToSelf, PersonGone, PersonTaken
from ledger.rules.refusals import (
    BeforeItsDocument,
    EndsBeforeStart,
    HourMissing,
    Negative,
    NotOpen,
    NumberTaken,
    OffScale,
    UnknownClient,
    UnknownCurrency,
    UnknownNumber,
    UnknownPerson,
)
from tests.helpers.decider import NOW, REGISTERED, Fact, fact, given, nothing, terms

ADDED = fact("contact.added", person="p1", name="Lalə", role="buyer", influence=3, stance="neutral")
OTHER = fact("contact.added", person="p2", name="สมชาย", role="director", influence=5, stance="neutral")
LOST = fact("client.lost", reason="price")
SIGNED = fact("contract.signed", number="C-1", starts="2026-01-01", ends="2026-12-31")


def contract(kind: str, **fields: Any) -> Fact:
    return fact(kind, **{"number": "C-1", "starts": "2027-01-01", "ends": "2027-12-31", **fields})


def registration(**fields: Any) -> Fact:
    return fact("client.registered", **{"code": "ACME", "name": "Acme", "currency": "EUR", **fields})


REFUSED = [
    pytest.param([ADDED], ADDED, PersonTaken, id="a person's id is used once"),
    pytest.param(
        [],
        fact("contact.changed", person="p1", role="buyer"),
        UnknownPerson,
        id="nobody changes who is not there",
    ),
    pytest.param([], fact("contact.left", person="p1"), UnknownPerson, id="nobody leaves who is not there"),
    pytest.param(
        [ADDED, fact("contact.left", person="p1")],
        fact("contact.changed", person="p1", role="director"),
        PersonGone,
        id="somebody who left does not change",
    ),
    pytest.param(
        [ADDED],
        fact("contact.changed", person="p1", influence=6),
        OffScale,
        id="influence ends at 5",
    ),
    pytest.param(
        [],
        fact("contact.added", person="p1", name="n", role="r", influence=0, stance="neutral"),
        OffScale,
        id="influence begins at 1",
    ),
    pytest.param(
        [ADDED],
        fact("contact.linked", person="p1", to="p2", relation="rivals"),
        UnknownPerson,
        id="a link needs two people who are known",
    ),
    pytest.param(
        [OTHER],
        fact("contact.linked", person="p1", to="p2", relation="rivals"),
        UnknownPerson,
        id="a link begins at somebody who is known",
    ),
    pytest.param(
        [ADDED],
        fact("contact.linked", person="p1", to="p1", relation="rivals"),
        LinkedToSelf,
        id="nobody is linked to themselves",
    ),
    pytest.param(
        [],
        fact("contact.stage_reached", person="p1", stage="trusted", evidence="e"),
        UnknownPerson,
        id="a stage is reached with somebody who is known",
    ),
    pytest.param([], REGISTERED, ClientTaken, id="a code is registered once"),
    pytest.param([LOST], LOST, LostAlready, id="a client is lost once"),
    pytest.param([], fact("client.won_back", reason="r"), NotLost, id="who was not lost is not won back"),
    pytest.param(
        [LOST],
        fact("client.won_back", "2026-02-28", reason="r"),
        BeforeItsDocument,
        id="nobody is won back before they were lost",
    ),
    pytest.param(
        [ADDED],
        fact("contact.left", "2026-02-28", person="p1"),
        BeforeItsDocument,
        id="nobody leaves before they came",
    ),
    pytest.param(
        [],
        fact("client.covered", deputy="Bo", from_="2026-03-02", until="2026-03-01", reason="ill"),
        EndsBeforeStart,
        id="a deputy does not stand in backwards",
    ),
    pytest.param([], terms(payment_days=-1), Negative, id="payment days are not negative"),
    pytest.param([], terms(credit_limit="-1"), Negative, id="a credit limit is not negative"),
    pytest.param([], terms(discount_limit="-1"), OffScale, id="a discount limit is not negative"),
    pytest.param([], terms(discount_limit="100.01"), OffScale, id="a discount limit is at most 100 percent"),
    pytest.param(
        [],
        fact("client.credit_checked", outcome="good", source="s", limit_advised="-1"),
        Negative,
        id="an advised limit is not negative",
    ),
    pytest.param(
        [],
        fact(
            "client.described",
            topic="plans",
            text="t",
            wallet={"amount": "1", "currency": "EUX", "source": "s"},
        ),
        UnknownCurrency,
        id="a wallet has a currency of ISO 4217",
    ),
    pytest.param([SIGNED], SIGNED, NumberTaken, id="a contract is signed once"),
    pytest.param([], contract("contract.renewed"), UnknownNumber, id="an unknown contract is not renewed"),
    pytest.param(
        [SIGNED, fact("contract.ended", number="C-1", reason="r")],
        contract("contract.renewed"),
        NotOpen,
        id="an ended contract is not renewed",
    ),
    pytest.param(
        [SIGNED, fact("contract.ended", number="C-1", reason="r")],
        fact("contract.ended", number="C-1", reason="r"),
        NotOpen,
        id="a contract ends once",
    ),
    pytest.param(
        [],
        contract("contract.signed", ends="2026-12-31"),
        EndsBeforeStart,
        id="a contract is no backward period",
    ),
    pytest.param(
        [], contract("contract.signed", value="-1"), Negative, id="a contract's value is not negative"
    ),
    pytest.param([], contract("contract.signed", notice_days=-1), Negative, id="notice is not negative"),
]


REFUSED += [
    pytest.param([], contract("contract.signed", minimum="-1"), Negative, id="a minimum is not negative"),
    pytest.param([], contract("contract.signed", bonus="101"), OffScale, id="a bonus is at most 100 percent"),
    pytest.param(
        [],
        fact("contact.linked", person="p1", to="p2", relation="rivals", to_client="BETA"),
        UnknownPerson,
        id="a link to another client begins at somebody who is known",
    ),
]


@pytest.mark.parametrize(("happened", "wanted", "refusal"), REFUSED)
def test_it_is_refused(happened: list[Fact], wanted: Fact, refusal: type[Refused]) -> None:
    given(*happened).when(wanted).refused(refusal)


def test_an_unknown_client_has_no_history() -> None:
    nothing().when(LOST).refused(UnknownClient, "ACME", "client.registered")


def test_a_registration_is_for_the_client_that_it_names() -> None:
    nothing().when(registration(code="OTHER")).refused(CodeDiffers, "OTHER", "ACME")


def test_a_currency_is_of_iso_4217_and_a_near_one_is_proposed() -> None:
    nothing().when(registration(currency="EUX")).refused(UnknownCurrency, "EUX", "did you mean 'EUR'?")


def test_no_company_owns_itself() -> None:
    nothing().when(registration(parent="ACME")).refused(ParentCircle)


def test_no_company_owns_its_owners() -> None:
    owners = {"SON": ["FATHER", "ACME"]}

    def ancestors(code: str) -> Iterator[str]:
        return iter(owners.get(code, []))

    nothing().when(registration(parent="SON"), Context(NOW, ancestors)).refused(ParentCircle)
    nothing().when(registration(parent="FATHER"), Context(NOW, ancestors)).admitted()


def test_a_client_may_be_lost_and_won_back_again_and_again() -> None:
    back = fact("client.won_back", reason="r")
    given(LOST, back).when(LOST).admitted()
    given(LOST, back, LOST).when(back).admitted()


def test_a_contract_in_force_is_renewed_and_ended() -> None:
    given(SIGNED).when(contract("contract.renewed")).admitted()
    given(SIGNED, contract("contract.renewed")).when(
        fact("contract.ended", number="C-1", reason="r")
    ).admitted()


def test_who_left_may_come_back_with_their_links() -> None:
    link = fact("contact.linked", person="p1", to="p2", relation="rivals")
    before = given(ADDED, OTHER, link, fact("contact.left", person="p1"))
    before.when(ADDED).admitted()
    before.and_then(ADDED).when(link).silent()


RANKED = fact("client.ranked", rank="key", reason="r")
STAGE = fact("contact.stage_reached", person="p1", stage="trusted", evidence="e")
REPEATS = [
    pytest.param([], fact("client.reassigned", manager="Anna"), id="the manager from the registration"),
    pytest.param(
        [fact("client.reassigned", manager="Bo")], fact("client.reassigned", manager="Bo"), id="manager"
    ),
    pytest.param([terms()], terms(on="2026-04-01"), id="terms"),
    pytest.param([RANKED], RANKED, id="rank"),
    pytest.param([ADDED, STAGE], STAGE, id="stage"),
    pytest.param([ADDED], fact("contact.changed", person="p1", role="buyer", influence=3), id="contact"),
    pytest.param([ADDED], fact("contact.changed", person="p1"), id="a change that changes nothing"),
    pytest.param(
        [ADDED, OTHER, fact("contact.linked", person="p1", to="p2", relation="rivals")],
        fact("contact.linked", person="p1", to="p2", relation="rivals"),
        id="link",
    ),
]


@pytest.mark.parametrize(("happened", "wanted"), REPEATS)
def test_a_repeat_is_silent(happened: list[Fact], wanted: Fact) -> None:
    given(*happened).when(wanted).silent()


def test_the_same_said_of_an_earlier_day_is_news() -> None:
    before = given(fact("client.reassigned", "2026-03-05", manager="Bo"))
    before.when(fact("client.reassigned", "2026-03-04", manager="Bo")).admitted()
    given(terms(on="2026-03-05")).when(terms(on="2026-03-04")).admitted()


def test_what_is_said_of_an_earlier_day_does_not_replace_the_newest() -> None:
    before = given(terms("order", "2026-03-05"), terms("invoice", "2026-03-04"))
    before.when(terms("order", "2026-03-06")).silent()
    assert [each.billing for each in before.client_state.account.terms] == ["invoice", "order"]


def test_personal_fields_are_not_kept_in_the_state() -> None:
    added = fact(
        "contact.added",
        person="p1",
        name="Gizli Ad",
        role="buyer",
        influence=3,
        stance="neutral",
        email="x@y.example",
        phone="+994",
    )
    state = repr(given(added).client_state)
    assert "buyer" in state
    assert not any(personal in state for personal in ("Gizli", "x@y", "+994"))


def test_a_person_leaves_from_the_day_they_came_whatever_changed_since() -> None:
    changed = fact("contact.changed", "2026-02-20", person="p1", phone="+994", role="head buyer")
    before = given(ADDED._replace(on="2026-01-02"), changed)
    before.when(fact("contact.left", "2026-02-10", person="p1")).admitted()
    before.when(fact("contact.left", "2026-01-01", person="p1")).refused(BeforeItsDocument, "of 2026-01-02")
    late = before.and_then(fact("contact.changed", "2026-02-01", person="p1", role="buyer"))
    assert late.client_state.people["p1"].role == "head buyer"


LISTED = fact("contact.added", person="p1", name="Aysel", role="accountant")


def test_what_is_not_known_of_a_person_is_left_out() -> None:
    before = given(LISTED)
    person = before.client_state.people["p1"]
    assert (person.influence, person.stance, person.decides, person.vip) == (None, None, None, None)
    before.when(fact("contact.changed", person="p1", decides=True)).admitted()
    known = before.and_then(fact("contact.changed", person="p1", decides=False, influence=2))
    known.when(fact("contact.changed", person="p1", decides=False)).silent()
    known.when(fact("contact.changed", person="p1", vip=False)).admitted()


def test_a_person_may_be_linked_to_one_at_another_client() -> None:
    link = fact("contact.linked", person="p1", to="p1", relation="friend of", to_client="BETA")
    beta = given(LISTED).client_state

    def known(code: str) -> ClientState:
        return beta if code == "BETA" else initial()

    there, nowhere = Context(NOW, client=known), Context(NOW)
    given(LISTED).when(link).admitted()
    given(LISTED, link).when(link).silent()
    assert given(LISTED).warnings(link, there) == []
    assert given(LISTED).warnings(link, nowhere) == [UnknownClient.code]
    stranger = fact("contact.linked", person="p1", to="p9", relation="friend of", to_client="BETA")
    assert given(LISTED).warnings(stranger, there) == [UnknownPerson.code]


BOB = fact("client.reassigned", "2026-03-01T10:00", manager="bob")


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        pytest.param(BOB, fact("client.reassigned", "2026-03-01", manager="eve"), id="a manager"),
        pytest.param(
            fact("client.ranked", "2026-03-01T10:00", rank="small", reason="x"),
            fact("client.ranked", "2026-03-01", rank="key", reason="y"),
            id="a rank",
        ),
    ],
)
def test_what_views_would_put_before_an_hour_of_its_day_needs_an_hour(before: Fact, wanted: Fact) -> None:
    """Else the rules would know it, and no view would: a day without an hour stands at its start."""
    given(before).when(wanted).refused(HourMissing, "give the hour from which it holds, after 10:00+00:00")
    given(before).when(wanted._replace(on="2026-03-01T10:01")).admitted()
    given(before).when(wanted._replace(on="2026-03-02")).admitted()


def test_the_later_hour_of_a_day_holds_whichever_was_recorded_last() -> None:
    eve = fact("client.reassigned", "2026-03-01T09:00", manager="eve")
    given(BOB, eve).when(BOB._replace(on="2026-03-01T11:00")).silent()
    given(BOB, eve).when(eve._replace(on="2026-03-01T11:00")).admitted()
