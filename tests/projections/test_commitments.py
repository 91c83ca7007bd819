"""Commitments are the same wherever they are shown."""

from __future__ import annotations

from datetime import date

from projections.agenda import things
from projections.brief import facts
from projections.framework.fold import fold_client
from projections.history import Horizon
from tests.helpers.entries import Book

STEP = {"what": "send samples", "due": "2026-03-09", "owner": "Ana"}
"""As ledgers have it that were written before a next step got a number."""


def test_a_next_step_without_a_number_has_that_of_its_entry_in_brief_and_agenda() -> None:
    visit = {"channel": "call", "started_at": "2026-03-01", "summary": "s"}
    book = Book().client("ACME").add("visit.held", "ACME", "2026-03-01", **visit, next_step=STEP)
    book.add("visit.held", "ACME", "2026-03-02", **visit, next_step="call again")
    folds = (facts.evolve, things.evolve)
    told, open_things = fold_client(folds, book.entries, Horizon(date(2026, 3, 3), None, 99)).states
    assert isinstance(told, facts.Facts)
    assert isinstance(open_things, things.Things)
    (made,) = told.commitments.values()
    (thing,) = open_things.open.values()
    assert (made.number, made.due, made.made) == (thing.number, thing.due, thing.since)
    assert made.number == str(book.entries[1].position)
