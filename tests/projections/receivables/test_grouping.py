"""Receivables by manager, territory, segment and group: the same cents, whichever way they are summed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import to_builtins

from projections import Answer, Filter, answer
from projections.framework.choices import UnknownChoice
from projections.framework.naming import house_language
from projections.history import Horizon
from projections.one_currency import OneCurrency
from projections.rates import DatedRates
from projections.receivables.converting import converted
from projections.receivables.grouping import GROUPINGS, GroupRow, grouped
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import ALL, CLIENTS, FIRST, facts, ledger
from tests.helpers.seen import saw, sees

days = st.integers(-2, 70).map(lambda count: (FIRST + timedelta(days=count)).date())
places = st.sampled_from([None, "Asia", "Asia/Thailand", "Asia/Thailand/Bangkok", "Europe", "europe/Romania"])
names = st.sampled_from([None, "Aytən", "Ștefan", "İlqar", "ilqar ", "ILQAR", "Ilqar\u200b"])
locales = st.sampled_from([None, "az-AZ", "en"])
END = date(2027, 1, 1)
_DEBTS = (
    "balance.",
    "charge.",
    "client.reassigned",
    "credit_note.",
    "debt.",
    "dispute.",
    "invoice.",
    "payment.",
    "settlement.",
)
_OWING = [one for one in ALL if one[0].startswith(_DEBTS)]
"""What happens in these histories: what moves debts, and the clients between managers."""


def asked(book: Book, by: str, day: date = END, position: int = 10**9) -> Answer:
    where = Filter(group=by == "group")
    said = answer("receivables", book.entries, as_of=day, known_at=None, position=position, where=where)
    return grouped(said, by)


@st.composite
def houses(draw: st.DrawFn) -> Book:
    """Clients of any manager, place and segment, some owned by earlier ones, and their facts."""
    book = Book()
    for index, code in enumerate(CLIENTS):
        parent = draw(st.sampled_from([None, *CLIENTS[:index]]))
        segment = draw(names)
        book.client(
            code,
            manager=draw(names),
            territory=draw(places),
            segment=segment,
            parent=parent,
            locale=draw(locales),
        )
    for fact in ledger(draw(facts(_OWING))).entries:
        if fact.kind != "client.registered":
            fields = to_builtins(fact.event)
            book.add(fact.kind, fact.client, fact.occurred_at.isoformat(), **fields)
    return book


def widest(rows: Iterable[GroupRow], currency: str) -> list[GroupRow]:
    return [row for row in rows if row.within is None and row.currency == currency]


@sees(15)
@tries(25, 100)
@given(book=houses(), day=days, position=st.integers(0, 30), by=st.sampled_from(sorted(GROUPINGS)))
def test_every_grouping_comes_to_the_total_of_the_house_to_the_cent(
    book: Book, day: date, position: int, by: str
) -> None:
    for position_ in (position, 10**9):
        said = asked(book, by, day, position_)
        for row in said.rows:
            saw()
            assert row.not_due + sum(row.overdue.values()) - row.unapplied == row.balance
        for total in said.totals:
            tops = widest(said.rows, total.currency)
            for figure in ("balance", "not_due", "unapplied", "open_items"):
                assert sum(getattr(row, figure) for row in tops) == getattr(total, figure)
            for label, amount in total.overdue.items():
                assert sum(row.overdue[label] for row in tops) == amount
            of_items = [item.open for item in said.items if item.currency == total.currency]
            assert sum(of_items) == total.balance
        assert {row.currency for row in said.rows} == {total.currency for total in said.totals}


@sees(15)
@tries(25, 100)
@given(book=houses(), day=days)
def test_a_territory_is_what_the_filter_by_it_shows(book: Book, day: date) -> None:
    for row in asked(book, "territory", day).rows:
        if row.group is not None:
            where = Filter(territory=row.group)
            of_place = answer(
                "receivables", book.entries, as_of=day, known_at=None, position=10**9, where=where
            )
            (total,) = [one for one in of_place.totals if one.currency == row.currency]
            saw()
            assert (row.balance, row.overdue, row.open_items) == (
                total.balance,
                total.overdue,
                total.open_items,
            )


@tries(25, 100)
@given(book=houses(), day=days, by=st.sampled_from(sorted(GROUPINGS)))
def test_in_one_currency_what_is_shown_adds_up_to_what_is_shown(book: Book, day: date, by: str) -> None:
    book.add("rate.set", None, "2000-01-01", base="USD", quote="EUR", rate="0.87654321")
    exchange = OneCurrency("EUR", DatedRates(book.entries, Horizon(day, None, 10**9)))
    where = Filter(group=by == "group")
    plain = answer("receivables", book.entries, as_of=day, known_at=None, position=10**9, where=where)
    inner = converted(plain, exchange)
    said = grouped(inner, by)
    assert sum(row.balance for row in inner.rows) == sum(item.open for item in inner.items)
    assert sum(row.balance for row in widest(said.rows, "EUR")) == sum(row.balance for row in inner.rows)
    assert {row.currency for row in [*said.rows, *said.totals, *inner.items]} <= {"EUR"}
    for row in [*said.rows, *inner.rows, *inner.totals]:
        assert row.not_due + sum(row.overdue.values()) - row.unapplied == row.balance


@sees(15)
@tries(25, 100)
@given(book=houses(), day=days, by=st.sampled_from(["manager", "segment"]))
def test_a_group_is_what_the_filter_by_its_name_shows(book: Book, day: date, by: str) -> None:
    rows = asked(book, by, day).rows
    for name in {row.group for row in rows} - {None}:
        saw()
        where = Filter(**{by: name})
        said = answer("receivables", book.entries, as_of=day, known_at=None, position=10**9, where=where)
        group = {row.currency: row.balance for row in rows if row.group == name}
        assert {total.currency: total.balance for total in said.totals} == group


def small() -> Book:
    book = Book()
    book.client("TOP", manager="AYTƏN", territory="Asia/Thailand")
    book.client("SUB", manager="Aytən", territory="Asia", parent="TOP")
    book.client("ONE")
    for code, amount in (("TOP", "10"), ("SUB", "5.50"), ("ONE", "0.01")):
        book.add("invoice.issued", code, "2026-01-01", number="I", amount=amount)
    return book


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("manager", [("Aytən", None, "15.50", 2), (None, None, "0.01", 1)]),
        ("segment", [(None, None, "15.51", 3)]),
        ("group", [("ONE", None, "0.01", 1), ("TOP", None, "15.50", 2)]),
        (
            "territory",
            [("Asia", None, "15.50", 2), ("Asia/Thailand", "Asia", "10", 1), (None, None, "0.01", 1)],
        ),
    ],
)
def test_rows_are_of_the_grouping(by: str, expected: list[tuple[str | None, str | None, str, int]]) -> None:
    rows = asked(small(), by).rows
    found = [(row.group, row.within, row.balance, row.clients) for row in rows]
    assert found == [(group, within, Decimal(amount), clients) for group, within, amount, clients in expected]


@pytest.mark.parametrize("by", ["manager", "segment", "territory"])
@pytest.mark.parametrize(
    ("house", "clients", "expected"),
    [
        ({}, {"İlqar": "az-AZ", "İLQAR": "az-AZ", "Ilqar": "az-AZ"}, [["Ilqar"], ["İlqar", "İLQAR"]]),
        ({"locale": "tr"}, {"Işık": None, "IŞIK": None, "İşik": None}, [["IŞIK", "Işık"], ["İşik"]]),
        ({"country": "AZ"}, {"Ilham": "en", "ILHAM": None}, [["ILHAM", "Ilham"]]),
        ({}, {"Ilie": "ro", "ILIE": "ro", "ilie": None}, [["ILIE", "Ilie", "ilie"]]),
        ({}, {"Zsófi": "hu", "Ágnes": "hu", "Agnes": "hu"}, [["Agnes"], ["Ágnes"], ["Zsófi"]]),
    ],
)
def test_each_name_is_one_group_and_the_filter_finds_just_that_group(
    house: dict[str, str], clients: dict[str, str | None], expected: list[list[str]], by: str
) -> None:
    book = Book().add("house.described", None, "2026-01-01", name="House", **house)
    for number, (name, locale) in enumerate(clients.items()):
        book.client(f"C{number}", locale=locale, **{by: name})
        book.add("invoice.issued", f"C{number}", "2026-01-01", number="I", amount="1")
    said = answer("receivables", book.entries, as_of=END, known_at=None, position=99)
    rows = grouped(said, by, book.entries[:1]).rows
    assert [row.clients for row in rows] == [len(names) for names in expected]
    language = house_language(book.entries[:1])
    for row, names in zip(rows, expected, strict=True):
        assert row.group in names
        for name in names:
            where = Filter(**{by: name}, language=language)  # type: ignore[arg-type]
            found = answer("receivables", book.entries, as_of=END, known_at=None, position=99, where=where)
            assert sum(one.open_items for one in found.rows) == row.clients


def test_a_manager_is_shown_as_the_newest_appointment_writes_the_name() -> None:
    book = Book().client("A", manager="leyla quliyeva").client("B", manager="LEYLA QULIYEVA")
    for name in ("Leyla Quliyeva", "Nobody"):
        book.add("manager.appointed", None, "2026-01-01", name=name, role="sales", **{"from": "2026-01-01"})
    for code in "AB":
        book.add("invoice.issued", code, "2026-01-01", number="I", amount="1")
    said = answer("receivables", book.entries, as_of=END, known_at=None, position=99)
    (row,) = grouped(said, "manager", book.entries).rows
    assert (row.group, row.clients) == ("Leyla Quliyeva", 2)


@pytest.mark.parametrize("what", ["manager", "segment", "territory"])
@pytest.mark.parametrize(
    ("wanted", "meant"), [("Ilqar", "İlqar"), ("Retial", "Retail"), ("stefan", "Ștefan")]
)
def test_a_filter_that_finds_nobody_says_what_was_meant(what: str, wanted: str, meant: str) -> None:
    book = Book()
    for number, name in enumerate(["İlqar", "Retail", "Ștefan"]):
        book.client(f"C{number}", **{what: name, "locale": "az"})
    with pytest.raises(UnknownChoice, match=f"did you mean '{meant}'"):
        answer(
            "receivables",
            book.entries,
            as_of=END,
            known_at=None,
            position=99,
            where=Filter(**{what: wanted}),  # type: ignore[arg-type]
        )


def test_only_clients_in_view_are_summed() -> None:
    said = answer(
        "receivables", small().entries, as_of=END, known_at=None, position=99, where=Filter(clients=("SUB",))
    )
    (row,) = grouped(said, "manager").rows
    assert (row.group, row.balance) == ("Aytən", Decimal("5.50"))


def test_the_grouping_stands_in_the_json() -> None:
    said = asked(small(), "group").as_json()
    assert said["by"] == "group"
    assert list(said["rows"][1])[:5] == ["group", "name", "within", "clients", "currency"]
    assert said["rows"][1]["name"] == "TOP Ltd"
