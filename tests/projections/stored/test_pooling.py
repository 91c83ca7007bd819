"""Pooled points from stored views are those of the facts, and their entries sum to them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

import goodwill
from projections import Filter, answer, stored
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.pooled import FIRST, days, groups
from tests.helpers.seen import saw, sees
from tests.helpers.stored import NOW, answer_of_spans, append, somewhere

LAST = FIRST + timedelta(days=60)


@sees(20)
@tries(8, 100, shrink=False)
@given(groups(), st.lists(days, min_size=2, max_size=3), st.floats(0, 1))
def test_pooled_points_are_the_same_from_spans_and_from_facts_and_are_explained(
    book: Book, asked: list[date], part: float
) -> None:
    known = 4 + round((len(book.entries) - 4) * part)
    with somewhere() as (url, recorder):
        append(recorder, book.entries[:known])
        stored.rebuild(url, LAST)
        append(recorder, book.entries[known:])
        stored.catch_up(recorder.database, LAST)
        for day in asked:
            for where in (Filter(), Filter(("B",)), Filter(group=True)):
                facts = answer(
                    "loyalty", book.entries, as_of=day, known_at=NOW, position=len(book.entries), where=where
                )
                spans = answer_of_spans(recorder.database, "loyalty", as_of=day, known_at=NOW, where=where)
                assert spans is not None
                assert spans.as_json(items=True) == facts.as_json(items=True)
        with goodwill.Ledger(url, clock=lambda: NOW) as ledger:
            for row in goodwill.loyalty(ledger, as_of=asked[0]).rows:
                saw()
                figures = goodwill.explain(ledger, "loyalty", row.client, as_of=asked[0]).figures()
                assert sum(one.value for one in figures if one.figure == "points") == row.points
                moved = goodwill.explain_change(
                    ledger, "loyalty", row.client, since=min(asked), until=max(asked)
                )
                change = sum(one.change or 0 for one in moved.changes if one.figure == "points")
                lines = (one.contribution for one in moved.lines)
                assert sum(one.amount for one in lines if one.figure == "points") == change
