"""Rules about a client's master data, prospects, rhythms, and the house's description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.errors import Refused
from ledger.events.models import MODELS
from ledger.events.models.fields import fields_of
from ledger.rules import Context
from ledger.rules.clients import NothingChanges, OfTouchesOnly, ParentCircle, QualifiedAlready
from ledger.rules.house import CurrencyMissing, NoMetric, UnknownTimeZone
from ledger.rules.refusals import (
    MixedCurrencies,
    NoAccountNumber,
    NoCurrency,
    OffScale,
    UnknownPerson,
    WrongBankCode,
)
from tests.helpers.decider import NOW, Fact, fact, given, invoice, nothing, terms

PROSPECT = fact("client.registered", code="ACME", name="Acme")
QUALIFIED = fact("prospect.qualified", reason="needs us", currency="EUR")
RHYTHM = fact("client.rhythm_agreed", of="touches", days=14, person="p1")


def described(**fields: Any) -> Fact:
    return fact("house.described", **{"name": "Casa Verde", **fields})


def changed(**fields: Any) -> Fact:
    return fact("client.details_changed", **fields)


ADMITTED = [
    pytest.param(fact("client.renamed", name="Acme Group"), id="a name changes"),
    pytest.param(changed(address="Nizami 1", email="a@b.example"), id="details change"),
    pytest.param(fact("client.parent_changed", parent="HOLDING"), id="another company owns the client"),
    pytest.param(RHYTHM, id="a rhythm of touches"),
    pytest.param(fact("client.rhythm_agreed", of="orders", days=30), id="a rhythm of orders"),
    pytest.param(
        changed(bank_accounts=[{"iban": "ro49 aaaa 1b31 0075 9384 0000", "bic": "AAAAROBU"}]),
        id="an IBAN may be written with spaces",
    ),
    pytest.param(changed(bank_accounts=[{"number": "123-4-56789-0"}]), id="an account may have no IBAN"),
]


@pytest.mark.parametrize("wanted", ADMITTED)
def test_it_is_recorded(wanted: Fact) -> None:
    given().when(wanted).admitted()


REFUSED = [
    pytest.param(changed(note="only a note"), NothingChanges, id="a change names what changed"),
    pytest.param(fact("client.rhythm_agreed", of="orders", days=0), OffScale, id="a rhythm has days"),
    pytest.param(
        fact("client.rhythm_agreed", of="orders", days=30, channel="call"),
        OfTouchesOnly,
        id="orders have no channel",
    ),
    pytest.param(fact("client.parent_changed", parent="ACME"), ParentCircle, id="no company owns itself"),
    pytest.param(
        fact("prospect.qualified", reason="r", currency="RON"), MixedCurrencies, id="a currency stays"
    ),
    pytest.param(
        changed(bank_accounts=[{"iban": "RO49AAAA1B31007593840001"}]), WrongBankCode, id="check digits"
    ),
    pytest.param(changed(bank_accounts=[{"iban": "RO49"}]), WrongBankCode, id="an IBAN is long"),
    pytest.param(
        changed(bank_accounts=[{"number": "1", "bic": "AAAA1"}]), WrongBankCode, id="a BIC has eight letters"
    ),
    pytest.param(changed(bank_accounts=[{"bank": "Banca"}]), NoAccountNumber, id="an account has a number"),
]


@pytest.mark.parametrize(("wanted", "refusal"), REFUSED)
def test_it_is_refused(wanted: Fact, refusal: type[Refused]) -> None:
    given().when(wanted).refused(refusal)


@pytest.mark.parametrize(
    "iban", ["GB82WEST12345698765432", "DE89370400440532013000", "AZ21NABZ00000000137010001944"]
)
def test_an_iban_of_any_country_is_known_by_its_check_digits(iban: str) -> None:
    given().when(changed(bank_accounts=[{"iban": iban}])).admitted()
    swapped = iban[:-2] + iban[-1] + iban[-2] if iban[-1] != iban[-2] else iban[:-1] + "1"
    given().when(changed(bank_accounts=[{"iban": swapped}])).refused(WrongBankCode, swapped)


def test_no_company_owns_its_owners() -> None:
    def ancestors(code: str) -> Iterator[str]:
        return iter({"SON": ["FATHER", "ACME"]}.get(code, []))

    wanted = fact("client.parent_changed", parent="SON")
    given().when(wanted, Context(NOW, ancestors)).refused(ParentCircle)


def test_the_same_parent_rhythm_or_description_is_not_recorded_again() -> None:
    given().when(fact("client.parent_changed")).silent()
    for wanted in (fact("client.parent_changed", parent="HOLDING"), RHYTHM):
        given(wanted).when(wanted).silent()
    nothing().when(described()).admitted()
    nothing(described()).when(described()).silent()
    nothing(described()).when(described(email="a@b.example")).admitted()


def test_a_parent_of_an_earlier_day_does_not_replace_the_newest() -> None:
    before = given(
        fact("client.parent_changed", "2026-03-05", parent="B"),
        fact("client.parent_changed", "2026-03-04", parent="C"),
    )
    assert before.client_state.parent == "B"


def test_a_prospect_has_no_currency_until_it_is_qualified() -> None:
    prospect = nothing(PROSPECT)
    prospect.when(fact("prospect.qualified", reason="r")).refused(NoCurrency)
    prospect.when(terms(credit_limit="100")).refused(NoCurrency, "credit_limit")
    prospect.when(terms()).admitted()
    prospect.when(fact("charge.added", number="F", what="fee", amount="5.00")).refused(NoCurrency)
    prospect.when(invoice("I-1")).admitted()
    prospect.and_then(QUALIFIED).when(terms(credit_limit="100")).admitted()
    prospect.and_then(QUALIFIED).when(QUALIFIED).refused(QualifiedAlready)


def test_a_time_zone_is_of_iana_and_a_near_one_is_proposed() -> None:
    nothing().when(described(time_zone="Asia/Baku")).admitted()
    nothing().when(described(time_zone="Asia/Bakou")).refused(UnknownTimeZone, "did you mean 'Asia/Baku'?")


def test_an_unknown_person_is_warned_about() -> None:
    added = fact("contact.added", person="p1", name="n", role="r", influence=3, stance="neutral")
    assert given().warnings(RHYTHM) == [UnknownPerson.code]
    assert given(added).warnings(RHYTHM) == []
    assert given().warnings(fact("client.renamed", name="n", people=["p9"])) == [UnknownPerson.code]
    assert given().warnings(fact("client.renamed", name="n")) == []


def test_a_plan_counts_deals_and_money_collected_but_no_visits() -> None:
    plan = {"manager": "Anna", "period": "2026-01-01..2026-03-31", "target": "9"}
    nothing().when(fact("plan.set", metric="deals", **plan)).admitted()
    nothing().when(fact("plan.set", metric="collected", currency="EUR", **plan)).admitted()
    nothing().when(fact("plan.set", metric="collected", **plan)).refused(CurrencyMissing)
    nothing().when(fact("plan.set", metric="visits", **plan)).refused(NoMetric, "client.rhythm_agreed")


def test_a_retired_metric_is_read_and_no_longer_offered() -> None:
    schema = MODELS["plan.set"].model_json_schema()
    assert "visits" not in schema["properties"]["metric"]["enum"]
    (metric,) = [field for field in fields_of(MODELS["plan.set"]) if field.name == "metric"]
    assert metric.choices == ("revenue", "margin", "collected", "active_clients", "new_clients", "deals")
