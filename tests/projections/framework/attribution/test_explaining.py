"""Every figure is the sum of its contributions, and every contribution names an entry that counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.corrections import in_force, marks
from ledger.entry import Entry
from projections import (
    DEFAULT,
    Explanation,
    Filter,
    Policy,
    UnknownDocument,
    UnknownView,
    answer,
    explain,
)
from projections.framework.company_groups import group_of
from projections.framework.registry import names_with_rows
from projections.history import Horizon, remembered
from projections.policy import Receivables
from tests.helpers.attributed import FIGURES, books, groups, rows, summed
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import CLIENTS, FIRST
from tests.helpers.seen import saw, sees

END = date(2030, 1, 1)
EXPLICIT = replace(DEFAULT, receivables=Receivables(allocation="explicit"))
days = st.integers(-2, 70).map(lambda count: (FIRST + timedelta(days=count)).date())
policies = st.sampled_from([DEFAULT, EXPLICIT])


def asked(
    name: str, entries: Iterable[Entry], client: str, day: date = END, policy: Policy = DEFAULT, **more: Any
) -> Explanation:
    own = list(remembered(entries)(client))
    horizon = {"as_of": day, "known_at": None, "position": 10**9, "policy": policy}
    return explain(name, own, **{**horizon, **more})


def figures(said: Explanation) -> dict[tuple[str, str | None], Decimal]:
    return {(figure, currency): value for figure, currency, value in said.figures()}


@tries(25, 100)
@given(book=books(), day=days, client=st.sampled_from(CLIENTS), policy=policies)
def test_the_lines_of_documents_sum_to_what_is_open_and_to_the_balance(
    book: Book, day: date, client: str, policy: Policy
) -> None:
    said = asked("receivables", book.entries, client, day, policy)
    sums = figures(said)
    for row in rows("receivables", book, client, day, policy):
        assert sums.pop(("balance", row.currency), Decimal(0)) == row.balance
    assert not any(sums.values())
    where = Filter(clients=(client,))
    shown = answer(
        "receivables", book.entries, as_of=day, known_at=None, position=10**9, policy=policy, where=where
    )
    open_of = {line.contribution.of: line.total for line in said.lines}
    wanted = {(item.document, item.instalment, item.entries[0]): item.open for item in shown.items}
    assert {of[:3]: total for of, total in open_of.items() if of is not None} == wanted


@tries(25, 100)
@given(book=books(), day=days, client=st.sampled_from(CLIENTS))
def test_what_orders_and_points_come_to_is_the_sum_of_their_entries(
    book: Book, day: date, client: str
) -> None:
    sums = figures(asked("loyalty", book.entries, client, day))
    for row in rows("loyalty", book, client, day):
        assert sums.pop(("recency_days", row.currency), None) == row.recency_days
        assert sums.pop(("frequency", row.currency), 0) == row.frequency
        assert sums.pop(("monetary", row.currency), 0) == row.monetary
        assert sums.get(("points", None), 0) == row.points
    sums.pop(("points", None), None)
    assert not sums


@tries(25, 100)
@given(book=books(), day=days, client=st.sampled_from(CLIENTS))
def test_shares_of_the_score_sum_to_it_exactly(book: Book, day: date, client: str) -> None:
    sums = figures(asked("health", book.entries, client, day))
    scores = [row.score for row in rows("health", book, client, day)]
    assert [str(sums[key]) and float(sums[key]) for key in sums] == [
        score for score in scores if score is not None
    ]


@sees(50)
@tries(40, 100)
@given(book=books(), day=days, cut=st.integers(6, 40))
def test_every_line_names_an_entry_that_counts_at_that_moment(book: Book, day: date, cut: int) -> None:
    for client in CLIENTS:
        own = [entry for entry in remembered(book.entries)(client) if entry.position <= cut]
        counted = {entry.position: entry for entry in in_force(own)}
        corrected = {version: mark.corrected_by for version, mark in marks(own).items()}
        explained = (asked(name, book.entries, client, day, position=cut) for name in names_with_rows())
        for line in (line for said in explained for line in said.lines):
            saw()
            assert line.entry == counted[line.contribution.position]
            correction = corrected.get(line.entry.version)
            assert line.corrected_by == (correction.position if correction else None)
            said_by = line.contribution.said_by
            assert said_by is None or said_by in counted


@tries(25, 100)
@given(
    book=groups(),
    day=days,
    client=st.sampled_from(CLIENTS),
    name=st.sampled_from(sorted(FIGURES)),
)
def test_the_lines_of_all_companies_of_a_group_sum_to_its_figures(
    book: Book, day: date, client: str, name: str
) -> None:
    horizon = Horizon(day, None, 10**9)
    head, codes = group_of(client, remembered(book.entries), horizon)
    assert (head, codes) == (CLIENTS[0], list(CLIENTS))
    said = explain(name, book.entries, **horizon._asdict())
    where = Filter(clients=(client,), group=True)
    shown = answer(name, book.entries, **horizon._asdict(), where=where).rows
    assert {key: value for key, value in figures(said).items() if value} == summed(name, shown)
    assert {line.entry.client for line in said.lines} <= set(said.companies) == set(codes)


def test_two_documents_of_one_number_in_a_group_stay_apart() -> None:
    book = Book().client("ACME").client("BETA", parent="ACME")
    for client, amount in (("ACME", "10.00"), ("BETA", "7.00")):
        book.add("invoice.issued", client, "2026-03-01", number="I-1", amount=amount)
    said = explain("receivables", book.entries, as_of=END, known_at=None, position=99, document="I-1")
    assert [(line.entry.client, line.total) for line in said.lines] == [
        ("ACME", Decimal(10)),
        ("BETA", Decimal(7)),
    ]


def acme() -> Book:
    """Positions 1 and 2 are the registration and an invoice of 10,000."""
    return (
        Book()
        .client("ACME")
        .add("invoice.issued", "ACME", "2026-03-01", number="I-1", amount="10000.00", due="2026-03-31")
    )


def lines(said: Explanation) -> list[tuple[Any, ...]]:
    return [
        (line.contribution.position, line.contribution.how, line.contribution.amount, line.total)
        for line in said.lines
    ]


def test_an_invoice_is_explained_by_what_settles_it_and_who_said_so() -> None:
    settles = [{"document": "I-1", "amount": "1500.00"}]
    book = acme()
    book.add("payment.received", "ACME", "2026-03-10", number="P-1", amount="1500.00", settles=settles)
    book.add("credit_note.issued", "ACME", "2026-03-12", number="C-1", amount="1000.00", invoice="I-1")
    book.add("payment.received", "ACME", "2026-03-20", number="P-2", amount="2000.00")
    said = asked("receivables", book.entries, "ACME")
    assert lines(said) == [
        (2, None, Decimal(10_000), Decimal(10_000)),
        (3, "explicit", Decimal(-1_500), Decimal(8_500)),
        (4, "linked", Decimal(-1_000), Decimal(7_500)),
        (5, "derived", Decimal(-2_000), Decimal(5_500)),
    ]
    assert said.figures() == [("balance", "EUR", Decimal(5_500))]


def test_a_settlement_of_its_own_is_named_beside_the_payment() -> None:
    book = acme()
    book.add("payment.received", "ACME", "2026-03-10", number="P-1", amount="1500.00")
    book.add("settlement.made", "ACME", "2026-03-11", source="P-1", target="I-1", amount="1500.00")
    (_, line) = asked("receivables", book.entries, "ACME").lines
    assert (line.contribution.position, line.contribution.how, line.contribution.said_by) == (
        3,
        "explicit",
        4,
    )


def test_what_undid_a_settlement_is_shown_under_its_instalment() -> None:
    parts = [{"due": "2026-04-01", "amount": "50"}, {"due": "2026-05-01", "amount": "50"}]
    book = acme()
    book.add("invoice.issued", "ACME", "2026-03-01", number="I-2", amount="100", instalments=parts)
    settles = [
        {"document": "I-2", "amount": "50", "instalment": 2},
        {"document": "I-2", "amount": "10", "instalment": 1},
    ]
    book.add("payment.received", "ACME", "2026-03-10", number="P-1", amount="60", settles=settles)
    back: dict[str, Any] = {"source": "P-1", "target": "I-2", "amount": "50", "instalment": 2}
    book.add("settlement.reversed", "ACME", "2026-03-11", **back)
    book.add("payment.refunded", "ACME", "2026-03-12", number="P-1", amount="50", reason="r")
    shown = [
        (line.contribution.of.instalment, line.contribution.position, line.contribution.amount)
        for line in asked("receivables", book.entries, "ACME").lines
        if line.contribution.of and line.contribution.of.number == "I-2"
    ]
    assert shown == [
        (1, 3, Decimal(50)),
        (1, 4, Decimal(-10)),
        (2, 3, Decimal(50)),
        (2, 4, Decimal(-50)),
        (2, 5, Decimal(50)),
    ]


def test_what_settled_for_a_while_is_shown_with_what_undid_it() -> None:
    book = acme()
    settles = [{"document": "I-1", "amount": "1500.00"}]
    book.add("payment.received", "ACME", "2026-03-10", number="P-1", amount="1500.00", settles=settles)
    book.add(
        "payment.reversed",
        "ACME",
        "2026-03-15",
        number="P-1",
        amount="500.00",
        reopens=[{"document": "I-1", "amount": "500.00"}],
    )
    assert lines(asked("receivables", book.entries, "ACME")) == [
        (2, None, Decimal(10_000), Decimal(10_000)),
        (3, "explicit", Decimal(-1_000), Decimal(9_000)),
        (3, "explicit", Decimal(-500), Decimal(8_500)),
        (4, None, Decimal(500), Decimal(9_000)),
    ]


def test_a_closed_document_is_explained_when_it_is_asked_for() -> None:
    book = acme()
    book.add("payment.received", "ACME", "2026-03-10", number="P-1", amount="10000.00")
    assert lines(asked("receivables", book.entries, "ACME")) == []
    assert [line.total for line in asked("receivables", book.entries, "ACME", document="I-1").lines] == [
        Decimal(10_000), Decimal(0),
    ]  # fmt: skip
    paid = asked("receivables", book.entries, "ACME", document="P-1")
    assert lines(paid) == [
        (3, None, Decimal(-10_000), Decimal(-10_000)),
        (2, "derived", Decimal(10_000), Decimal(0)),
    ]


def test_an_invoice_that_bills_orders_is_explained_by_them() -> None:
    goods = [{"product": "A", "quantity": "2", "unit_price": "5.00"}]
    book = Book().client("ACME")
    book.add("client.terms_agreed", "ACME", "2026-01-01", payment_days=30, billing="order")
    book.add("order.placed", "ACME", "2026-03-01", number="SO-1", lines=goods)
    book.add("invoice.issued", "ACME", "2026-03-02", number="I-1", amount="10.00", orders=["SO-1"])
    assert [line.entry.kind for line in asked("receivables", book.entries, "ACME", document="I-1").lines] == [
        "order.placed"
    ]


def test_a_corrected_entry_is_named_with_its_correction() -> None:
    book = acme().correct(2, {"number": "I-1", "amount": "9000.00", "currency": "EUR"})
    (line,) = asked("receivables", book.entries, "ACME").lines
    assert (line.contribution.position, line.corrected_by, line.total) == (2, 3, Decimal(9_000))
    (before,) = asked("receivables", book.entries, "ACME", position=2).lines
    assert (before.corrected_by, before.total) == (None, Decimal(10_000))


ORDER = {"lines": [{"product": "A", "quantity": "10", "unit_price": "10.00"}]}


def test_an_order_that_was_cancelled_counts_and_is_taken_away_again() -> None:
    book = Book().client("ACME")
    book.add("order.placed", "ACME", "2026-03-01", number="SO-1", **ORDER)
    book.add("order.placed", "ACME", "2026-03-02", number="SO-2", **ORDER)
    book.add("order.cancelled", "ACME", "2026-03-03", number="SO-2", by="us")
    loyal = asked("loyalty", book.entries, "ACME", date(2026, 3, 11))
    assert [
        (line.contribution.figure, line.contribution.position, line.contribution.amount)
        for line in loyal.lines
    ] == [
        ("recency_days", 2, Decimal(10)),
        ("frequency", 2, Decimal(1)),
        ("frequency", 3, Decimal(1)),
        ("frequency", 4, Decimal(-1)),
        ("monetary", 2, Decimal(100)),
        ("monetary", 3, Decimal(100)),
        ("monetary", 4, Decimal(-100)),
    ]
    well = asked("health", book.entries, "ACME", date(2026, 3, 11))
    first, second, taken = [line.contribution.amount for line in well.lines]
    assert first > 0
    assert abs(second + taken) <= Decimal("0.05")  # what rounding to the score's decimal leaves


@pytest.mark.parametrize(("asked_for", "hint"), [("I-2", "did you mean 'I-1'?"), ("zzz", "known: I-1")])
def test_an_unknown_document_is_an_error_that_names_what_is_near(asked_for: str, hint: str) -> None:
    with pytest.raises(UnknownDocument, match=asked_for) as unknown:
        asked("receivables", acme().entries, "ACME", document=asked_for)
    assert hint in str(unknown.value)


def test_an_unknown_view_is_an_error() -> None:
    with pytest.raises(UnknownView):
        asked("wealth", acme().entries, "ACME")


def test_before_anything_happened_there_is_nothing_to_explain() -> None:
    for name in names_with_rows():
        assert asked(name, acme().entries, "ACME", date(1999, 1, 1)).lines == []


def test_the_json_has_amounts_as_text_and_says_what_it_depends_on() -> None:
    said: Mapping[str, Any] = asked("receivables", acme().entries, "ACME", date(2026, 4, 15)).as_json()
    (only,) = said["contributions"]
    assert said["figures"] == [{"figure": "balance", "currency": "EUR", "value": "10000.00"}]
    assert only == {
        "client": "ACME", "figure": "balance", "currency": "EUR", "of": "I-1", "instalment": None, "what": "invoice",
        "document": "I-1", "how": None, "said_by": None, "amount": "10000.00", "total": "10000.00",
        "entry": 2, "on": "2026-03-01", "kind": "invoice.issued", "corrected_by": None,
    }  # fmt: skip


def test_what_explains_money_is_written_to_the_cent() -> None:
    book = Book().client("ACME", currency="EUR")
    book.add("invoice.issued", "ACME", "2026-03-05", number="1", amount="50", due="2026-04-04")
    book.add("payment.received", "ACME", "2026-03-10", number="P", amount="7.5")
    said = asked("receivables", book.entries, "ACME", END)
    assert [(str(row["amount"]), str(row["total"])) for row in said.table()] == [
        ("50.00", "50.00"),
        ("-7.50", "42.50"),
    ]
