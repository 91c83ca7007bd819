"""Rows that are written because a fact touched them are those that are written when all are made anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from projections.framework.spans import Spans
from projections.policy import Timetable
from projections.stored.making import client_rows
from projections.stored.making.client_rows import refold
from projections.stored.tables.every import SPANS
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import ALL, CLIENTS, PLANNING, SELLING, Happening, facts, ledger
from tests.helpers.seen import saw, sees
from tests.helpers.stored import DAY

CLIENT = CLIENTS[0]
TOGETHER: Sequence[Sequence[Happening]] = (ALL, SELLING, PLANNING)
"""What happens in one history: of everything, or of a few things often."""
OWED: Sequence[tuple[str, dict[str, Any]]] = (
    ("invoice.issued", {"amount": "50", "due": "2026-01-20"}),
    ("payment.promised", {"amount": "40", "by_date": "2026-01-03"}),
    ("payment.promised", {"amount": "20", "by_date": "2026-01-05"}),
    ("payment.received", {"amount": "45"}),
    ("payment.received", {"amount": "90"}),
    ("client.terms_agreed", {"payment_days": 20, "billing": "invoice"}),
)
"""What makes debts, keeps promises or breaks them, and settles an account anew."""


class History:
    """All entries of a client, as a refold reads them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.client, self._facts = CLIENT, [one for one in entries if one.client == CLIENT]
        self.position = self._facts[-1].position

    def facts(self, _kinds: Collection[str]) -> tuple[list[Entry], date]:
        return self._facts, min(one.on for one in self._facts)


def made(entries: Sequence[Entry]) -> dict[str, list[Any]]:
    """The stored rows of the client, by table."""
    history: Any = History(entries)
    found = refold(history, DAY, Timetable(), months=False)
    assert found.fault is None
    return {name: sorted(rows, key=repr) for name, rows in found.rows.items()}


def nothing(*_: object) -> tuple[()]:
    return ()


def anew(*_: object) -> None:
    return None


@contextmanager
def spans_are(spans: Iterable[Spans[Any, Any]]) -> Iterator[None]:
    """Make span rows of these kinds, which stand in the order of all."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(client_rows, "SPANS", tuple(spans))
        yield


def only(*names: str) -> list[Spans[Any, Any]]:
    """The kinds of span rows, of which only some are made."""
    return [one if one.name in names else replace(one, touched=nothing, of=nothing) for one in SPANS]


def nothing_followed(of: Iterable[Spans[Any, Any]] = SPANS) -> AbstractContextManager[None]:
    """Make all span rows anew on each day, of states that nobody asked what changed."""
    return spans_are(replace(one, touched=anew) for one in of)


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Entries about one client, on any days."""
    found = draw(facts(draw(st.sampled_from(TOGETHER))))
    return ledger([(kind, CLIENT, on, fields) for kind, _, on, fields in found]).entries


@sees(40)
@tries(15, 300)
@given(histories())
def test_what_changed_since_the_day_before_is_all_that_changed(entries: list[Entry]) -> None:
    followed = made(entries)
    with nothing_followed():
        assert followed == made(entries)
    saw(sum(map(len, followed.values())))


@sees(15)
@tries(50, 600)
@given(st.lists(st.tuples(st.sampled_from(OWED), st.integers(1, 3)), min_size=5, max_size=8))
def test_what_changed_of_debts_is_all_that_changed(happened: list[tuple[Any, int]]) -> None:
    named = [("invoice.issued", 1, {"number": "1", "amount": "50", "due": "2026-01-20"})]
    named += [
        (
            kind,
            day,
            fields if kind == "client.terms_agreed" else {"number": str(number), "currency": "EUR", **fields},
        )
        for number, ((kind, fields), day) in enumerate(happened, 2)
    ]
    entries = ledger([(kind, CLIENT, f"2026-01-{day:02}", fields) for kind, day, fields in named]).entries
    about = only("receivables_items", "payment_record", "agenda_promises")
    with spans_are(about):
        followed = made(entries)
    with nothing_followed(about):
        assert followed == made(entries)
    saw(len(followed["agenda_promises"]))


def test_terms_that_settle_an_account_anew_leave_no_promise_behind() -> None:
    book = Book().client(CLIENT)
    book.add("invoice.issued", CLIENT, "2026-01-02", number="1", amount="100", due="2026-01-20")
    book.add("client.terms_agreed", CLIENT, "2026-01-02", payment_days=18, billing="invoice")
    promise = {"number": "P", "amount": "60", "currency": "EUR", "by_date": "2026-02-01"}
    book.add("payment.promised", CLIENT, "2026-01-25", **promise)
    book.add("client.terms_agreed", CLIENT, "2026-01-27", payment_days=20, billing="invoice")
    book.add("payment.received", CLIENT, "2026-01-27", number="B", amount="100", currency="EUR")
    ((_, end, start, *_),) = made(book.entries)["agenda_promises"]
    assert (end, start) == (date(2026, 1, 27).toordinal(), date(2026, 1, 25).toordinal())
