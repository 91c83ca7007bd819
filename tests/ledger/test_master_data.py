"""Who a client is on a day: its name, details, segment, territory, group and currency as they were then."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.master_data import master_data
from projections import Filter, answer
from projections.framework import clients
from projections.framework.clients import Client
from projections.framework.fold import as_it_happened, fold_client
from projections.history import Horizon, remembered
from tests.helpers.entries import Book

BEFORE, AFTER = date(2026, 2, 28), date(2026, 3, 1)


def changing() -> Book:
    book = Book().client("ACME").client("HOLDING")
    book.add("client.renamed", "ACME", "2026-03-01", name="Acme Group", legal_name="Acme Group AG")
    book.add("client.details_changed", "ACME", "2026-03-01", segment="retail", address="New Street 1")
    book.add("client.parent_changed", "ACME", "2026-03-01", parent="HOLDING")
    return book


def directory(book: Book, day: date, code: str = "ACME") -> Client:
    own = [entry for entry in book.entries if entry.client == code]
    return clients.client_of(fold_client((clients.evolve,), own, horizon(book, day)).states[0], code)


def horizon(book: Book, day: date) -> Horizon:
    return Horizon(day, None, len(book.entries))


def test_the_directory_tells_the_name_segment_and_owner_of_the_day() -> None:
    book = changing()
    old, new = directory(book, BEFORE), directory(book, AFTER)
    assert (new.name, new.segment, new.parent) == ("Acme Group", "retail", "HOLDING")
    assert (old.name, old.segment, old.parent) != (new.name, new.segment, new.parent)
    assert old.parent is None


def test_what_is_not_named_stays() -> None:
    book = changing().add("client.details_changed", "ACME", "2026-03-02", email="a@b.example")
    card = master_data(as_it_happened(book.entries[:1] + book.entries[2:], horizon(book, date(2026, 3, 2))))
    assert card is not None
    assert (card.name, card.legal_name, card.address) == ("Acme Group", "Acme Group AG", "New Street 1")
    assert (card.email, card.segment) == ("a@b.example", "retail")


def test_a_prospect_has_the_currency_of_its_qualification() -> None:
    book = Book().add("client.registered", "NEW", "2026-01-01", code="NEW", name="New")
    book.add("prospect.qualified", "NEW", "2026-03-01", reason="r", currency="RON")
    assert directory(book, BEFORE, "NEW").currency is None
    assert directory(book, AFTER, "NEW").currency == "RON"


@pytest.mark.parametrize(("day", "codes"), [(BEFORE, ["ACME", "HOLDING"]), (AFTER, ["HOLDING"])])
def test_a_group_is_that_of_the_day(day: date, codes: list[str]) -> None:
    book = changing()
    for code in ("ACME", "HOLDING"):
        book.add("invoice.issued", code, "2026-02-01", number=f"I-{code}", amount="10.00", due="2026-02-20")
    shown = answer(
        "receivables",
        remembered(book.entries),
        as_of=day,
        known_at=None,
        position=len(book.entries),
        where=Filter(group=True),
    )
    assert [row["client"] for row in shown.as_json()["rows"]] == codes
