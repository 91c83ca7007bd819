"""A client's past as it is stored says what its whole entries say."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from ledger import store
from ledger.codec import encode
from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.errors import Unreadable
from ledger.store.reading import Missing
from projections.stored.past import READ, Past, past_of
from tests.entries import Book
from tests.stored import append, histories


def by_client(entries: list[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.client is not None:
            found.setdefault(entry.client, []).append(entry)
    return found


@settings(max_examples=100, deadline=None)
@given(histories())
def test_its_facts_are_the_entries_in_force_that_a_view_reads_and_it_begins_with_the_first_of_all(
    entries: list[Entry],
) -> None:
    for client, own in by_client(entries).items():
        facts, since = Past.of_rows(client, [encode(entry) for entry in own]).facts()
        known = in_force(own)
        assert [(fact.position, fact.event, fact.occurred_at, fact.on) for fact in facts] == [
            (entry.position, entry.event, entry.occurred_at, entry.on)
            for entry in known
            if entry.kind in READ
        ]
        assert since == min((entry.on for entry in known), default=date.max)


def test_it_is_read_up_to_a_position_and_no_further(ledger_url: str) -> None:
    book = Book().client("ACME").client("BETA")
    book.add("payment.received", "ACME", "2026-03-01", amount="1", number="P")
    own = [encode(entry) for entry in book.entries if entry.client == "ACME"]
    store.create(ledger_url)
    with closing(store.open_recorder(ledger_url)) as recorder:
        append(recorder, book.entries)
        with recorder.database.reading() as cursor:
            for upto, count in ((3, 2), (2, 1), (0, 0)):
                assert past_of(recorder.database, cursor, "ACME", upto) == Past.of_rows("ACME", own[:count])


def test_a_version_that_is_missing_is_named(tmp_path: Path) -> None:
    first, second = (encode(entry) for entry in Book().client("ACME").client("BETA").entries)
    store.create(url := str(tmp_path / "goodwill.db"))
    with closing(store.open_recorder(url)) as recorder:
        recorder.append([first._replace(version=2), second])
        with recorder.database.reading() as cursor, pytest.raises(Missing, match="version 1 of"):
            past_of(recorder.database, cursor, "ACME", 2)


def test_an_entry_that_cannot_be_read_is_named_by_its_position() -> None:
    rows = [encode(entry) for entry in Book().client("ACME").entries]
    broken = Past.of_rows("ACME", [rows[0]._replace(state="{")])
    with pytest.raises(Unreadable, match=r"^position 1: a stored client\.registered is not what was written"):
        broken.facts()
    nonsense = Past.of_rows("ACME", [rows[0]._replace(occurred_at="2026-13-01")])
    with pytest.raises(Unreadable, match=r"^position 1: "):
        nonsense.facts()
