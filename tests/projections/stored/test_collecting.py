"""Whom to call and to remind is the same from stored views and from the facts, for groups too."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from projections import ANY, DEFAULT, Answer, Filter, answer, stored
from projections.collections import collecting, reminders
from tests.helpers.depth import tries
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import ALL, facts, ledger
from tests.helpers.seen import saw, sees
from tests.helpers.stored import NOW, answer_of_spans, append, somewhere

LAST = date(2026, 5, 1)
_OWED = [
    one for one in ALL if one[0] in ("invoice.issued", "payment.promised", "reminder.sent", "visit.held")
]


def compared(book: Book, asked: date, where: Filter) -> Answer:
    """Compares both lists on a day, from stored views and from the facts; gives the calls."""
    with somewhere() as (url, recorder):
        append(recorder, book.entries)
        stored.rebuild(url, LAST)
        spans = answer_of_spans(
            recorder.database,
            "receivables",
            as_of=asked,
            known_at=NOW,
            policy=DEFAULT,
            where=where,
            states="open",
        )
    told = answer(
        "receivables",
        book.entries,
        as_of=asked,
        known_at=NOW,
        position=len(book.entries),
        policy=DEFAULT,
        where=where,
    )
    assert spans is not None
    for listed in (collecting.listed, reminders.listed):
        assert listed(spans).as_json(items=True) == listed(told).as_json(items=True)
    return collecting.listed(spans)


@sees(10)
@tries(8, 100, shrink=False)
@given(facts(_OWED), st.integers(0, 40))
def test_calls_and_reminders_are_the_same_from_spans(said: list[Fact], later: int) -> None:
    book = ledger(said).add("client.parent_changed", "BETA", "2000-01-02", parent="ACME")
    for where in (ANY, Filter(group=True)):
        for _ in compared(book, LAST - timedelta(days=later), where).rows:
            saw()


def test_a_company_of_a_group_with_nothing_open_counts_with_its_contacts() -> None:
    book = Book().client("ACME").client("BETA", parent="ACME")
    book.add("invoice.issued", "BETA", "2026-01-05", number="1", amount="100", due="2026-01-20")
    for client, day in (("BETA", "2026-01-10"), ("ACME", "2026-02-20")):
        talk = {"channel": "visit", "started_at": f"{day}T10:00:00+00:00", "summary": "talked"}
        book.add("visit.held", client, f"{day}T10:00:00+00:00", **talk)
    (row,) = compared(book, date(2026, 3, 1), Filter(group=True)).rows
    assert (row.client, row.last_contact, row.silence) == ("ACME", date(2026, 2, 20), 3)
