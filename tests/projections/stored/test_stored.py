"""The law of stored views: refreshed, rebuilt or answered from the facts, they are the same to the byte."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from ledger import Ledger, store
from ledger.entry import Entry
from projections import ANY, Answer, Filter, UnknownChoice, answer, stored
from projections.policy import UnreadablePolicy
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import CLIENTS
from tests.helpers.seen import saw, sees
from tests.helpers.stored import DAY, KEPT, NOW, answer_of_spans, append, contents, days, histories, somewhere

WHERE = (
    ANY,
    Filter((CLIENTS[0],)),
    Filter(manager="Anna"),
    Filter(group=True),
    Filter((CLIENTS[1],), group=True),
)


def asked(recorder: store.Recorder, url: str, days: Iterable[date], filters: Iterable[Filter]) -> None:
    """Every view says the same from the spans and from the facts: of everybody, of some, of groups."""
    with Ledger(url, clock=lambda: NOW) as book:
        for day, name, chosen in itertools.product(days, KEPT, filters):
            slow = partial(answer, name, book.history, position=book.position)
            quick = partial(answer_of_spans, recorder.database, name)
            assert _said(quick, day, chosen) == _said(slow, day, chosen)


def _said(ask: Callable[..., Answer | None], day: date, where: Filter) -> object:
    try:
        said = ask(as_of=day, known_at=NOW, where=where)
    except (UnreadablePolicy, UnknownChoice) as wrong:
        return str(wrong)
    assert said is not None
    saw()
    return said.as_json(items=True), said.rows


@sees(960)
@tries(4, 40, shrink=False)
@given(
    entries=histories(),
    cuts=st.lists(st.integers(1, 40), max_size=4),
    page=st.integers(1, 9),
    passing=st.lists(days, max_size=3),
    more=st.lists(days, min_size=2, max_size=3),
    filters=st.permutations(WHERE).map(lambda filters: filters[:2]),
)
def test_in_steps_over_days_the_views_are_what_a_rebuild_makes(
    entries: list[Entry],
    cuts: list[int],
    page: int,
    passing: list[date],
    more: list[date],
    filters: list[Filter],
) -> None:
    today = sorted(passing)
    end = max([*passing, DAY])
    with somewhere() as (url, recorder):
        stored.rebuild(url, today[0] if today else DAY)
        edges = sorted({min(cut, len(entries)) for cut in cuts} | {len(entries)})
        for start, stop in zip([0, *edges], edges, strict=False):
            append(recorder, entries[start:stop])
            stored.catch_up(recorder.database, today.pop(0) if today else DAY, page=page)
            asked(recorder, url, [_day(recorder)], filters)
        known = stored.known_clients(recorder.database)
        assert not list(stored.differences(recorder.database, recorder.database, known, known))
        stored.catch_up(recorder.database, end, page=page, every_row=True)
        asked(recorder, url, [end, *more], filters)
        stepped = contents(recorder.database)
        stored.rebuild(url, end)
        assert contents(recorder.database) == stepped


def test_a_client_is_compared_with_what_rows_of_an_earlier_day_say_on_a_later_one() -> None:
    book = Book()
    for number, month in enumerate((1, 1, 2, 2, 3, 3), 1):
        book.client(f"C{number}")
        line = {"product": "X", "quantity": "1", "unit_price": str(number)}
        book.add(
            "order.placed", f"C{number}", f"2026-{month:02}-0{number}", number=f"O{number}", lines=[line]
        )
    late = len(book.entries)
    book.add("order.placed", "C1", "2026-03-20", number="O9", lines=[line])
    day = date(2026, 4, 10)
    with somewhere() as (url, recorder):
        append(recorder, book.entries[:late])
        stored.rebuild(url, DAY)
        append(recorder, book.entries[late:])
        stored.catch_up(recorder.database, day)
        scores = set()
        with Ledger(url, clock=lambda: NOW) as opened_:
            for code in (f"C{number}" for number in range(1, 7)):
                where = Filter((code,))
                quick = answer_of_spans(recorder.database, "loyalty", as_of=day, known_at=NOW, where=where)
                slow = answer(
                    "loyalty", opened_.history, as_of=day, known_at=NOW, position=late + 1, where=where
                )
                assert quick is not None
                assert quick.rows == slow.rows
                scores.add(quick.rows[0].r)
    assert scores == {1, 2, 3, 4, 5}


def _day(recorder: store.Recorder) -> date:
    generation = stored.usable(recorder.database)
    assert generation is not None
    return generation.as_of
