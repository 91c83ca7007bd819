"""Loyalty programmes of a few lines, and what clients have under them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from projections import Answer, Filter, answer
from projections.loyalty import LoyaltyRow
from projections.policy import Policy, read
from tests.helpers.entries import Book

PER_UNIT = "[programme.earn]\norders = [{ points = 1, per = 1 }]"


def policy(text: str) -> Policy:
    found = read(f"version = 'test'\n{text}")
    assert not found.faults
    return found.policy


def loyalty(book: Book, text: str, day: date, where: Filter = Filter()) -> Answer:  # noqa: B008 - frozen
    """The answer of loyalty under a policy."""
    return answer(
        "loyalty", book.entries, as_of=day, known_at=None, position=10**9, policy=policy(text), where=where
    )


def ordered(book: Book, day: str, value: int, number: str, product: str = "X", **fields: str) -> Book:
    lines = [{"product": product, "quantity": "10", "unit_price": str(Decimal(value) / 10), **fields}]
    return book.add("order.placed", "ACME", day, number=number, lines=lines)


def acme() -> Book:
    return Book().client("ACME")


def granted(book: Book, day: str, amount: str, number: str) -> Book:
    return book.add("points.granted", "ACME", day, number=number, points=amount)


def row(book: Book, text: str, day: str = "2026-12-31") -> LoyaltyRow:
    (found,) = loyalty(book, text, date.fromisoformat(day)).rows
    assert isinstance(found, LoyaltyRow)
    return found


def of(one: LoyaltyRow, *figures: str) -> list[object]:
    return [getattr(one, figure) for figure in figures or ("points", "pending")]


def returned(book: Book, day: str, order: str, quantity: str, price: str = "1") -> Book:
    lines = [{"product": "X", "quantity": quantity, "unit_price": price}]
    return book.add("return.received", "ACME", day, number=f"R-{order}", order=order, lines=lines)


def paid_in_parts() -> Book:
    """An order of which most is paid at once and a tenth later; then half of its goods come back."""
    book = ordered(acme(), "2026-01-01", 1_000, "1")
    book.add("invoice.issued", "ACME", "2026-01-02", number="I", amount="1000", orders=["1"])
    for day, amount in (("2026-01-03", "900"), ("2026-02-01", "100")):
        settles = [{"document": "I", "amount": amount}]
        book.add("payment.received", "ACME", day, number=day, amount=amount, settles=settles)
    return returned(book, "2026-02-05", "1", "5", "100")
