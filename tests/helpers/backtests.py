"""Houses whose clients stay or leave, and back-tests of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from projections import DEFAULT, Filter
from projections.backtest.ranking import (
    WITHOUT,
)
from projections.backtest.result import Asked, Backtest, backtested
from projections.backtest.sample import Case
from projections.framework.filters import ANY
from projections.history import Horizon, remembered
from projections.policy import Policy
from tests.helpers.entries import Book

FIRST = date(2025, 1, 1)
LAST = date(2026, 6, 30)
MONTH_END = date(2026, 1, 31)
"""That of the first cases."""
LINES = [{"product": "X", "quantity": "1", "unit_price": "500"}]


def ordering(book: Book, code: str, every: int, until: date, start: date = FIRST) -> Book:
    """A client that orders every so many days up to a day."""
    book.client(code)
    for number in range((until - start).days // every + 1):
        day = start + timedelta(days=every * number)
        book.add("order.placed", code, day.isoformat(), number=f"{code}-{number}", lines=LINES)
    return book


def shrinking(kept: int, lost: int) -> Book:
    """A house of clients that order every month, of which some stop after a year."""
    book = Book()
    for at in range(kept):
        ordering(book, f"KEPT{at:02}", 28 + at % 5, LAST)
    for at in range(lost):
        ordering(book, f"LOST{at:02}", 28 + at % 5, date(2025, 12, 1) + timedelta(days=at))
    return book


def back_tested(book: Book, where: Filter = ANY, policy: Policy = DEFAULT, **asked: Any) -> Backtest:
    said = {"most": 12, "as_known_then": False, "seed": 1, **asked}
    horizon = Horizon(date(2030, 1, 1), None, len(book.entries))
    return backtested(remembered(book.entries), horizon, policy, where, asked=Asked(**said))


def case(client: str, score: float, *, lost: bool, month: int = 0, value: float = 1) -> Case:
    on = MONTH_END + timedelta(days=31 * month)
    same = dict.fromkeys(WITHOUT, score)
    return Case(client, on, score, same, {}, {}, None, int(100 - score), 0, value, None, lost)


def heard(kept: int = 30, lost: int = 36) -> Book:
    """A house whose clients order at random sizes, and rate us low in the months before they leave."""
    book = Book()
    for at in range(kept + lost):
        code, stays = f"C{at:02}", at < kept
        until = LAST if stays else date(2025, 6, 1) + timedelta(days=8 * (at - kept))
        book.client(code)
        for number in range((until - FIRST).days // 25 + 1):
            day = FIRST + timedelta(days=25 * number + (at * 7 + number * 5) % 20)
            line = {"product": "X", "quantity": "1", "unit_price": str(20 + at * 37 % 400)}
            if day <= until:
                book.add("order.placed", code, day.isoformat(), number=f"{code}-{number}", lines=[line])
        for number in range((until - FIRST).days // 30):
            day = FIRST + timedelta(days=30 * number + 29)
            leaving = not stays and (until - day).days < 60
            score = 1 if leaving else 4 + number % 2
            book.add("feedback.given", code, day.isoformat(), scale="csat", score=score)
    return book
