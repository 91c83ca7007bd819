"""Companies of a group spend their points together, if the policy says so."""

from __future__ import annotations

from datetime import date

from projections import Filter
from projections.loyalty import LoyaltyRow
from tests.helpers.entries import Book
from tests.helpers.programmes import loyalty

POOLED = "[programme]\npooling = 'group'\n"


def pool() -> Book:
    """A company that earned 60 points and one that it owns, which earned 50 a month later."""
    book = Book().client("A").client("B", parent="A")
    book.add("points.granted", "A", "2026-01-01", number="1", points="60")
    return book.add("points.granted", "B", "2026-02-01", number="2", points="50")


def spent(book: Book, client: str, day: str, points: str) -> Book:
    return book.add("points.redeemed", client, day, number=f"R-{client}-{day}", points=points)


def left(book: Book, day: str, rules: str = POOLED, where: Filter = Filter()) -> dict[str, tuple[int, ...]]:  # noqa: B008 - frozen
    """What is left of each company's lots, and what its group can spend."""
    found = loyalty(book, rules, date.fromisoformat(day), where)
    rows = [row for row in found.rows if isinstance(row, LoyaltyRow)]
    return {row.client: (int(row.points), *([] if row.pool is None else [int(row.pool)])) for row in rows}


def test_either_company_spends_all_points_of_the_group_the_oldest_first() -> None:
    assert left(pool(), "2026-03-01") == {"A": (60, 110), "B": (50, 110)}
    assert left(spent(pool(), "B", "2026-03-01", "70"), "2026-03-01") == {"A": (0, 40), "B": (40, 40)}
    assert left(spent(pool(), "A", "2026-03-01", "110"), "2026-03-01") == {"A": (0, 0), "B": (0, 0)}


def test_without_pooling_each_company_spends_its_own() -> None:
    assert left(spent(pool(), "B", "2026-03-01", "20"), "2026-03-01", "") == {"A": (60,), "B": (30,)}


def test_a_group_as_one_has_what_it_can_spend() -> None:
    book = spent(pool(), "B", "2026-03-01", "70")
    assert left(book, "2026-03-01", where=Filter(group=True)) == {"A": (40, 40)}


def test_the_companies_of_a_group_count_whichever_are_shown() -> None:
    book = spent(pool(), "B", "2026-03-01", "70")
    book.add("client.reassigned", "A", "2026-03-01", manager="anna")
    assert left(book, "2026-03-01", where=Filter(("A",))) == {"A": (0, 40)}
    assert left(book, "2026-03-01", where=Filter(manager="anna")) == {"A": (0, 40)}


def test_a_company_that_leaves_takes_what_is_left_of_its_own_points() -> None:
    book = spent(pool(), "B", "2026-03-01", "20")
    book.add("client.parent_changed", "B", "2026-04-01", parent=None)
    spent(book, "B", "2026-05-01", "50")
    assert left(book, "2026-03-31") == {"A": (40, 90), "B": (50, 90)}
    assert left(book, "2026-04-01") == {"A": (40, 40), "B": (50, 50)}
    assert left(book, "2026-05-01") == {"A": (40, 40), "B": (0, 0)}


def test_a_company_that_joins_brings_its_own_points_and_its_debts() -> None:
    book = spent(pool().client("C"), "C", "2026-02-10", "15")
    assert left(book, "2026-02-28")["C"] == (-15, -15)
    book.add("client.parent_changed", "C", "2026-03-01", parent="B")
    assert left(book, "2026-03-01") == {"A": (45, 95), "B": (50, 95), "C": (0, 95)}


def test_a_redemption_that_is_cancelled_goes_back_to_the_lots_of_the_companies_that_paid_it() -> None:
    book = spent(pool(), "B", "2026-03-01", "70")
    book.add("client.parent_changed", "B", "2026-04-01", parent=None)
    book.add("points.redemption_cancelled", "B", "2026-05-01", number="R-B-2026-03-01")
    assert left(book, "2026-04-30") == {"A": (0, 0), "B": (40, 40)}
    assert left(book, "2026-05-01") == {"A": (60, 60), "B": (50, 50)}


def test_points_of_a_group_expire_with_their_own_lot() -> None:
    rules = f"{POOLED}[programme.expiry]\nafter = 30\n"
    book = spent(pool(), "B", "2026-02-10", "20")  # those of A expired before
    assert left(book, "2026-02-10", rules) == {"A": (0, 30), "B": (30, 30)}
    assert left(book, "2026-03-04", rules) == {"A": (0, 0), "B": (0, 0)}
