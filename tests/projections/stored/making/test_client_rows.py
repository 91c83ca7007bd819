"""A client of whom something new is recorded is folded again for the rows that this may change, no others."""

from __future__ import annotations

from projections.stored.making.client_rows import touched_kinds
from projections.stored.tables.every import SPANS
from tests.helpers.entries import Book


def touched_by_last(book: Book) -> set[str]:
    """The names of the kinds of rows that the last entry of a book may change."""
    return {SPANS[number].name for number in touched_kinds(book.entries, len(book.entries) - 1)}


def test_an_invoice_changes_what_is_owed_and_not_what_was_ordered_or_talked_about() -> None:
    book = Book().client("ACME").add("invoice.issued", "ACME", "2026-01-05", number="7", amount="10")
    touched = touched_by_last(book)
    assert {"receivables_items", "payment_record", "points_moves"} <= touched
    assert touched.isdisjoint({"order_days", "touches", "offers", "market_seen", "goods_back"})


def test_a_document_for_which_a_settlement_waits_changes_what_settlements_do() -> None:
    book = Book().client("ACME")
    book.add("settlement.made", "ACME", "2026-01-02", source="7", target="8", amount="1")
    book.add("proposal.made", "ACME", "2026-01-05", number="7", amount="10", currency="EUR")
    assert {"offers", "receivables_items"} <= touched_by_last(book)


def test_a_visit_changes_no_money() -> None:
    visit = {"channel": "visit", "started_at": "2026-01-05T10:00+00:00", "summary": "They want samples"}
    touched = touched_by_last(Book().client("ACME").add("visit.held", "ACME", "2026-01-05", **visit))
    assert {"touches", "signs", "agenda_things"} <= touched
    assert touched.isdisjoint(
        {"receivables_items", "payment_record", "points_moves", "agenda_promises", "deals"}
    )


def test_a_new_name_changes_every_kind_of_row() -> None:
    book = Book().client("ACME").add("client.renamed", "ACME", "2026-01-05", name="Acme Ltd")
    assert touched_by_last(book) == {one.name for one in SPANS}
