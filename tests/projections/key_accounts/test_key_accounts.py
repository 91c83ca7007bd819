"""Key accounts: what counts as revenue and margin, who is one, and the entries behind a share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from projections import ANY, DEFAULT, Answer, Filter, Policy, answer
from projections.framework.answering import ask_all
from projections.framework.declare import NoPeriod
from projections.history import Horizon
from projections.key_accounts.client_sales import REVENUES, Revenue
from projections.key_accounts.rows import KeyAccountRow
from projections.key_accounts.view import VIEW, Over, cautions, over
from projections.policy import KeyAccounts
from tests.helpers.admissible import histories
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.seen import saw, sees

T = date(2026, 6, 30)


def asked(
    entries: Sequence[Entry],
    day: date = T,
    *,
    since: date | None = None,
    revenue: Revenue = "net",
    where: Filter = ANY,
    policy: Policy = DEFAULT,
) -> Answer:
    horizon = Horizon(day, None, 10**9)
    ((found,),) = ask_all([over(Over(since, revenue))], entries, horizon, (policy,), where)
    return found


def rows(book: Book, day: date = T, **how: Any) -> dict[str, KeyAccountRow]:
    return {row.client: row for row in asked(book.entries, day, **how).rows}


def line(quantity: str, price: str = "10", cost: str | None = None) -> dict[str, str]:
    costs = {} if cost is None else {"unit_cost": cost}
    return {"product": "X", "quantity": quantity, "unit_price": price, **costs}


def of(row: object, *names: str) -> tuple[object, ...]:
    """Some figures of a row."""
    return tuple(getattr(row, name) for name in names)


def order(book: Book, client: str, number: str, value: str, day: str = "2026-05-01", **fields: str) -> Book:
    lines = [line("1", value, **fields)]
    return book.add("order.placed", client, day, number=number, lines=lines)


def sizes(**values: str) -> Book:
    """Clients with one order each, of a value each."""
    book = Book()
    for client, value in values.items():
        order(book.client(client), client, f"{client}-1", value)
    return book


def test_a_client_that_makes_a_tenth_of_revenue_is_a_key_account() -> None:
    found = rows(sizes(A="80", B="10", C="9.99", D="0.01"))
    assert {code: row.key for code, row in found.items()} == {"A": True, "B": True, "C": False, "D": False}
    assert {code: row.computed for code, row in found.items()} == {
        "A": "key", "B": "key", "C": "standard", "D": "small",
    }  # fmt: skip


def test_rows_come_largest_first_with_their_cumulative_share_and_class() -> None:
    found = asked(sizes(A="10", B="60", C="30").entries).rows
    assert [(row.client, row.rank, row.share, row.cumulative, row.abc) for row in found] == [
        ("B", 1, 60, 60, "A"),
        ("C", 2, 30, 90, "A"),
        ("A", 3, 10, 100, "B"),
    ]


def test_a_person_makes_a_client_a_key_account_until_the_day_that_is_given() -> None:
    book = sizes(A="95", B="5")
    book.add("client.ranked", "B", "2026-05-02", rank="key", reason="the ministry", until="2026-06-30")
    last, after = rows(book)["B"], rows(book, date(2026, 7, 1))["B"]
    assert (last.key, last.computed, last.ranked, last.ranked_for) == (True, "small", "key", "the ministry")
    assert (after.key, after.ranked) == (False, None)


def test_a_persons_lower_rank_stands_beside_the_computed_one() -> None:
    book = sizes(A="95", B="5").add("client.ranked", "A", "2026-05-02", rank="small", reason="leaving")
    row = rows(book)["A"]
    assert of(row, "key", "computed", "ranked") == (True, "key", "small")


def test_what_is_cancelled_or_comes_back_counts_on_its_own_day() -> None:
    book = Book().client("A").add("order.placed", "A", "2026-03-31", number="1", lines=[line("10")])
    book.add(
        "order.cancelled",
        "A",
        "2026-04-01",
        number="1",
        by="client",
        lines=[{"product": "X", "quantity": "2"}],
    )
    book.add("return.received", "A", "2026-04-02", number="R", lines=[line("1", "7")])
    assert rows(book, date(2026, 3, 31))["A"].revenue == 100
    assert rows(book, date(2026, 4, 1))["A"].revenue == 80
    assert rows(book)["A"].revenue == 73
    assert rows(book, since=date(2026, 4, 1))["A"].revenue == -27
    assert rows(book, revenue="ordered")["A"].revenue == 100


def test_a_client_that_took_back_more_than_it_bought_has_no_share_and_no_rank() -> None:
    book = order(sizes(A="60", B="40").client("C"), "C", "1", "50", "2025-01-01")
    book.add("return.received", "C", "2026-05-03", number="R", order="1", lines=[line("1", "50")])
    found = rows(book)
    assert of(found["C"], "revenue", "share", "rank", "abc") == (-50, None, None, None)
    assert found["A"].share == 60
    (total,) = asked(book.entries).totals
    assert of(total, "clients", "revenue", "abc") == (3, 50, {"A": 2, "B": 0, "C": 0})


def test_the_period_is_the_twelve_months_up_to_the_day_and_both_its_ends_count() -> None:
    book = Book().client("A")
    for number, day in enumerate(("2025-06-30", "2025-07-01", "2026-06-30", "2026-07-01"), 1):
        order(book, "A", str(number), "1", day)
    assert rows(book)["A"].revenue == 2
    assert rows(book, since=date(2025, 6, 30))["A"].revenue == 3


def test_invoices_count_less_credits_and_neither_charges_nor_payments() -> None:
    book = Book().client("A").add("invoice.issued", "A", "2026-05-01", number="1", amount="100")
    book.add("credit_note.issued", "A", "2026-05-02", number="2", amount="30", invoice="1")
    book.add("charge.added", "A", "2026-05-03", number="3", what="fee", amount="5", document="1")
    book.add("payment.received", "A", "2026-05-04", number="4", amount="70")
    row = rows(book, revenue="invoiced")["A"]
    assert of(row, "revenue", "margin") == (70, None)
    assert rows(book) == {}


def test_rank_goes_by_margin_where_all_costs_are_known() -> None:
    book = Book().client("A").client("B")
    order(order(book, "A", "1", "100", cost="90"), "B", "2", "50", cost="10")
    found = asked(book.entries).rows
    assert [(row.client, row.by, row.margin, row.margin_share, row.share) for row in found] == [
        ("B", "margin", 40, 80, Decimal("33.3333")),
        ("A", "margin", 10, 20, Decimal("66.6667")),
    ]


def test_one_unknown_cost_ranks_all_of_the_currency_by_revenue() -> None:
    book = Book().client("A").client("B")
    order(order(book, "A", "1", "100", cost="90"), "B", "2", "50")
    found = asked(book.entries).rows
    assert [(row.client, row.by, row.margin, row.margin_share) for row in found] == [
        ("A", "revenue", 10, None),
        ("B", "revenue", None, None),
    ]


def test_goods_that_come_back_give_back_their_cost() -> None:
    book = (
        Book()
        .client("A")
        .add(
            "order.placed", "A", "2026-05-01", number="1", lines=[line("4", "10", "6"), line("4", "10", "8")]
        )
    )
    book.add("return.received", "A", "2026-05-03", number="R1", order="1", lines=[line("2")])
    book.add("return.received", "A", "2026-05-04", number="R2", lines=[line("1")])
    found = asked(book.entries)
    assert of(found.rows[0], "revenue", "margin") == (50, 80 - 56 - (20 - 14) - (10 - 8))
    lines = VIEW.explain(found.holders[0], T, DEFAULT)
    assert [one.amount for one in lines if one.figure == "margin"] == [24, -6, -2]


def test_a_return_of_goods_whose_cost_nobody_knows_leaves_the_margin_unknown() -> None:
    book = order(Book().client("A"), "A", "1", "100", cost="90")
    unknown = {"product": "Y", "quantity": "1", "unit_price": "10"}
    row = rows(book.add("return.received", "A", "2026-05-03", number="R", lines=[unknown]))["A"]
    assert of(row, "revenue", "margin") == (90, None)


@pytest.mark.parametrize(
    ("currency", "price", "lost", "margins"),
    [
        ("EUR", "10", 2 * (10 - 6), {"EUR": 32, "HUF": 16_000}),
        ("HUF", "4000", 2 * (4_000 - 2_400), {"EUR": 40, "HUF": 12_800}),
        ("USD", "11", None, {"EUR": 40, "HUF": 16_000, "USD": None}),  # no order in USD states a cost
        (None, "10", None, {"EUR": None, "HUF": 16_000}),  # nobody knows which of the two it cost
    ],
)
def test_goods_that_come_back_without_an_order_cost_what_they_did_in_their_currency(
    currency: str | None, price: str, lost: int | None, margins: dict[str, int | None]
) -> None:
    """Ten are bought at 10 EUR, costing 6, later ten at 4,000 HUF, costing 2,400; then two come back."""
    book = Book().client("A")
    for number, day, code, at, cost in (("1", "01", "EUR", "10", "6"), ("2", "10", "HUF", "4000", "2400")):
        lines = [line("10", at, cost)]
        book.add("order.placed", "A", f"2026-02-{day}", number=number, currency=code, lines=lines)
    told = {"currency": currency} if currency else {}
    book.add("return.received", "A", "2026-03-01", number="R", lines=[line("2", price)], **told)
    assert {row.currency: row.margin for row in asked(book.entries).rows} == margins
    sold = answer("sales", book.entries, as_of=T, known_at=None, position=10**9).rows
    assert next(row.margin for row in sold if row.what == "returned") == (lost and -lost)


def test_currencies_are_compared_apart() -> None:
    book = Book().client("A").client("B")
    order(book, "A", "1", "10")
    book.add("order.placed", "B", "2026-05-01", number="2", currency="HUF", lines=[line("1", "4000")])
    found = asked(book.entries)
    assert [(row.client, row.currency, row.share) for row in found.rows] == [
        ("A", "EUR", 100),
        ("B", "HUF", 100),
    ]
    assert [total.currency for total in found.totals] == ["EUR", "HUF"]


def test_a_group_of_companies_is_one_key_account() -> None:
    book = Book().client("TOP").client("SUB", parent="TOP").client("OTHER")
    order(order(order(book, "TOP", "1", "6"), "SUB", "2", "6"), "OTHER", "3", "88")
    book.add("client.ranked", "SUB", "2026-05-02", rank="standard", reason="as agreed")
    row = rows(book, where=Filter(group=True))["TOP"]
    assert of(row, "share", "key", "ranked") == (12, True, "standard")
    assert of(row, "group", "group_share") == (None, None)
    book.add("client.ranked", "TOP", "2026-05-01", rank="key", reason="agreed before, and of more weight")
    assert of(rows(book, where=Filter(group=True))["TOP"], "ranked") == ("key",)


def holding(*values: str) -> Book:
    """Companies owned through another by one that buys nothing; one of no group buys the rest of 100."""
    book = Book().client("HOLD").client("MIDDLE", parent="HOLD").client("OTHER")
    for number, value in enumerate(values):
        order(book.client(f"SUB{number}", parent="MIDDLE"), f"SUB{number}", f"S{number}", value)
    return order(book, "OTHER", "3", str(100 - sum(map(int, values))))


def test_a_company_is_a_key_account_by_the_share_of_its_group() -> None:
    found = rows(holding("6", "4"))
    own = [of(found[code], "share", "group", "group_share", "key", "computed") for code in ("SUB0", "SUB1")]
    assert own == [(6, "HOLD", 10, True, "key"), (4, "HOLD", 10, True, "key")]
    assert of(found["OTHER"], "group", "group_share", "key") == (None, None, True)
    assert not any(row.key for code, row in rows(holding("6", "3")).items() if code != "OTHER")
    asked_of_one = rows(holding("6", "4"), where=Filter(clients=("SUB1",)))
    assert of(asked_of_one["SUB1"], "group_share", "key") == (10, True)


def test_a_house_depends_on_a_group_of_companies_as_on_one() -> None:
    (said,) = cautions(asked(holding("15", "14").entries))
    assert said.what.startswith("revenue in EUR depends on OTHER (71.0 %), HOLD (29.0 %): ")


def test_one_client_is_shown_beside_the_shares_of_all() -> None:
    found = asked(sizes(A="60", B="40").entries, where=Filter(clients=("B",)))
    (row,), (total,) = found.rows, found.totals
    assert of(row, "rank", "of", "share") == (2, 2, 40)
    assert of(total, "revenue", "hhi") == (40, None)


def test_a_client_that_bought_nothing_has_a_row_if_it_is_asked_for() -> None:
    found = rows(sizes(A="60").client("B"), where=Filter(clients=("B",)))
    assert of(found["B"], "revenue", "rank", "share") == (0, None, None)


def test_entries_of_one_day_come_in_the_order_in_which_they_were_recorded() -> None:
    book = order(order(Book().client("A"), "A", "1", "60"), "A", "2", "40")
    book.add("order.cancelled", "A", "2026-05-01", number="1", by="us", reason="no stock")
    found = [one.entry for one in asked(book.entries).items]
    assert (len(found), found) == (3, sorted(found))


def test_the_policy_warns_of_a_client_on_whom_the_house_depends() -> None:
    book = sizes(A="80", B="20", C="0.01")
    assert [*map(str, cautions(asked(book.entries)))] == [
        "revenue in EUR depends on A (80.0 %): the policy warns of clients that make 20 % or more"
    ]
    (said,) = cautions(asked(sizes(A="80", B="20").entries))
    assert "A (80.0 %), B (20.0 %)" in said.what
    (said,) = cautions(asked(sizes(A="31.25", B="68.75").entries))
    assert "B (68.8 %), A (31.3 %)" in said.what
    other = replace(DEFAULT, key_accounts=KeyAccounts(dependence=Decimal(90)))
    assert not [*cautions(asked(book.entries, policy=other))]


def described(book: Book, client: str, amount: str, day: str, **more: str) -> Book:
    wallet = {"amount": amount, "currency": "EUR", "source": "the annual report", **more}
    return book.add("client.described", client, day, topic="needs", text="Paper", wallet=wallet)


def test_the_wallet_share_is_of_the_newest_estimate_and_of_twelve_months_whatever_the_period() -> None:
    book = order(order(Book().client("A"), "A", "1", "30", "2025-12-01"), "A", "2", "20")
    described(described(book, "A", "80", "2026-01-01"), "A", "200", "2026-05-01", source="its buyer")
    row = rows(book, since=date(2026, 5, 1))["A"]
    assert of(row, "revenue", "wallet", "wallet_share") == (20, 200, 25)
    assert of(row, "wallet_source", "wallet_on") == ("its buyer", date(2026, 5, 1))
    assert rows(book, date(2026, 4, 30))["A"].wallet == 80


def test_an_estimate_in_another_currency_gives_no_share() -> None:
    row = rows(described(order(Book().client("A"), "A", "1", "30"), "A", "80", "2026-01-01", currency="USD"))
    assert (row["A"].wallet, row["A"].wallet_share) == (None, None)


def test_the_wallet_of_a_group_is_compared_with_what_its_estimated_companies_bought() -> None:
    book = Book().client("TOP").client("SUB", parent="TOP")
    order(order(book, "TOP", "1", "50"), "SUB", "2", "10")
    row = rows(described(book, "SUB", "40", "2026-01-01"), where=Filter(group=True))["TOP"]
    assert of(row, "revenue", "wallet", "wallet_share") == (60, 40, 25)


@sees(12)
@tries(25, 100)
@given(entries=histories(), count=st.integers(0, 75))
def test_the_entries_behind_a_row_sum_to_its_figures(entries: list[Entry], count: int) -> None:
    day = date(2026, 2, 25) + timedelta(days=count)
    for revenue in REVENUES:
        found, view = asked(entries, day, revenue=revenue), over(Over(None, revenue))
        for row in found.rows:
            saw()
            (holder,) = found.holders
            lines = [one for one in view.explain(holder, day, DEFAULT) if one.currency == row.currency]
            behind = [one for one in found.items if one.currency == row.currency]
            assert sum(one.amount for one in lines if one.figure == "revenue") == row.revenue
            assert sum(one.amount for one in lines if one.figure == "margin") == (row.margin or 0)
            assert sum(one.revenue for one in behind) == row.revenue


def test_the_framework_asks_about_a_period_too() -> None:
    book = sizes(A="60", B="40")
    since = date(2026, 5, 2)
    found = answer("key-accounts", book.entries, as_of=T, known_at=None, position=99, start=since)
    assert (found.rows, found.more) == (
        asked(book.entries, since=since).rows,
        {"period": {"start": since, "end": T}},
    )
    with pytest.raises(NoPeriod, match="health is about a day, not about a period; ask for the day"):
        answer("health", book.entries, as_of=T, known_at=None, position=99, start=since)
