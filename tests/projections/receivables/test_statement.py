"""Statements of account: what stands in them, and the law that opening + debits - credits = closing."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections import DEFAULT, Filter, UnknownChoice, answer
from projections.history import Horizon, remembered
from projections.receivables.statement import COLUMNS, Section, StatementOfAccount, statement
from tests.helpers.depth import tries
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import CLIENTS, FIRST, facts, ledger

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
LINE = {"product": "X", "quantity": "10", "unit_price": "10"}


def stated(
    book: Book, period: tuple[date, date] = MARCH, client: str = "ACME", **more: Any
) -> StatementOfAccount:
    horizon = Horizon(period[1], more.pop("known_at", None), len(book.entries))
    return statement(
        client,
        remembered(book.entries),
        [],
        start=period[0],
        horizon=horizon,
        drawn=period[1],
        policy=DEFAULT,
        **more,
    )


def only(book: Book, period: tuple[date, date] = MARCH) -> Section:
    (section,) = stated(book, period).sections
    return section


def lines(book: Book, period: tuple[date, date] = MARCH) -> list[tuple[str, str, str, str, str]]:
    """Day, what, number, amount and running balance, as they stand on the paper."""
    return [
        (f"{line.movement.on:%d.%m}", line.movement.what, line.movement.document, str(line.movement.amount),
         str(line.balance))
        for line in only(book, period).lines
    ]  # fmt: skip


def settles(document: str, amount: str) -> list[dict[str, str]]:
    return [{"document": document, "amount": amount}]


def acme(**terms: str) -> Book:
    book = Book().client("ACME")
    return book.add("client.terms_agreed", "ACME", "2000-01-01", payment_days=10, **terms) if terms else book


def trading() -> Book:
    book = acme().add("invoice.issued", "ACME", "2026-02-10", number="1", amount="100.00", due="2026-03-12")
    book.add("invoice.issued", "ACME", "2026-03-05", number="2", amount="50.00", due="2026-04-04")
    book.add(
        "payment.received", "ACME", "2026-03-10", number="P", amount="80.00", settles=settles("1", "80.00")
    )
    book.add("credit_note.issued", "ACME", "2026-03-12", number="C", amount="5.00", invoice="2")
    book.add("charge.added", "ACME", "2026-03-20", number="F", what="fee", amount="2.00", document="1")
    return book.add("payment.reversed", "ACME", "2026-03-25", number="P", amount="10.00")


def test_a_statement_tells_what_happened_between_two_balances() -> None:
    section = only(trading())
    assert lines(trading()) == [
        ("05.03", "invoice", "2", "50.00", "150.00"),
        ("10.03", "payment", "P", "-80.00", "70.00"),
        ("12.03", "credit note", "C", "-5.00", "65.00"),
        ("20.03", "fee", "F", "2.00", "67.00"),
        ("25.03", "reversal", "P", "10.00", "77.00"),
    ]
    assert [str(sum_) for sum_ in (section.opening, section.debits, section.credits, section.closing)] == [
        "100.00", "62.00", "85.00", "77.00",
    ]  # fmt: skip
    assert [str(part) for part in (section.not_due, section.overdue["1-30"], section.unapplied)] == [
        "45.00", "32.00", "0.00",
    ]  # fmt: skip


def test_a_line_names_its_entry_and_the_documents_that_it_is_about() -> None:
    found = [line.movement for line in only(trading()).lines]
    assert [(one.position, one.refers, one.due) for one in found] == [
        (3, (), date(2026, 4, 4)),
        (4, ("1",), None),
        (5, ("2",), None),
        (6, ("1",), date(2026, 3, 20)),
        (7, (), None),
    ]


def test_each_kind_of_document_has_its_line() -> None:
    book = acme().add("balance.opened", "ACME", "2026-03-01", amount="7.00")
    book.add("invoice.issued", "ACME", "2026-03-02", number="1", amount="100.00")
    book.add("invoice.issued", "ACME", "2026-03-03", number="2", amount="30.00")
    book.add("invoice.cancelled", "ACME", "2026-03-04", number="2")
    book.add("debt.written_off", "ACME", "2026-03-05", number="W", document="1", amount="40.00")
    book.add("debt.recovered", "ACME", "2026-03-06", number="B", document="1", amount="15.00")
    book.add("payment.received", "ACME", "2026-03-07", number="P", amount="90.00")
    book.add("payment.refunded", "ACME", "2026-03-08", number="P", amount="8.00")
    assert lines(book) == [
        ("01.03", "opening", "opening", "7.00", "7.00"),
        ("02.03", "invoice", "1", "100.00", "107.00"),
        ("03.03", "invoice", "2", "30.00", "137.00"),
        ("04.03", "cancellation", "2", "-30.00", "107.00"),
        ("05.03", "write-off", "W", "-40.00", "67.00"),
        ("06.03", "recovery", "B", "15.00", "82.00"),
        ("07.03", "payment", "P", "-90.00", "-8.00"),
        ("08.03", "refund", "P", "8.00", "0.00"),
    ]


def test_a_settlement_moves_no_balance_whenever_a_clerk_makes_it() -> None:
    book = trading()
    before = stated(book).sections
    book.add("payment.received", "ACME", "2026-02-27", number="Q", amount="9.00")
    paid = lines(book)
    book.add("settlement.made", "ACME", "2026-03-30", source="Q", target="2", amount="9.00", on="2026-03-28")
    assert lines(book) == paid
    assert before[0].opening - 9 == only(book).opening


def test_orders_and_their_cancellations_and_returns_count_where_orders_are_billed() -> None:
    book = acme(billing="order").add("order.placed", "ACME", "2026-03-02", number="O", lines=[LINE])
    book.add("invoice.issued", "ACME", "2026-03-03", number="I", lines=[LINE], orders=["O"])
    book.add(
        "order.cancelled",
        "ACME",
        "2026-03-04",
        number="O",
        by="us",
        lines=[{"product": "X", "quantity": "3"}],
    )
    book.add("return.received", "ACME", "2026-03-05", number="R", order="O", lines=[LINE | {"quantity": "2"}])
    assert lines(book) == [
        ("02.03", "order", "O", "100.00", "100.00"),
        ("04.03", "order cancellation", "O", "-30.00", "70.00"),
        ("05.03", "return", "R", "-20.00", "50.00"),
    ]
    assert only(book).lines[0].movement.refers == ("I",)


def test_a_return_counts_from_the_day_its_order_is_owed() -> None:
    book = acme(billing="delivery").add("order.placed", "ACME", "2026-02-02", number="O", lines=[LINE])
    book.add("return.received", "ACME", "2026-02-20", number="R", order="O", lines=[LINE | {"quantity": "2"}])
    book.add("order.delivered", "ACME", "2026-03-05", number="O")
    assert [line[:4] for line in lines(book)] == [
        ("05.03", "delivery", "O", "100.00"),
        ("05.03", "return", "R", "-20.00"),
    ]
    assert only(book).opening == 0


def test_an_invoice_gives_way_when_the_orders_it_bills_come_to_be_owed_themselves() -> None:
    book = acme(billing="order").add(
        "invoice.issued", "ACME", "2026-03-02", number="I", lines=[LINE], orders=["O"]
    )
    book.add("order.placed", "ACME", "2026-03-04", number="O", lines=[LINE])
    assert [line[1:4] for line in lines(book)] == [
        ("invoice", "I", "100.00"),
        ("order", "O", "100.00"),
        ("replaced", "I", "-100.00"),
    ]


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-06"])
def test_an_order_that_names_its_invoice_is_told_as_one_that_its_invoice_names(day: str) -> None:
    def book(invoice: str | None, orders: list[str]) -> Book:
        told = acme(billing="order").add(
            "invoice.issued", "ACME", day, number="I", lines=[LINE], orders=orders
        )
        return told.add("order.placed", "ACME", "2026-03-04", number="O", lines=[LINE], invoice=invoice)

    assert only(book("I", [])) == only(book(None, ["O"]))
    assert only(book("I", [])).closing == 100


def test_each_currency_has_its_own_balances() -> None:
    book = trading().add("invoice.issued", "ACME", "2026-03-05", number="J", amount="7000", currency="JPY")
    assert [(section.currency, str(section.closing)) for section in stated(book).sections] == [
        ("EUR", "77.00"),
        ("JPY", "7000"),
    ]


def test_a_client_with_nothing_to_tell_has_zeros_in_its_own_currency() -> None:
    section = only(acme())
    assert (section.currency, str(section.opening), section.lines, str(section.closing)) == (
        "EUR",
        "0.00",
        [],
        "0.00",
    )


def test_unapplied_and_disputed_money_stand_apart_and_change_no_balance() -> None:
    book = trading().add("payment.received", "ACME", "2026-03-27", number="Q", amount="200.00")
    assert [str(only(book).unapplied), str(only(book).closing)] == ["123.00", "-123.00"]
    book = trading().add(
        "dispute.opened", "ACME", "2026-03-26", number="D", document="2", amount="20.00", reason="r"
    )
    assert [str(only(book).disputed), str(only(book).closing)] == ["20.00", "77.00"]
    book.add("credit_note.issued", "ACME", "2026-03-27", number="N", amount="40.00", invoice="2")
    assert only(book).disputed == 5
    book.add("dispute.resolved", "ACME", "2026-03-28", number="D", outcome="settled")
    assert only(book).disputed == 0


def test_what_was_corrected_later_is_told_as_it_was_known() -> None:
    book = trading()
    known = book.entries[-1].recorded_at
    replacement = {"number": "2", "amount": "60.00", "currency": "EUR", "due": "2026-04-04"}
    book.correct(3, replacement)
    assert only(book).closing == 87
    assert stated(book, known_at=known).sections[0].closing == 77


def test_a_group_is_stated_with_all_its_companies() -> None:
    book = trading().client("SUB", parent="ACME").client("FAR")
    book.add("invoice.issued", "SUB", "2026-03-07", number="1", amount="9.00")
    book.add("invoice.issued", "FAR", "2026-03-07", number="1", amount="500.00")
    said = stated(book, group=True)
    assert [code for code, _ in said.companies] == ["ACME", "SUB"]
    assert [line.movement.client for line in said.sections[0].lines][:3] == ["ACME", "SUB", "ACME"]
    assert said.sections[0].closing == 86
    assert stated(book, client="SUB", group=True).client == "ACME"
    with pytest.raises(UnknownChoice):
        stated(book, client="NOBODY", group=True)


def test_json_is_text_for_money_and_csv_stands_between_the_two_balances() -> None:
    said = stated(trading())
    (euros,) = said.as_json()["currencies"]
    assert (euros["opening"], euros["closing"], euros["overdue"]["1-30"]) == ("100.00", "77.00", "32.00")
    assert euros["lines"][1]["refers"] == ["1"]
    assert (euros["lines"][1]["credit"], euros["lines"][1]["debit"], euros["lines"][1]["on"]) == (
        "80.00", None, "2026-03-10",
    )  # fmt: skip
    rows = said.table()
    assert [rows[0]["what"], rows[-1]["what"]] == ["opening balance", "closing balance"]
    assert all(tuple(row) == COLUMNS for row in rows)
    assert sum(row["debit"] or 0 for row in rows[:-1]) == rows[-1]["debit"]


days = st.integers(-2, 75).map(lambda offset: FIRST.date() + timedelta(days=offset))


def balances(book: Book, day: date, where: Filter) -> dict[str, Decimal]:
    said = answer(
        "receivables",
        book.entries,
        as_of=day,
        known_at=None,
        position=len(book.entries),
        policy=DEFAULT,
        where=where,
    )
    return {row.currency: row.balance for row in said.rows if row.balance}


@tries(25, 100)
@given(said=facts(), first=days, last=days, client=st.sampled_from(CLIENTS), group=st.booleans())
def test_opening_and_what_happened_is_closing_and_both_are_the_balances_of_their_days(
    said: list[Fact], first: date, last: date, client: str, *, group: bool
) -> None:
    book = ledger(said)
    start, end = min(first, last), max(first, last)
    where = Filter(clients=(client,), group=group)
    sections = stated(book, (start, end), client, group=group).sections
    for section in sections:
        assert section.opening + section.debits - section.credits == section.closing
        overdue = sum(section.overdue.values())
        assert section.not_due + overdue - section.unapplied == section.closing
        ends = {line.movement.on: line.balance for line in section.lines}
        for day, balance in ends.items():
            assert balances(book, day, where).get(section.currency, 0) == balance
    assert {one.currency: one.closing for one in sections if one.closing} == balances(book, end, where)
    before = balances(book, start - timedelta(days=1), where)
    assert {one.currency: one.opening for one in sections if one.opening} == before


def test_a_statement_takes_steps_in_proportion_to_its_length() -> None:
    """Twice the documents take about twice the steps, not four times."""

    def steps(documents: int) -> int:
        book = acme()
        for number in range(documents):
            day = (MARCH[0] + timedelta(days=number % 31)).isoformat()
            book.add("invoice.issued", "ACME", day, number=f"I{number}", amount="3.00")
            book.add(
                "credit_note.issued", "ACME", day, number=f"C{number}", amount="1.00", invoice=f"I{number}"
            )
            book.add(
                "payment.received",
                "ACME",
                day,
                number=f"P{number}",
                amount="2.00",
                settles=settles(f"I{number}", "2.00"),
            )
        count = 0

        def called(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(called)
        try:
            stated(book)
        finally:
            sys.setprofile(None)
        return count

    assert steps(400) < 3 * steps(200)


def test_every_amount_is_written_to_the_smallest_unit_of_its_currency() -> None:
    book = acme().add("invoice.issued", "ACME", "2026-03-05", number="1", amount="50", due="2026-04-04")
    book.add("payment.received", "ACME", "2026-03-10", number="P", amount="7.5")
    written = [(row["debit"], row["credit"], row["balance"]) for row in stated(book).table()[1:-1]]
    assert [tuple(map(str, row)) for row in written] == [
        ("50.00", "None", "50.00"),
        ("None", "7.50", "42.50"),
    ]
