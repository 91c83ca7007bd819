"""BG/NBD with Gamma-Gamma: the published figures of a shop for music, and when the model is refused."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date, timedelta
from functools import cache

import pytest

import goodwill
from projections import Answer, answer
from projections.lifetime.modelled import ModelledRow, ModelMissing, ModelRefused, modelled
from tests.helpers.entries import Book
from tests.helpers.examples import Imported
from tests.helpers.places import DATA

np = pytest.importorskip("numpy")
pytest.importorskip("scipy")
from projections.lifetime import bg_nbd  # noqa: E402 - after what it needs
from projections.lifetime.bg_nbd import (  # noqa: E402 - after what it needs
    LEAST,
    Fitted,
    Orders,
    Unfit,
    Worth,
    fitted,
    fitted_worth,
)

CDNOW = DATA / "cdnow_sample.txt"
END = date(1997, 9, 30)
needs_cdnow = pytest.mark.skipif(not CDNOW.exists(), reason=f"{CDNOW.name} is not there")


@cache
def purchases() -> tuple[tuple[str, date, float], ...]:
    """The purchases of the first 39 weeks: customer, day, value."""
    rows = (row.split() for row in CDNOW.read_text(encoding="ascii").splitlines())
    found = ((customer, date.fromisoformat(day), float(value)) for _, customer, day, _, value in rows)
    return tuple(one for one in found if one[1] <= END)


def by_day(rows: Iterable[tuple[str, date, float]]) -> dict[str, dict[date, float]]:
    """What each customer bought on each day."""
    found: dict[str, dict[date, float]] = {}
    for customer, day, value in rows:
        days = found.setdefault(customer, {})
        days[day] = days.get(day, 0) + value
    return found


def orders_of(days: Iterable[Iterable[date]], end: date = END) -> Orders:
    rows = []
    for own in days:
        first, *_, last = sorted(own) * 2
        rows.append((len({*own}) - 1, (last - first).days / 7, (end - first).days / 7))
    return Orders(*np.array(rows, dtype=float).T)


@needs_cdnow
@pytest.mark.parametrize(
    ("least", "customers", "parameters", "fit"),
    [
        (0, 2_357, ["0.2426", "4.4136", "0.7929", "2.4259"], "-9582.43"),  # purchases of nothing count
        (0.01, 2_349, ["0.2439", "4.4224", "0.7925", "2.4229"], "-9578.20"),
    ],
)
def test_the_customers_of_a_shop_for_music_have_the_published_model(
    least: float, customers: int, parameters: list[str], fit: str
) -> None:
    orders = orders_of(by_day(one for one in purchases() if one[2] >= least).values())
    model = fitted(orders)
    assert len(orders.repeats) == customers
    assert [f"{one:.4f}" for one in model[:4]] == parameters
    assert f"{model.fit:.2f}" == fit


def test_a_published_customer_is_expected_to_order_as_often_as_is_known() -> None:
    model = Fitted(0.243, 4.414, 0.793, 2.426, -9582.43)
    one = Orders(*(np.array([number]) for number in (2.0, 30.43, 38.86)))
    assert f"{model.expected(one, 39)[0]:.3f}" == "1.226"
    assert 0 < model.there(one)[0] < 1


@needs_cdnow
def test_the_values_of_repeated_purchases_have_the_published_model() -> None:
    later = [[value for _, value in sorted(days.items())[1:]] for days in by_day(purchases()).values()]
    later = [values for values in later if sum(values) > 0]
    counts = np.array([len(values) for values in later], dtype=float)
    worth = fitted_worth(counts, np.array([sum(values) / len(values) for values in later]))
    assert len(counts) == 946
    assert [f"{one:.2f}" for one in worth] == ["6.25", "3.74", "15.44"]


def test_a_client_without_a_second_order_has_the_mean_of_all() -> None:
    worth = Worth(6.25, 3.74, 15.44)
    none, many = worth.expected(np.array([0.0, 1e9]), np.array([0.0, 50.0]))
    assert none == pytest.approx(6.25 * 15.44 / 2.74)
    assert many == pytest.approx(50)


def test_too_few_clients_with_a_second_order_are_refused() -> None:
    start = date(2026, 1, 1)
    days = [[start, start + timedelta(days=9 + number)] for number in range(LEAST - 1)]
    with pytest.raises(Unfit, match=f"{LEAST - 1} clients ordered on a second day, and {LEAST} are needed"):
        fitted(orders_of([*days, [start]], date(2026, 6, 30)))


def test_a_model_in_which_nobody_leaves_is_refused() -> None:
    start = date(2026, 1, 1)
    weekly = [[start + timedelta(days=(7 + number % 3) * week) for week in range(20)] for number in range(40)]
    with pytest.raises(Unfit, match=r"sees nobody leave|has no best value"):
        fitted(orders_of(weekly, date(2026, 6, 1)))


@pytest.mark.parametrize(("a", "fits"), [(0.0009, False), (0.001, True)])
def test_nobody_is_seen_to_leave_where_fewer_than_one_in_a_thousand_leave_after_an_order(
    a: float, *, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bg_nbd, "_most_likely", lambda *_: ([1.0, 1.0, a, 1 - a], 0.0))
    start = date(2026, 1, 1)
    twice = orders_of(
        [[start, start + timedelta(days=9 + number)] for number in range(LEAST)], date(2026, 6, 30)
    )
    with nullcontext() if fits else pytest.raises(Unfit, match="sees nobody leave"):
        assert fitted(twice).a == a


def shop(customers: int | None = None) -> Book:
    """The purchases of the shop as a ledger, those of nothing left out."""
    book = Book()
    for customer, days in [*by_day(one for one in purchases() if one[2] > 0).items()][:customers]:
        book.client(customer, currency="USD")
        for day, value in days.items():
            lines = [{"product": "CD", "quantity": "1", "unit_price": f"{value:.2f}"}]
            number = f"{customer} {day}"
            book.add("order.placed", customer, str(day), number=number, currency="USD", lines=lines)
    return book


def asked(book: Book, day: date = END) -> Answer:
    return answer("lifetime", book.entries, as_of=day, known_at=None, position=10**9)


def test_the_ledger_of_the_shop_has_what_the_model_expects_beside_the_pace(music_shop: Imported) -> None:
    plain = goodwill.lifetime(music_shop.ledger, as_of=END)
    found = goodwill.lifetime(music_shop.ledger, as_of=END, method="bg-nbd")
    parameters = found.more["parameters"]["USD"]
    assert [f"{parameters[one]:.3f}" for one in ("r", "alpha", "a", "b")] == [
        "0.243",
        "4.414",
        "0.793",
        "2.426",
    ]
    assert f"{parameters['fit']:.2f}" == "-9582.43"
    assert [f"{parameters[one]:.2f}" for one in ("p", "q", "gamma")] == ["6.25", "3.74", "15.44"]
    assert len(found.rows) == 2_357
    for row in found.rows[:100]:
        assert isinstance(row, ModelledRow)
        assert row.orders is not None
        assert row.there is not None
        assert row.expected is not None
        assert row.order_value is not None
        assert 0 < row.there <= 1
        assert float(row.expected) == pytest.approx(row.orders * float(row.order_value), rel=1e-3, abs=0.02)
    assert found.totals == plain.totals


def test_a_ledger_that_fits_no_model_is_refused_with_what_to_do() -> None:
    book = Book().client("A")
    lines = [{"product": "X", "quantity": "1", "unit_price": "5"}]
    book.add("order.placed", "A", "2026-05-01", number="1", lines=lines)
    with pytest.raises(ModelRefused) as refused:
        modelled(asked(book, date(2026, 6, 30)))
    assert str(refused.value) == (
        "BG/NBD cannot be fitted (EUR: 0 clients ordered on a second day, and 20 are needed); leave out --method, and take "
        "the pace"
    )


@needs_cdnow
def test_a_currency_that_fits_no_model_has_no_figures_and_is_named() -> None:
    book = shop(400)
    lines = [{"product": "X", "quantity": "1", "unit_price": "5"}]
    book.client("EURO").add("order.placed", "EURO", "1997-05-01", number="1", lines=lines)
    found = modelled(asked(book))
    (row,) = (row for row in found.rows if row.client == "EURO")
    assert (row.pace, row.orders, row.expected) == (5, None, None)
    assert [*found.more["refused"]] == ["EUR"]
    assert found.cautions[-1].what.startswith("BG/NBD cannot be fitted to EUR: 0 clients")


def test_without_the_libraries_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(ModelMissing, match=r"BG/NBD needs scipy; install it with `pip install '.\[stats\]'`"):
        modelled(asked(Book().client("A")))
