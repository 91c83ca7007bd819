"""The event log for process miners, from ledgers worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import goodwill
from ledger.store.placing import PlaceTaken
from projections.history import Horizon, remembered
from reporting.feed.ocel import Log, write_ocel
from tests.helpers.entries import Book
from tests.helpers.fixed import DAYS, recorded

DAY = date(2026, 6, 30)


def trade() -> Book:
    """An order from a proposal, its invoice, and a payment of it; and a promise with the payment's number."""
    book = Book().client("ACME", manager="Ana")
    goods = [{"product": "JAM", "quantity": "2", "unit_price": "10"}]
    book.add("proposal.made", "ACME", "2026-03-01", number="Q1", lines=goods, currency="EUR")
    book.add("order.placed", "ACME", "2026-03-02", number="O1", lines=goods, proposal="Q1")
    book.add("invoice.issued", "ACME", "2026-03-03", number="17", amount="20", orders=["O1"])
    settles = [{"document": "17", "amount": "20"}]
    book.add("payment.received", "ACME", "2026-03-20", number="5", amount="20", settles=settles)
    book.add("payment.promised", "ACME", "2026-03-21", number="5", amount="1", by_date="2026-04-01")
    return book.add("client.reassigned", "ACME", "2026-04-01", manager="Ilham")


def written(book: Book, place: Path, as_of: date = DAY) -> tuple[Log, dict[str, Any]]:
    """What is counted, and the document."""
    file = place / f"{as_of}.json"
    found = write_ocel(file, remembered(book.entries), Horizon(as_of, None, len(book.entries)))
    return found, json.loads(file.read_text(encoding="utf-8"))


def touched(document: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The type of each event, and the objects that it touches."""
    for event in document["events"]:
        yield event["type"], [one["objectId"] for one in event["relationships"]]


def test_an_event_touches_the_client_and_every_thing_that_it_names(tmp_path: Path) -> None:
    found, document = written(trade(), tmp_path)
    assert [*touched(document)] == [
        ("client.registered", ["client:ACME"]),
        ("proposal.made", ["client:ACME", "proposal:ACME:Q1"]),
        ("order.placed", ["client:ACME", "order:ACME:O1", "proposal:ACME:Q1"]),
        ("invoice.issued", ["client:ACME", "invoice:ACME:17", "order:ACME:O1"]),
        ("payment.received", ["client:ACME", "payment:ACME:5", "invoice:ACME:17"]),
        ("payment.promised", ["client:ACME"]),
        ("client.reassigned", ["client:ACME"]),
    ]
    assert found == Log(7, 5)
    amounts = [
        one["value"] for event in document["events"] for one in event["attributes"] if one["name"] == "amount"
    ]
    assert amounts == [20, 20, 1]


def test_a_client_has_what_it_became_with_the_moments(tmp_path: Path) -> None:
    _, document = written(trade(), tmp_path)
    client, *things = document["objects"]
    managers = [(one["time"], one["value"]) for one in client["attributes"] if one["name"] == "manager"]
    assert managers == [("2000-01-01T00:00:00.000Z", "Ana"), ("2026-04-01T00:00:00.000Z", "Ilham")]
    assert all(one["relationships"] == [{"objectId": "client:ACME", "qualifier": "of"}] for one in things)


def test_what_happened_later_or_was_voided_is_not_there(tmp_path: Path) -> None:
    _, before = written(trade(), tmp_path, date(2026, 3, 2))
    assert [kind for kind, _ in touched(before)] == ["client.registered", "proposal.made", "order.placed"]
    _, document = written(trade().void(5), tmp_path)
    assert "payment.received" not in [kind for kind, _ in touched(document)]
    assert "payment:ACME:5" not in {one["id"] for one in document["objects"]}


def test_every_type_and_attribute_is_declared_and_every_id_is_there_once(tmp_path: Path) -> None:
    with recorded(tmp_path / "goodwill.db") as ledger:
        goodwill.export_ocel(ledger, tmp_path / "log.json", as_of=DAYS[-1])
    document = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    for several, types in (("events", "eventTypes"), ("objects", "objectTypes")):
        declared = {one["name"]: {each["name"] for each in one["attributes"]} for one in document[types]}
        ids = [one["id"] for one in document[several]]
        assert len(ids) == len({*ids})
        for one in document[several]:
            assert {each["name"] for each in one["attributes"]} <= declared[one["type"]]
    known = {one["id"] for one in document["objects"]}
    assert {each["objectId"] for one in document["events"] for each in one["relationships"]} <= known


def test_a_place_that_is_taken_is_left_as_it_is(tmp_path: Path) -> None:
    written(trade(), tmp_path)
    before = (tmp_path / f"{DAY}.json").read_bytes()
    with pytest.raises(PlaceTaken):
        written(Book(), tmp_path)
    assert (tmp_path / f"{DAY}.json").read_bytes() == before
