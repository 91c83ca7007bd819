"""The rows of the catalogue's tables, from small ledgers whose figures were worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ledger.money import ZERO
from projections import Answer, answer
from projections.history import Horizon, remembered
from reporting.catalogue.tables import CATALOGUE
from reporting.feed.reading import Sources, batches
from tests.helpers.entries import Book

DAY = date(2026, 6, 30)


def sources_of(book: Book, as_of: date) -> Sources:
    """What the rows of a ledger in memory are made of, as of a day."""
    history, horizon = remembered(book.entries), Horizon(as_of, None, len(book.entries))
    asked: dict[str, Any] = {"as_of": as_of, "known_at": None, "position": horizon.position}

    def of(name: str, day: date) -> Answer:
        return answer(name, history, **asked | {"as_of": day})

    return Sources(history, horizon, lambda: book.entries, of)


def rows(book: Book, table: str, *columns: str, as_of: date = DAY) -> list[tuple[Any, ...]]:
    """The rows of a table, in these columns."""
    found = [row for batch in batches(sources_of(book, as_of), {table}) for row in batch.rows]
    places = [CATALOGUE[table].names.index(column) for column in columns]
    return [tuple(row[place] for place in places) for row in found]


def lines(*parts: str) -> list[dict[str, str]]:
    """Lines of goods: "JAM 3 x 1.005"."""
    found = [part.split() for part in parts]
    return [{"product": one[0], "quantity": one[1], "unit_price": one[3]} for one in found]


def owed() -> Book:
    """An invoice of 100, of which a payment settles 40."""
    book = Book().client("ACME")
    book.add("invoice.issued", "ACME", "2026-03-01", number="17", amount="100", due="2026-03-31")
    settles = [{"document": "17", "amount": "40"}]
    return book.add("payment.received", "ACME", "2026-03-20", number="5", amount="40", settles=settles)


def test_an_instalment_says_what_settles_it_and_what_is_open() -> None:
    assert rows(owed(), "instalments", "document", "instalment", "amount", "settled", "open") == [
        ("17", 1, Decimal(100), Decimal(40), Decimal(60))
    ]
    assert rows(owed(), "settlements", "document", "source", "amount", "settled_on", "how") == [
        ("17", "5", Decimal(40), date(2026, 3, 20), "explicit")
    ]
    assert rows(owed(), "payments", "number", "amount", "unapplied") == [("5", Decimal(40), ZERO)]


def test_two_deliveries_of_one_order_are_two_rows_by_their_key() -> None:
    book = Book().client("ACME")
    book.add("client.terms_agreed", "ACME", "2026-01-02", payment_days=30, billing="delivery")
    book.add("order.placed", "ACME", "2026-03-01", number="O1", lines=lines("JAM 4 x 10"))
    for _ in range(2):
        goods = [{"product": "JAM", "quantity": "1"}]
        book.add("order.delivered", "ACME", "2026-03-05", number="O1", lines=goods)
    for table in ("receivables_items", "instalments"):
        key = CATALOGUE[table].key
        found = rows(book, table, *key)
        assert len(found) == len({*found}) == 2, table


def test_a_day_before_the_payment_knows_nothing_of_it() -> None:
    before = date(2026, 3, 19)
    assert rows(owed(), "payments", "number", as_of=before) == []
    assert rows(owed(), "instalments", "open", as_of=before) == [(Decimal(100),)]


def test_a_corrected_entry_keeps_its_position_and_says_what_changed_it() -> None:
    book = owed().correct(2, {"number": "17", "amount": "90", "currency": "EUR", "due": "2026-03-31"})
    columns = ("position", "changed_position", "amount")
    assert rows(book, "documents", *columns) == [(2, 4, Decimal(90))]
    book.void(4)
    assert rows(book, "documents", *columns) == [(2, 5, Decimal(100))]


def test_an_entry_that_is_voided_leaves_its_table_and_entries_says_so() -> None:
    book = owed().void(3)
    assert rows(book, "payments", "number") == []
    marks = rows(book, "entries", "position", "changed_position", "voided_by", "corrected_by")
    assert marks == [(1, 1, None, None), (2, 2, None, None), (3, 4, 4, None), (4, 4, None, None)]


def test_a_void_of_what_ended_a_thing_changes_the_thing() -> None:
    book = owed()
    book.add("dispute.opened", "ACME", "2026-03-05", number="D1", document="17", amount="10", reason="late")
    assert rows(book, "disputes", "changed_position", "resolved_on", "currency") == [(4, None, "EUR")]
    book.add("dispute.resolved", "ACME", "2026-03-09", number="D1", outcome="agreed")
    ended = (5, date(2026, 3, 9), "agreed")
    assert rows(book, "disputes", "changed_position", "resolved_on", "resolved_outcome") == [ended]
    book.void(5)
    assert rows(book, "disputes", "changed_position", "resolved_on", "resolved_outcome") == [(6, None, None)]


def test_the_values_of_lines_sum_to_their_document_to_the_cent() -> None:
    """Three lines of 1.005 are worth 3.015, which rounds to 3.02: 1.01, 1.01 and what is left, 1.00."""
    book = Book().client("ACME")
    goods = lines("JAM 1 x 1.005", "TEA 1 x 1.005", "RYE 1 x 1.005")
    book.add("order.placed", "ACME", "2026-03-01", number="1", lines=goods)
    found = rows(book, "order_lines", "line", "product", "value", "currency")
    assert [one[:2] for one in found] == [(1, "JAM"), (2, "TEA"), (3, "RYE")]
    assert sum(one[2] for one in found) == Decimal("3.02")
    assert [one[2] for one in found[:2]] == [Decimal("1.01"), Decimal("1.01")]
    assert {one[3] for one in found} == {"EUR"}


def test_a_return_without_a_currency_has_that_of_its_order_or_of_the_client() -> None:
    book = Book().client("ACME")
    goods = lines("JAM 2 x 1.00")
    book.add("order.placed", "ACME", "2026-03-01", number="1", lines=goods, currency="USD")
    book.add("return.received", "ACME", "2026-03-05", number="R1", lines=goods, order="1")
    book.add("return.received", "ACME", "2026-03-06", number="R2", lines=goods)
    assert rows(book, "return_lines", "number", "currency", "value") == [
        ("R1", "USD", Decimal(2)),
        ("R2", "EUR", Decimal(2)),
    ]


def test_a_proposal_is_as_it_was_last_revised_and_says_how_it_ended() -> None:
    book = Book().client("ACME")
    goods = lines("JAM 2 x 10.00")
    book.add("proposal.made", "ACME", "2026-03-01", number="Q1", lines=goods, currency="EUR")
    book.add("proposal.revised", "ACME", "2026-03-03", number="Q1", amount="18", currency="EUR")
    book.add("proposal.made", "ACME", "2026-03-04", number="Q2", lines=goods, currency="EUR")
    book.add("proposal.declined", "ACME", "2026-03-09", number="Q2", reason_code="price")
    columns = ("position", "number", "amount", "revised_on", "closed_on", "closed_as", "closed_reason_code")
    assert rows(book, "proposals", *columns) == [
        (2, "Q1", Decimal(18), date(2026, 3, 3), None, None, None),
        (4, "Q2", Decimal(20), None, date(2026, 3, 9), "declined", "price"),
    ]


def test_a_touch_has_one_row_whether_it_was_planned_or_not() -> None:
    book = Book().client("ACME")
    begin = {"channel": "visit"}
    book.add(
        "visit.planned",
        "ACME",
        "2026-03-01",
        visit="V1",
        at="2026-03-05T10:00+00:00",
        purpose="prices",
        **begin,
    )
    held = {"started_at": "2026-03-05T10:05+00:00", "summary": "agreed", **begin}
    book.add("visit.held", "ACME", "2026-03-05", visit="V1", **held)
    book.add("visit.held", "ACME", "2026-03-07", **held)
    columns = ("position", "visit", "channel", "held_position", "held_on")
    assert rows(book, "visits", *columns) == [
        (2, "V1", "visit", 3, date(2026, 3, 5)),
        (4, None, "visit", 4, date(2026, 3, 7)),
    ]


def test_a_next_step_in_words_and_one_with_a_day_stand_in_the_same_columns() -> None:
    book = Book().client("ACME")
    held = {"channel": "call", "started_at": "2026-03-05T10:05+00:00", "summary": "agreed"}
    book.add("visit.held", "ACME", "2026-03-05", next_step="send samples", **held)
    book.add("visit.held", "ACME", "2026-03-06", next_step={"what": "call", "due": "2026-03-09"}, **held)
    assert rows(book, "visits", "held_next_step", "held_next_step_due") == [
        ("send samples", None),
        ("call", date(2026, 3, 9)),
    ]


def test_the_history_of_a_client_has_a_span_for_each_change() -> None:
    book = Book().client("ACME", "2026-01-01", manager="Ana", segment="retail")
    book.add("client.reassigned", "ACME", "2026-02-01", manager="Ilham")
    book.add("client.terms_agreed", "ACME", "2026-02-01", payment_days=30, billing="invoice")
    book.add("client.renamed", "ACME", "2026-02-15", name="Acme AG")
    book.add("client.details_changed", "ACME", "2026-03-01", segment="chains")
    columns = ("valid_from", "valid_to", "manager", "segment", "payment_days")
    assert rows(book, "clients_history", *columns) == [
        (date(2026, 1, 1), date(2026, 2, 1), "Ana", "retail", None),
        (date(2026, 2, 1), date(2026, 3, 1), "Ilham", "retail", 30),
        (date(2026, 3, 1), None, "Ilham", "chains", 30),
    ]
    assert rows(book, "clients", "name", "manager", "newest_position") == [("Acme AG", "Ilham", 5)]


def test_a_person_is_as_later_entries_changed_them() -> None:
    book = Book().client("ACME")
    book.add("contact.added", "ACME", "2026-03-01", person="p1", name="Rəna", role="buyer")
    book.add("contact.changed", "ACME", "2026-03-02", person="p1", role="head of purchase")
    book.add("contact.left", "ACME", "2026-03-09", person="p1")
    assert rows(book, "contacts", "position", "person", "name", "role", "left_on") == [
        (2, "p1", "Rəna", "head of purchase", date(2026, 3, 9))
    ]


def test_every_product_and_manager_that_a_row_names_has_a_row() -> None:
    book = Book().client("ACME", manager="ana").client("BETA", manager="Ana")
    book.add("product.described", None, "2026-01-01", product="JAM", name="Jam", group="sweets")
    book.add(
        "manager.appointed", None, "2026-01-01", **{"name": "Ana", "role": "manager", "from": "2026-01-01"}
    )
    book.add("order.placed", "ACME", "2026-03-01", number="1", lines=lines("JAM 1 x 1", "TEA 1 x 1"))
    wanted = {"clients", "order_lines", "products", "managers"}
    found = {batch.table: batch.rows for batch in batches(sources_of(book, DAY), wanted)}
    assert [row[:3] for row in found["products"]] == [("JAM", "Jam", "sweets"), ("TEA", None, None)]
    assert [row[:3] for row in found["managers"]] == [("Ana", "Ana", "manager"), ("ana", "Ana", "manager")]


def test_a_plan_has_its_period_as_days_and_says_what_changed_it() -> None:
    book = Book()
    plan = {"manager": "Ana", "period": "2026-01-01..2026-03-31", "metric": "deals", "target": "5"}
    book.add("plan.set", None, "2026-01-01", **plan)
    book.correct(1, plan | {"target": "6"})
    columns = ("position", "changed_position", "manager", "period_start", "period_end", "target")
    assert rows(book, "plans", *columns) == [(1, 2, "Ana", date(2026, 1, 1), date(2026, 3, 31), Decimal(6))]
    assert rows(book, "entries", "position", "client", "corrected_by") == [(1, None, 2), (2, None, None)]


def test_the_calendar_has_whole_years() -> None:
    found = rows(owed(), "calendar", "day", "iso_year", "iso_week", "weekday", "month_end", as_of=DAY)
    assert found[0] == (date(2000, 1, 1), 1999, 52, 6, False)
    assert found[-1] == (date(2026, 12, 31), 2026, 53, 4, True)
    assert len(found) == (date(2027, 1, 1) - date(2000, 1, 1)).days


def test_the_status_says_what_the_rows_depend_on() -> None:
    assert rows(owed(), "export_status", "position", "as_of", "schema_version") == [(3, DAY, 1)]
