"""Health: the score is the chance of the next order; what is not known stays unknown."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from projections import ALL, Filter, answer, explain
from projections.health.commerce import chance, chance_of, log_worth, orders_of
from projections.health.explaining import ScoreShare, rounded
from projections.health.rows import HealthRow
from projections.order_days import days_of, decay
from projections.policy import DEFAULT
from tests.helpers.entries import Book

T = date(2026, 6, 30)


def seen(book: Book, *, group: bool = False) -> dict[str, HealthRow]:
    view = answer(
        "health",
        book.entries,
        as_of=T,
        known_at=None,
        position=len(book.entries),
        where=Filter(group=group),
    )
    return {row.client: row for row in view.rows}


def ordered(*days_and_values: tuple[int, int], code: str = "ACME", book: Book | None = None) -> Book:
    """A client with orders so many days ago, of so much."""
    book = (book or Book()).client(code)
    for number, (days, value) in enumerate(days_and_values):
        line = {"product": "X", "quantity": "1", "unit_price": str(value)}
        day = (T - timedelta(days=days)).isoformat()
        book.add("order.placed", code, day, number=f"{code}-{number}", lines=[line])
    return book


def score(*days_and_values: tuple[int, int]) -> float:
    """The score of a client with order days so many days ago, of so much."""
    return round(exact(days_and_values, 0), 1)


def test_the_score_is_the_chance_of_the_next_order() -> None:
    row = seen(ordered((10, 120), (50, 80)))["ACME"]
    assert row.score == row.components["commerce"] == 62.6
    assert row.drag is None


def test_who_trades_and_pays_alike_in_forints_and_in_euros_ranks_alike() -> None:
    book = Book()
    for currency, factor in (("EUR", 1), ("HUF", 400)):
        book.client(currency, currency=currency)
        for number, (days, amount) in enumerate(((10, 120), (50, 80))):
            day = (T - timedelta(days=days)).isoformat()
            money = {"number": f"{currency}-{number}", "currency": currency}
            line = {"product": "X", "quantity": "1", "unit_price": str(factor * amount)}
            book.add("order.placed", currency, day, lines=[line], **money)
            book.add("invoice.issued", currency, day, amount=str(factor * amount), due="2026-06-20", **money)
    rows = seen(book)
    assert rows["EUR"].components["payment"] is not None
    assert rows["HUF"].score == rows["EUR"].score
    assert rows["HUF"].components == rows["EUR"].components


def test_orders_of_a_day_count_as_one() -> None:
    assert seen(ordered((30, 250), (30, 250)))["ACME"].score == 48.1


def test_being_overdue_is_named_where_it_takes_from_the_score() -> None:
    row = seen(ordered((100, 500)))["ACME"]
    assert (row.score, row.drag) == (32.6, "order overdue")


def test_a_client_without_orders_is_unknown_and_not_middling() -> None:
    row = seen(Book().client("ACME"))["ACME"]
    assert (row.score, row.band, row.confidence, row.trend_30, row.drag) == (None, None, 0, None, None)
    assert set(row.components.values()) == {None}


def test_a_client_that_owes_has_bought_something_though_no_order_is_known() -> None:
    invoice = {"number": "1", "amount": "5", "due": "2026-07-20"}
    row = seen(Book().client("ACME").add("invoice.issued", "ACME", "2026-06-20", **invoice))["ACME"]
    assert (row.state, row.score, row.band) == (None, None, None)


def test_an_order_taken_back_whole_leaves_nothing_known() -> None:
    book = ordered((9, 50)).add("order.cancelled", "ACME", "2026-06-22", number="ACME-0", by="client")
    assert seen(book)["ACME"].score is None


def test_the_largest_order_of_a_year_leaves_nothing_known_once_it_is_cancelled_on_its_day() -> None:
    line = {"product": "X", "quantity": "1", "unit_price": "77183.60"}
    day = (T - timedelta(days=5)).isoformat()
    book = Book().client("ACME").add("order.placed", "ACME", f"{day}T09:15Z", number="1", lines=[line])
    row = seen(book)["ACME"]
    assert row.score == 71.5
    row = seen(book.add("order.cancelled", "ACME", f"{day}T09:27Z", number="1", by="client"))["ACME"]
    assert (row.score, row.components["commerce"], row.band) == (None, None, None)


def test_orders_share_the_score_that_they_make() -> None:
    commerce = DEFAULT.health.commerce
    worths = [
        decay(T - timedelta(days=age), T, 240) * log_worth(size, 1) for age, size in ((10, 120), (50, 80))
    ]
    shares = [chance_of(sum(worths), commerce) * one / sum(worths) for one in worths]
    assert [round(one, 2) for one in shares] == [34.48, 28.14]
    book = ordered((10, 120), (50, 80))
    found = explain("health", book.entries, as_of=T, known_at=None, position=len(book.entries))
    lines = [(line.contribution.document, line.contribution.amount) for line in found.lines]
    # The score is shown as 62.6; what that leaves of 62.62 comes off the largest share.
    assert sorted(lines) == [("ACME-0", Decimal("34.46")), ("ACME-1", Decimal("28.14"))]


def test_a_share_too_small_to_show_has_no_sign() -> None:
    shares = [ScoreShare("order", "1", 1, 50.0), ScoreShare("taken back", "2", 2, -0.001)]
    assert [str(one.amount) for one in rounded("score", shares, Decimal("50.0"))] == ["50.00", "0.00"]


def test_a_return_that_names_no_order_comes_off_the_newest_orders_before_it() -> None:
    book = ordered((40, 50), (20, 30), (0, 9))
    lines = [{"product": "Z", "quantity": "1", "unit_price": "41"}]
    book.add("return.received", "ACME", (T - timedelta(days=10)).isoformat(), number="R", lines=lines)
    assert seen(book)["ACME"].score == score((40, 39), (20, 0), (0, 9))


def test_a_return_of_more_than_was_ordered_makes_no_score_below_nothing() -> None:
    lines = [{"product": "Z", "quantity": "1", "unit_price": "999"}]
    book = ordered((20, 30)).add("return.received", "ACME", "2026-06-29", number="R", lines=lines)
    assert seen(book)["ACME"].score == 0


def test_the_evidence_counts_the_order_days_of_the_last_year() -> None:
    rows = seen(ordered((0, 50), (364, 50), (365, 50)))
    assert rows["ACME"].confidence == 0.4


def test_bands_follow_the_score() -> None:
    book = ordered(*((30 * month, 300) for month in range(12)), code="MONTHLY")
    book = ordered((30, 3_000), (120, 3_000), (210, 3_000), code="QUARTERLY", book=book)
    book = ordered((150, 300), code="ONCE", book=book)
    assert {row.client: row.band for row in seen(book).values()} == {
        "MONTHLY": "healthy",
        "QUARTERLY": "watch",
        "ONCE": "at risk",
    }


def test_the_trend_is_the_change_since_that_many_days() -> None:
    row = seen(ordered((0, 99), (60, 99)))["ACME"]
    assert row.score == score((0, 99), (60, 99))
    assert row.trend_30 == round(row.score - score((30, 99)), 1)
    assert row.trend_90 is None


def test_a_trend_is_what_a_reader_finds_between_the_scores_that_are_shown() -> None:
    rounded_otherwise = 0
    for first in range(45, 120):
        orders = ((first, 99), (first + 60, 150))
        row, before = seen(ordered(*orders))["ACME"], score(*((ago - 30, value) for ago, value in orders))
        assert row.score is not None
        assert row.trend_30 == round(row.score - before, 1)
        assert (row.cause_30 is None) == (row.trend_30 == 0)
        rounded_otherwise += row.trend_30 != round(exact(orders, 0) - exact(orders, 30), 1)
    assert rounded_otherwise


def exact(orders: tuple[tuple[int, int], ...], earlier: int) -> float:
    """The score before it is rounded, so many days before ``T``."""
    values = {(T - timedelta(days=days - earlier), "EUR"): Decimal(value) for days, value in orders}
    found = chance(orders_of(days_of(values), DEFAULT.health.commerce), T, DEFAULT.health.commerce)
    assert found is not None
    return found.score


def test_the_trend_looks_back_to_before_a_return() -> None:
    lines = [{"product": "X", "quantity": "1", "unit_price": "99"}]
    book = ordered((60, 99), (70, 99)).add(
        "return.received",
        "ACME",
        (T - timedelta(days=1)).isoformat(),
        number="R",
        order="ACME-0",
        lines=lines,
    )
    row = seen(book)["ACME"]
    assert row.trend_30 is not None
    assert row.trend_30 < score((70, 99)) - score((40, 99)) - 5


def test_companies_of_a_group_are_one_relationship() -> None:
    book = ordered((0, 50))
    book.client("SUB", parent="ACME").add(
        "order.placed",
        "SUB",
        T.isoformat(),
        number="S",
        lines=[{"product": "X", "quantity": "1", "unit_price": "49"}],
    )
    assert {code: row.score for code, row in seen(book, group=True).items()} == {"ACME": score((0, 99))}


def test_the_json_has_the_shape_that_scripts_rely_on() -> None:
    said = answer("health", ordered((0, 99)).entries, as_of=T, known_at=None, position=2).as_json()
    (row,) = said["rows"]
    assert list(row) == [
        "client",
        "name",
        "score",
        "band",
        "state",
        "confidence",
        "chance",
        "components",
        "index",
        "coverage",
        "trend_30",
        "cause_30",
        "trend_90",
        "cause_90",
        "drag",
        "override_band",
        "override_score",
        "override_until",
        "override_reason",
    ]
    assert list(row["components"]) == ["commerce", "engagement", "friction", "payment", "voice"]
    assert said["totals"] == [{"band": "at risk", "state": None, "clients": 1}]


def test_totals_count_each_client_once_also_those_in_no_band() -> None:
    book = ordered((0, 99), (30, 80), (60, 90), code="ACME")
    for code in ("GONE", "SERVED", "NEW", "NEWER"):
        book.client(code)
    ordered((9, 50), code="GONE", book=book).add("client.lost", "GONE", "2026-06-29", reason="price")
    owed = {"amount": "9", "currency": "EUR"}
    book.add("invoice.issued", "SERVED", "2026-05-22", number="117", due="2026-06-01", **owed)
    book.add("payment.received", "SERVED", "2026-06-22", number="B-1", **owed)
    found = answer("health", book.entries, as_of=T, known_at=None, position=len(book.entries))
    counted = [(one.band, one.state, one.clients) for one in found.totals]
    assert counted == [("watch", None, 1), (None, "lost", 1), (None, "prospect", 2), (None, None, 1)]
    summary = ALL["health"].totals.summary
    assert summary is not None
    assert summary(found.totals) == "1 watch, 1 lost, 2 prospects, 1 unknown"


def test_a_currency_without_a_unit_is_named() -> None:
    book = ordered((10, 50)).client("CHILE", currency="CLP")
    line = {"product": "X", "quantity": "1", "unit_price": "9000"}
    book.add("order.placed", "CHILE", "2026-06-01", number="1", currency="CLP", lines=[line])
    (said,) = answer("health", book.entries, as_of=T, known_at=None, position=len(book.entries)).cautions
    assert said.what.startswith(
        "the policy states no health.commerce.value_unit for CLP, so 1 stands in for it"
    )
    assert not answer("health", ordered((0, 9)).entries, as_of=T, known_at=None, position=2).cautions


def test_keys_that_count_no_more_are_named_by_the_view() -> None:
    document = "version = 'old'\n[health.weights]\nvoice = 1\n"
    book = ordered((10, 50)).add("policy.adopted", None, "2026-01-01", version="old", document=document)
    (said,) = answer("health", book.entries, as_of=T, known_at=None, position=len(book.entries)).cautions
    assert (
        str(said)
        == "policy 'old' states health.weights, which count no more for any day; adopt one without them"
    )
