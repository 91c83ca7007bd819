"""Rules and warnings about dates: the future, years of the Buddhist era, what is due before it is issued."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ledger import rules
from ledger.rules.billing import NoDueDate
from ledger.rules.dates import BuddhistYear, DueBeforeIssue, FarPast, OtherDay
from ledger.rules.refusals import CurrencyWithdrawn, InTheFuture
from tests.helpers.decider import CONTEXT, NOW, Fact, Given, fact, given, invoice, nothing, order, paid, terms

AHEAD = "2036-05-10"


@pytest.mark.parametrize(
    "wanted",
    [
        invoice("I-1", on=AHEAD),
        paid("P-1", "5.00", on=AHEAD),
        order("SO-1", on=AHEAD, screws=1),
        fact("referral.made", "2026-06-03", referred="Beta"),
    ],
)
def test_nothing_that_happened_lies_in_the_future(wanted: Fact) -> None:
    given().when(wanted).refused(InTheFuture, wanted.event.kind, "is in the future; correct the time")


@pytest.mark.parametrize(
    ("wanted", "advice"),
    [
        (paid("P-1", "5.00", on=AHEAD), "payment.promised"),
        (fact("visit.held", AHEAD, channel="call", started_at=AHEAD, summary="s"), "visit.planned"),
        (invoice("I-1", on=AHEAD), "record it once it has happened"),
    ],
)
def test_the_advice_about_a_day_to_come_fits_the_kind(wanted: Fact, advice: str) -> None:
    given().when(wanted).refused(InTheFuture, advice)


@pytest.mark.parametrize("on", ["2026-06-02", "2026-06-02T11:59Z", "2026-06-02T15:59+04:00"])
def test_clocks_and_zones_may_differ_by_a_day(on: str) -> None:
    given().when(fact("referral.made", on, referred="Beta")).admitted()


def test_terms_rates_and_policies_may_be_recorded_before_they_hold() -> None:
    given().when(terms(on=AHEAD)).admitted()
    nothing().when(fact("rate.set", AHEAD, base="USD", quote="EUR", rate="0.9")).admitted()
    nothing().when(fact("policy.adopted", AHEAD, version="2036", document="[credit]")).admitted()


def test_a_reminder_of_a_day_to_come_keeps_out_no_later_one() -> None:
    sent: dict[str, Any] = {"level": 1, "channel": "mail", "documents": ["I-1"]}
    slip = fact("reminder.sent", "2569-04-10", number="R-1", **sent)
    given(invoice("I-1"), slip).when(fact("reminder.sent", "2026-05-10", number="R-2", **sent)).admitted()


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (invoice("I-1", due="2569-04-10"), "due"),
        (
            invoice("I-1", instalments=[{"due": "2569-04-10", "amount": "100.00"}]),
            "instalments.due",
        ),
        (invoice("I-1", on="2569-04-10"), "the date"),
        (fact("client.terms_agreed", "2569-04-10", payment_days=30, billing="invoice"), "the date"),
        (
            fact(
                "visit.held",
                channel="call",
                started_at="2026-03-01",
                summary="s",
                next_step={"what": "w", "due": "2569-04-10"},
            ),
            "next_step.due",
        ),
    ],
)
def test_a_year_of_the_buddhist_era_is_asked_about(wanted: Fact, field: str) -> None:
    given().when(wanted).refused(
        BuddhistYear, f"{field} is 2569-04-10; is 2569 a year of the Buddhist era? Then write 2026"
    )


@pytest.mark.parametrize("until", ["2426-12-31", "2670-01-01", "9999-12-31"])
def test_other_years_are_not_asked_about(until: str) -> None:
    assert NOW.year == 2026
    given().when(fact("tier.floored", tier="gold", until=until)).admitted()


EARLY: list[tuple[list[Fact], Fact]] = [
    ([terms()], invoice("I-1", due="2025-03-31")),
    ([terms()], invoice("I-1", instalments=[{"due": "2026-02-28", "amount": "100.00"}])),
    ([], fact("payment.promised", number="Z-1", amount="5.00", by_date="2026-02-28")),
    ([], fact("charge.added", number="F-1", what="fee", amount="5.00", due="2026-02-28")),
    ([], fact("commitment.made", number="C-1", by="us", what="w", due="2026-02-28")),
    ([], fact("order.placed", number="O-1", currency="EUR", lines=[], deliver_by="2026-02-28")),
    ([], fact("client.credit_checked", outcome="good", source="bureau", valid_until="2026-02-28")),
    ([], fact("proposal.made", number="P-1", amount="5.00", currency="EUR", valid_until="2026-02-28")),
    ([], fact("visit.planned", visit="V-1", at="2026-02-28T10:00Z", channel="visit", purpose="tea")),
]


@pytest.mark.parametrize(("before", "wanted"), EARLY)
def test_what_is_due_before_its_own_day_is_warned_about(before: list[Fact], wanted: Fact) -> None:
    assert given(*before).warnings(wanted) == [DueBeforeIssue.code]


def test_what_is_due_on_its_own_day_or_came_with_the_ledger_is_not_warned_about() -> None:
    on_its_day: dict[str, Any] = {"number": "Z-1", "amount": "5.00", "by_date": "2026-03-01"}
    assert given().warnings(fact("payment.promised", **on_its_day)) == []
    opened = fact("balance.opened", amount="5.00", currency="EUR", due="2026-01-31")
    assert given().warnings(opened) == []


def advised(before: Given, wanted: Fact) -> list[str]:
    client_state = before.and_then(wanted).client_state
    return [one.about.code for one in rules.advise_on_recorded(client_state, wanted.draft(), CONTEXT)]


def test_an_invoice_without_a_due_date_is_warned_about_where_no_terms_give_one() -> None:
    assert advised(given(), invoice("I-1")) == [NoDueDate.code]
    assert advised(given(terms()), invoice("I-1")) == []
    assert advised(given(), invoice("I-1", due="2026-03-31")) == []
    parts = [{"due": "2026-03-31", "amount": "100.00"}]
    assert advised(given(), invoice("I-1", instalments=parts)) == []


@pytest.mark.parametrize(("currency", "last"), [("BGN", "2026-01-31"), ("HRK", "2023-01-14")])
def test_a_withdrawn_currency_is_recorded_paid_and_rated_on_days_when_it_was_valid(
    currency: str, last: str
) -> None:
    day, after = date.fromisoformat(last), str(date.fromisoformat(last) + timedelta(days=1))
    owed = {"number": "I-1", "amount": "10.50", "currency": currency, "due": "2026-03-31"}
    payment = {"number": "P-1", "amount": "10.50", "currency": currency}
    rate = {"base": currency, "quote": "EUR", "rate": "0.51"}
    for on in (str(day - timedelta(days=9)), last):
        given().when(fact("invoice.issued", on, **owed)).admitted()
        given(fact("invoice.issued", on, **owed)).when(
            fact("payment.received", on, settles=[{"document": "I-1", "amount": "10.50"}], **payment)
        ).admitted()
        nothing().when(fact("rate.set", on, **rate)).admitted()
    given().when(fact("invoice.issued", after, **owed)).refused(
        CurrencyWithdrawn, f"{currency} was legal tender until {last}"
    )
    nothing().when(fact("rate.set", after, **rate)).refused(CurrencyWithdrawn)


@pytest.mark.parametrize(
    ("day", "codes"), [("0001-01-05", [FarPast.code]), ("1925-12-31", [FarPast.code]), ("1926-01-01", [])]
)
def test_a_day_more_than_a_century_ago_is_asked_about(day: str, codes: list[str]) -> None:
    assert given().warnings(fact("visit.held", day, channel="call", started_at=day, summary="s")) == codes


@pytest.mark.parametrize(
    ("on", "start", "codes"),
    [
        ("2026-03-05", "2026-03-05T10:00+02:00", []),
        ("2026-03-05", "2026-02-26T10:00+02:00", [OtherDay.code]),
        ("2026-03-05", "2026-03-04T22:00+02:00", [OtherDay.code]),
        ("2026-03-05", "2026-03-04T22:00Z", []),  # midnight in Bucharest
        ("2026-03-05", "2026-03-04T09:00Z", [OtherDay.code]),  # nowhere
        ("2026-03-05T00:30+02:00", "2026-03-04T22:30Z", []),
        ("2026-03-05T09:00+02:00", "2026-03-04T21:00+02:00", [OtherDay.code]),
        ("2026-03-05T09:00+02:00", "2026-03-04", [OtherDay.code]),
    ],
)
def test_a_visit_that_began_on_another_day_than_that_of_its_entry_is_warned_about(
    on: str, start: str, codes: list[str]
) -> None:
    assert given().warnings(fact("visit.held", on, channel="call", started_at=start, summary="s")) == codes
