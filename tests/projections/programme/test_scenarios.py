"""The programme by examples: each is a short history, and what the client has to spend after it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.helpers.entries import Book
from tests.helpers.programmes import (
    PER_UNIT,
    acme,
    granted,
    of,
    ordered,
    paid_in_parts,
    returned,
    row,
)

PER_THOUSAND = "[programme.earn]\norders = [{ points = 1, per = 1000 }]"
TEA = "[programme.earn]\norders = [{ points = 1, per = 10 }, { points = 2, per = 10, group = 'tea*' }]"
PAID = "[programme.earn]\nwhen = 'paid'\norders = [{ points = 1, per = 10 }]"


def points(book: Book, text: str, day: str = "2026-12-31") -> Decimal:
    return row(book, text, day).points


def redeemed(book: Book, day: str, amount: str, number: str, **fields: str) -> Book:
    return book.add("points.redeemed", "ACME", day, number=number, points=amount, **fields)


def test_an_order_earns_a_point_for_each_full_thousand() -> None:
    assert points(ordered(acme(), "2026-01-01", 10_000, "1"), PER_THOUSAND) == 10
    assert points(ordered(acme(), "2026-01-01", 10_999, "1"), PER_THOUSAND) == 10
    nearest = PER_THOUSAND + "\nrounding = 'nearest'"
    assert points(ordered(acme(), "2026-01-01", 10_999, "1"), nearest) == 11


def described(book: Book, day: str, group: str | None, product: str = "X") -> Book:
    return book.add("product.described", None, day, product=product, name="A product", group=group)


def test_goods_of_a_group_earn_more_and_goods_of_no_group_do_not() -> None:
    book = described(
        ordered(ordered(acme(), "2026-01-01", 100, "1"), "2026-01-02", 50, "2", "Y"), "2026-01-05", "teas"
    )
    assert points(book, TEA) == (10 + 20) + 5
    assert points(described(book, "2026-01-05", "cups", "Y"), TEA) == 35
    assert points(described(book, "2026-01-05", "tea", "y"), TEA) == 30 + (5 + 10)


def test_a_product_that_changes_its_group_takes_along_only_later_orders() -> None:
    book = described(described(acme(), "2026-01-05", "cups"), "2026-02-01", "tea")
    for number, day in enumerate(("2026-01-01", "2026-01-31", "2026-02-01"), 1):
        ordered(book, day, 10 * number, str(number))
    assert points(book, TEA) == 1 + 2 + (3 + 6)
    assert points(described(book, "2026-02-01", None), TEA) == 1 + 2 + 3
    assert points(described(book, "2026-01-20", "tea"), TEA) == 1 + (2 + 4) + 3, (
        "the last of 1 February counts"
    )


def two_orders(**fields: str) -> Book:
    book = ordered(ordered(acme(), "2026-01-01", 10_000, "1"), "2026-02-01", 10_000, "2")
    return redeemed(book, "2026-02-01", "10", "D", order="2", **fields)


def test_what_points_pay_of_an_order_earns_none() -> None:
    rules = f"[programme]\npoint_value = 1\n{PER_THOUSAND}"
    assert points(two_orders(), rules, "2026-01-31") == 10
    assert points(two_orders(), rules) == 9
    assert points(two_orders(value="2000"), rules) == 8  # the value that a person states counts
    undone = two_orders().add("points.redemption_cancelled", "ACME", "2026-02-03", number="D")
    assert [points(undone, rules, day) for day in ("2026-02-02", "2026-02-03")] == [9, 20]


def test_a_cancelled_order_loses_what_it_earned_and_gives_back_the_points_that_paid_for_it() -> None:
    rules = f"[programme]\npoint_value = 1\n{PER_THOUSAND}"
    book = two_orders().add("order.cancelled", "ACME", "2026-02-02", number="2", by="client")
    assert points(book, rules) == 10


def test_a_return_takes_back_what_its_goods_had_earned() -> None:
    book = returned(ordered(acme(), "2026-01-01", 20_000, "1"), "2026-02-01", "1", "5", "2000")
    assert points(book, PER_THOUSAND, "2026-01-31") == 20
    assert points(book, PER_THOUSAND) == 10


@pytest.mark.parametrize(
    ("before", "now", "tier"),
    [
        (0, 6_000, "bronze"),
        (0, 15_000, "silver"),
        (0, 25_000, "gold"),
        (4_000, 500, "bronze"),
        (8_000, 3_000, "silver"),
        (18_000, 3_000, "gold"),
        (0, 10_000, "silver"),
    ],
)
def test_reaching_the_boundary_of_a_tier_is_enough(before: int, now: int, tier: str) -> None:
    book = acme()
    for number, (day, amount) in enumerate([("2026-01-01", before), ("2026-02-01", now)]):
        if amount:
            granted(book, day, str(amount), str(number))
    assert row(book, "").tier == tier


def test_the_oldest_points_are_spent_first_and_the_rest_expires() -> None:
    rules = (
        "[programme]\nrewards = [{ reward = 'cup', points = 500 }]\n"
        "[programme.earn]\norders = [{ points = 5, per = 1 }]\n[programme.expiry]\nafter = 90"
    )
    book = redeemed(ordered(acme(), "2026-01-01", 115, "A"), "2026-01-01", "500", "1")
    redeemed(ordered(book, "2026-02-01", 161, "B"), "2026-02-01", "500", "2")
    assert points(book, rules, "2026-01-31") == 75
    assert points(book, rules, "2026-02-01") == 380
    assert points(book, rules, "2026-05-02") == 380  # the 90th day after the second order
    assert points(book, rules, "2026-05-03") == 0


def test_a_discount_earns_nothing() -> None:
    book = ordered(acme(), "2026-01-01", 100, "1", discount="10")
    assert points(book, PER_UNIT) == 90


def test_points_earned_by_one_order_pay_for_one_of_another_kind() -> None:
    book = ordered(acme(), "2026-01-01", 106, "1")
    ordered(book, "2026-02-01", 50, "2", product="SERVICE")
    goods = "[programme.earn]\norders = [{ points = 1, per = 1, products = 'X*' }]"
    assert points(book, goods) == 106
    assert points(redeemed(book, "2026-02-01", "50", "D", order="2"), goods) == 56


@pytest.mark.parametrize("value", [{}, {"value": "10000"}], ids=["no value", "10,000 HUF"])
@pytest.mark.parametrize(
    ("currency", "price", "worth"),
    [
        ("EUR", 100, 100 - 25),  # a point is worth 1 EUR, and 25 of them pay for 25 of 100 EUR
        ("HUF", 40_000, 100 - 25),  # or 400 HUF, and they pay for 10,000 of 40,000 HUF
        ("USD", 100, 100),  # or nothing that the policy knows
    ],
)
def test_points_pay_of_an_order_in_another_currency_what_the_policy_says(
    currency: str, price: int, worth: int, value: dict[str, str]
) -> None:
    """Each EUR, USD and 400 HUF of an order earns a point; a redemption states HUF, as the client has."""
    rules = (
        "[programme]\npoint_value = { EUR = 1, HUF = 400 }\n"
        "[programme.earn]\norders = [{ points = 1, per = { EUR = 1, USD = 1, HUF = 400 } }]"
    )
    book = granted(Book().client("ACME", currency="HUF"), "2026-01-03", "25", "G")
    lines = [{"product": "X", "quantity": "1", "unit_price": f"{price}"}]
    book.add("order.placed", "ACME", "2026-02-01", number="1", currency=currency, lines=lines)
    book.add("points.redeemed", "ACME", "2026-02-01", number="D", points="25", order="1", **value)
    assert points(book, rules) == worth


def test_a_value_that_is_stated_counts_of_an_order_in_the_currency_of_the_client() -> None:
    book = granted(acme(), "2026-01-03", "25", "G")
    ordered(book, "2026-02-01", 100, "1")
    book.add("points.redeemed", "ACME", "2026-02-01", number="D", points="25", order="1", value="40")
    assert points(book, f"[programme]\npoint_value = 1\n{PER_UNIT}") == 60


def test_a_return_of_spent_points_leaves_a_debt_that_the_next_ones_pay() -> None:
    book = redeemed(ordered(acme(), "2026-01-01", 10, "1"), "2026-01-02", "10", "D")
    returned(book, "2026-01-03", "1", "10")
    assert points(book, PER_UNIT) == -10
    assert points(ordered(book, "2026-01-04", 15, "2"), PER_UNIT) == 5


def invoiced() -> Book:
    book = ordered(acme(), "2026-01-01", 1_000, "1")
    return book.add("invoice.issued", "ACME", "2026-01-02", number="I", amount="1000", orders=["1"])


def test_points_wait_until_the_invoice_of_their_order_is_paid_and_are_released_in_proportion() -> None:
    book = invoiced()
    before = row(book, PAID)
    assert of(before, "points", "pending", "qualifying") == [0, 100, 0]
    settles = [{"document": "I", "amount": "500"}]
    book.add("payment.received", "ACME", "2026-02-01", number="P", amount="500", settles=settles)
    half = row(book, PAID)
    assert of(half, "points", "pending", "qualifying") == [50, 50, 50]
    book.add("debt.written_off", "ACME", "2026-03-01", number="W", document="I", amount="500")
    lost = row(book, PAID)
    assert of(lost) == [50, 0]


def test_a_bounced_payment_takes_back_what_it_had_released() -> None:
    book = invoiced()
    settles = [{"document": "I", "amount": "1000"}]
    book.add("payment.received", "ACME", "2026-02-01", number="P", amount="1000", settles=settles)
    reopens = [{"document": "I", "amount": "1000"}]
    redeemed(book, "2026-02-02", "60", "D")
    book.add("payment.reversed", "ACME", "2026-02-03", number="P", amount="1000", reopens=reopens)
    assert points(book, PAID, "2026-02-02") == 40
    bounced = row(book, PAID)
    assert of(bounced) == [-60, 100]


def test_a_return_of_goods_that_were_never_paid_takes_back_pending_points() -> None:
    book = returned(invoiced(), "2026-01-05", "1", "5", "100")
    found = row(book, PAID)
    assert of(found) == [0, 50]


@pytest.mark.parametrize(("year", "last"), [("2026", "02-28"), ("2028", "02-29")])
def test_points_expire_at_the_end_of_the_month(year: str, last: str) -> None:
    rules = "[programme.expiry]\nafter = 1\nunit = 'months'\nuntil = 'end of month'"
    book = granted(granted(acme(), f"{year}-01-31", "5", "1"), f"{year}-01-10", "7", "2")
    assert points(book, rules, f"{year}-{last}") == 12
    assert points(book, rules, f"{year}-03-01") == 0


@pytest.mark.parametrize("day", ["2026-01-10", "2026-02-10", "2025-12-01", "2025-12-31"])
def test_points_expire_at_the_end_of_the_quarter(day: str) -> None:
    rules = "[programme.expiry]\nafter = 1\nunit = 'months'\nuntil = 'end of quarter'"
    book = granted(acme(), day, "7", "1")
    assert [points(book, rules, day) for day in ("2026-03-31", "2026-04-01")] == [7, 0]


def given_back(grace: int = 0) -> tuple[Book, str]:
    rules = f"[programme.expiry]\nafter = 30\ngrace_days = {grace}"
    book = redeemed(granted(acme(), "2026-01-01", "10", "G"), "2026-01-10", "4", "D")
    return book.add("points.redemption_cancelled", "ACME", "2026-03-01", number="D"), rules


def test_points_given_back_after_their_last_day_come_back_expired() -> None:
    book, rules = given_back()
    assert points(book, rules, "2026-03-01") == 0
    assert row(book, rules, "2026-03-01").qualifying == 10


def test_points_given_back_after_their_last_day_are_good_for_the_days_of_grace() -> None:
    book, rules = given_back(grace=5)
    assert points(book, rules, "2026-03-06") == 4
    assert points(book, rules, "2026-03-07") == 0


def test_points_given_back_before_their_last_day_return_to_their_very_lot() -> None:
    book = redeemed(granted(acme(), "2026-01-01", "10", "G"), "2026-01-10", "4", "D")
    book.add("points.redemption_cancelled", "ACME", "2026-01-20", number="D")
    for grace in (0, 60):
        rules = f"[programme.expiry]\nafter = 30\ngrace_days = {grace}"
        assert [points(book, rules, day) for day in ("2026-01-31", "2026-02-01")] == [10, 0]


def test_points_with_days_of_grace_are_spent_after_those_that_expire_before_them() -> None:
    book, rules = given_back(grace=50)  # 4 of 1 January are good until 20 April
    granted(book, "2026-03-05", "10", "later")  # good until 4 April
    redeemed(book, "2026-03-06", "10", "E")
    assert [points(book, rules, day) for day in ("2026-03-06", "2026-04-05", "2026-04-21")] == [4, 4, 0]


def test_a_return_takes_what_expired_already_from_no_other_lot() -> None:
    rules = f"{PER_UNIT}\n[programme.expiry]\nafter = 30"
    book = ordered(ordered(acme(), "2026-01-01", 50, "1"), "2026-02-10", 20, "2")
    assert points(book, rules, "2026-02-10") == 20
    assert points(returned(book, "2026-02-12", "1", "10", "5"), rules, "2026-02-12") == 20


@pytest.mark.parametrize("earlier", ["2026-01-10", "2026-01-05", "2025-12-31"])
def test_a_redemption_whose_cancellation_is_dated_before_it_counts_on_no_day(earlier: str) -> None:
    book = redeemed(granted(acme(), "2026-01-01", "10", "G"), "2026-01-10", "4", "D")
    book.add("points.redemption_cancelled", "ACME", earlier, number="D")
    days = ("2026-01-01", "2026-01-09", "2026-01-10", "2026-12-31")
    assert [points(book, "", day) for day in days] == [10, 10, 10, 10]


def test_on_the_last_of_all_days_points_that_wait_for_ever_still_wait() -> None:
    book = granted(invoiced(), "2026-01-01", "7", "G")
    found = row(book, PAID, "9999-12-31")
    assert of(found, "points", "pending", "qualifying") == [7, 100, 7]


def test_points_are_pending_for_some_days_and_count_for_no_tier_until_then() -> None:
    rules = PER_UNIT + "\npending_days = 14"
    book = ordered(acme(), "2026-01-01", 50, "1")
    before, after = row(book, rules, "2026-01-14"), row(book, rules, "2026-01-15")
    assert of(before, "points", "pending", "qualifying") == [0, 50, 0]
    assert of(after, "points", "pending", "qualifying") == [50, 0, 50]


def test_goods_that_come_back_while_their_points_are_pending_take_those() -> None:
    rules = PER_UNIT + "\npending_days = 14"
    book = returned(ordered(acme(), "2026-01-01", 50, "1"), "2026-01-05", "1", "5", "5")
    assert row(book, rules, "2026-01-05").pending == 25
    assert points(book, rules) == 25


def test_a_return_takes_pending_points_first_and_the_rest_on_its_own_day() -> None:
    rules = PER_UNIT + "\nwhen = 'paid'\npending_days = 30"
    days = ("2026-02-04", "2026-02-05", "2026-03-03", "2026-12-31")
    found = [of(row(paid_in_parts(), rules, day), "points", "pending", "qualifying") for day in days]
    assert found == [[900, 100, 900], [500, 0, 500], [500, 0, 500], [500, 0, 500]]


def test_a_return_takes_the_newest_points_of_its_order_first() -> None:
    rules = f"{PER_UNIT}\nwhen = 'paid'\n[programme.expiry]\nafter = 40"  # 900 expire after 12 February
    days = ("2026-02-04", "2026-02-05", "2026-02-12", "2026-02-13")
    assert [points(paid_in_parts(), rules, day) for day in days] == [1_000, 500, 500, 0]


def test_an_event_earns_points_by_its_kind() -> None:
    rules = "[programme.earn]\nevents = [{ event = 'referral.made', points = 30 }]"
    book = acme().add("referral.made", "ACME", "2026-01-05", referred="Beta")
    book.add("training.held", "ACME", "2026-01-06", topic="screws")
    assert points(book, rules) == 30
    later = rules + "\npending_days = 14"
    assert [of(row(book, later, day)) for day in ("2026-01-18", "2026-01-19")] == [[0, 30], [30, 0]]


def test_points_that_expire_within_thirty_days_are_named() -> None:
    rules = "[programme.expiry]\nafter = 90"
    book = granted(granted(acme(), "2026-01-01", "7", "1"), "2026-02-01", "5", "2")
    assert row(book, rules, "2026-03-01").expiring == 0
    assert row(book, rules, "2026-03-02").expiring == 7


def test_redeeming_never_changes_what_qualifies() -> None:
    book = granted(acme(), "2026-01-01", "10000", "1")
    before = row(book, "")
    after = row(redeemed(book, "2026-01-02", "9000", "D"), "")
    assert [of(one, "qualifying", "tier") for one in (before, after)] == [[10_000, "silver"]] * 2
