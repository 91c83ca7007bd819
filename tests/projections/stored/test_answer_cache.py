"""Answers that are kept and brought up client by client are those that the stored views give afresh."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from itertools import pairwise, product
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import store
from ledger.entry import Entry
from ledger.store import Recorder
from projections import Filter, UnknownChoice, stored
from projections.framework.answer import plain
from projections.framework.clients import Client
from projections.framework.composing import composed
from projections.framework.question import Question
from projections.history import Horizon
from projections.policy import UnreadablePolicy
from projections.receivables.ageing import ReceivablesTotal
from projections.stored.answer_cache import AnswerCache
from projections.stored.cache_keys import ByFilter, CacheKey
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import CLIENTS
from tests.helpers.seen import saw, sees
from tests.helpers.stored import DAY, KEPT, NOW, answer_of_spans, append, days, histories, opened, somewhere

FILTERS = (Filter(), Filter(manager="Anna"), Filter(territory="Asia"), Filter((CLIENTS[0],)))


def kept_says(kept: AnswerCache, name: str, day: date, position: int, where: Filter) -> object:
    try:
        said = kept.answer(name, Question(Horizon(day, NOW, position), where))
    except (UnreadablePolicy, UnknownChoice) as wrong:
        return str(wrong)
    return said and said.as_json()


def afresh(recorder: Recorder, name: str, day: date, position: int, where: Filter) -> object:
    try:
        said = answer_of_spans(
            recorder.database, name, as_of=day, known_at=NOW, position=position, where=where
        )
    except (UnreadablePolicy, UnknownChoice) as wrong:
        return str(wrong)
    return said and said.as_json()


@sees(90)
@tries(4, 100, shrink=False)
@given(histories(), st.lists(st.floats(0, 1), max_size=3), days)
def test_as_the_ledger_grows_they_are_those_made_afresh(
    entries: list[Entry], parts: list[float], day: date
) -> None:
    cuts = [0, *sorted({round(len(entries) * part) for part in parts} - {0, len(entries)}), len(entries)]
    with somewhere() as (url, recorder):
        kept = AnswerCache(recorder.database, recorder.database)
        said: dict[tuple[int, str], object] = {}
        for before, upto in pairwise(cuts):
            append(recorder, entries[before:upto])
            if before == 0:
                stored.rebuild(url, DAY)
            stored.catch_up(recorder.database, DAY)
            for name, where in product(KEPT, FILTERS):
                found = kept_says(kept, name, day, upto, where)
                if where == Filter():
                    said[upto, name] = found
                if found is not None:
                    saw()
                    assert found == afresh(recorder, name, day, upto, where), (name, where, upto)
        for (position, name), earlier in said.items():  # whose page began before others recorded
            if earlier is not None:
                saw()
                assert kept_says(kept, name, day, position, Filter()) == earlier, (name, position)


def totals_alone(kept: AnswerCache, day: date, position: int, where: Filter) -> object:
    try:
        return kept.totals("receivables", Question(Horizon(day, NOW, position), where))
    except (UnreadablePolicy, UnknownChoice) as wrong:
        return str(wrong)


@sees(20)
@tries(4, 100, shrink=False)
@given(histories(), st.floats(0, 1), days)
def test_totals_alone_are_those_of_the_rows(entries: list[Entry], part: float, day: date) -> None:
    first = max(1, round(len(entries) * part))
    with somewhere() as (url, recorder):
        kept = AnswerCache(recorder.database, recorder.database)
        append(recorder, entries[:first])
        stored.rebuild(url, DAY)
        positions, before = [first], dict[object, object]()
        for upto in dict.fromkeys((first, len(entries))):
            append(recorder, entries[positions[-1] : upto])
            stored.catch_up(recorder.database, DAY)
            positions.append(upto)
            for position, where in product(positions, FILTERS[:-1]):
                found = totals_alone(kept, day, position, where)
                told = afresh(recorder, "receivables", day, position, where)
                if isinstance(told, dict):
                    saw()
                    assert [plain(one) for one in cast("list[object]", found)] == told["totals"], where
                elif (
                    told is None and (position, where) in before
                ):  # the views went on; what is kept stays true
                    assert found in (None, before[position, where])
                else:
                    assert found == told
                before.setdefault((position, where), found)


def test_totals_alone_are_read_only_where_no_rows_are_kept(
    trading: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    with somewhere() as (url, recorder):
        append(recorder, trading.entries)
        stored.rebuild(url, DAY)
        kept, read = AnswerCache(recorder.database, recorder.database), what_is_read(monkeypatch)
        for _ in range(2):
            (total,) = cast("list[ReceivablesTotal]", totals_alone(kept, DAY, 4, Filter()))
        assert (total.balance, total.open_items) == (Decimal(20), 2)
        assert len(read) == 1
        kept_says(kept, "receivables", DAY, 4, Filter())
        for where in (Filter(), Filter(("A",)), Filter(group=True)):
            assert totals_alone(kept, DAY, 4, where) is None
        assert kept.totals("orders", Question(Horizon(DAY, NOW, 4))) is None


@pytest.fixture
def trading() -> Book:
    """Two clients with an invoice each."""
    book = Book()
    for code in ("A", "B"):
        book.add("client.registered", code, "2026-01-02", code=code, name=code, currency="EUR")
        book.add(
            "invoice.issued", code, "2026-01-03", number=f"{code}-1", amount="10", currency="EUR", due=None
        )
    return book


def what_is_read(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """Notes each view that is read, with the codes of its clients; None for all."""
    read: list[tuple[str, object]] = []
    made = AnswerCache._made  # noqa: SLF001 - what it reads is what it saves

    def noted(self: AnswerCache, asked: CacheKey, question: Question, codes: object) -> object:
        read.append((asked.view, codes))
        return made(self, asked, question, codes)  # type: ignore[arg-type]

    monkeypatch.setattr(AnswerCache, "_made", noted)
    return read


def test_only_clients_with_something_new_are_read_again(
    trading: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = what_is_read(monkeypatch)
    with somewhere() as (url, recorder):
        append(recorder, trading.entries)
        stored.rebuild(url, DAY)
        kept = AnswerCache(recorder.database, recorder.database)
        for _ in range(2):
            kept_says(kept, "receivables", DAY, 4, Filter())
        trading.add("payment.received", "B", "2026-01-05", number="P", amount="4", currency="EUR")
        trading.add("policy.adopted", None, "2026-01-06", version="p", document="version = 'p'\n")
        append(recorder, trading.entries[4:])
        stored.catch_up(recorder.database, DAY)
        for position in (5, 6, 5):
            kept_says(kept, "receivables", DAY, position, Filter())
    assert [codes for _, codes in read] == [None, {"B"}, None]


@pytest.mark.parametrize("name", ["agenda", "loyalty"])
def test_a_client_is_compared_with_others_that_are_kept(trading: Book, name: str) -> None:
    for client, value in (("A", "3"), ("B", "1")):
        lines = [{"product": "X", "quantity": value, "unit_price": "10"}]
        trading.add("order.placed", client, "2026-01-05", number=f"O-{client}", currency="EUR", lines=lines)
    upto, alone = trading.entries[-1].position, Filter(("A",))
    with somewhere() as (url, recorder):
        append(recorder, trading.entries)
        stored.rebuild(url, DAY)
        kept = AnswerCache(recorder.database, recorder.database)
        assert kept_says(kept, name, DAY, upto, alone) is None  # reading the client alone takes less
        kept_says(kept, name, DAY, upto, Filter())
        first = kept_says(kept, name, DAY, upto, alone)
        assert first == afresh(recorder, name, DAY, upto, alone)
        lines = [{"product": "X", "quantity": "6", "unit_price": "10"}]
        trading.add("order.placed", "B", "2026-01-06", number="O-C", currency="EUR", lines=lines)
        append(recorder, trading.entries[upto:])
        stored.catch_up(recorder.database, DAY)
        then = kept_says(kept, name, DAY, upto + 1, alone)
        assert then == afresh(recorder, name, DAY, upto + 1, alone)
        assert kept_says(kept, name, DAY, upto + 1, Filter(("a",))) is None


def test_groups_and_single_clients_are_not_kept(trading: Book) -> None:
    with somewhere() as (url, recorder):
        append(recorder, trading.entries)
        stored.rebuild(url, DAY)
        kept = AnswerCache(recorder.database, recorder.database)
        for where in (Filter(group=True), Filter(("A",))):
            assert kept.answer("receivables", Question(Horizon(DAY, NOW, 4), where)) is None


def test_the_question_that_was_asked_longest_ago_goes_first(
    trading: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    with somewhere() as (url, recorder):
        append(recorder, trading.entries)
        stored.rebuild(url, DAY)
        read = what_is_read(monkeypatch)
        kept = AnswerCache(recorder.database, recorder.database, most=2)
        for name in ("receivables", "orders", "receivables", "sales", "receivables", "orders"):
            kept.answer(name, Question(Horizon(DAY, NOW, 4)))
        assert [name for name, _ in read] == ["receivables", "orders", "sales", "orders"]


def test_readers_at_once_get_the_same(trading: Book) -> None:
    with somewhere() as (url, recorder):
        append(recorder, trading.entries)
        stored.rebuild(url, DAY)
        kept = AnswerCache(recorder.database, recorder.database)
        with ThreadPoolExecutor(8) as readers:
            found = [*readers.map(lambda at: kept_says(kept, "receivables", DAY, at, Filter()), [4] * 16)]
        assert found == [found[0]] * 16
        assert found[0]


def test_the_spellings_of_a_name_have_one_answer_together(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list[object]()

    def counted(*asked: Any) -> Any:
        made.append(asked)
        return composed(*asked)

    monkeypatch.setattr("projections.stored.answer_cache.composed", counted)
    store.create(sqlite_url)
    book = Book().client("A", manager="Anna Pop").client("B", manager="Ion")
    with opened(sqlite_url) as recorder:
        append(recorder, book.entries)
        stored.rebuild(sqlite_url, DAY)
        kept = AnswerCache(recorder.database, recorder.database)
        last = len(book.entries)
        spelt = ["Anna Pop", "anna pop", "ANNA POP", "aNNa Pop"]
        said = [kept_says(kept, "health", DAY, last, Filter(manager=name)) for name in spelt * 2]
        assert all(one == said[0] for one in said)
        assert said[0] != kept_says(kept, "health", DAY, last, Filter(manager="Ion"))
        assert len(made) == 2
        assert "no client has" in str(kept_says(kept, "health", DAY, last, Filter(manager="Zoe")))


def test_what_is_kept_for_filters_is_bounded() -> None:
    directory = {str(number): Client(str(number), manager=f"M{number}") for number in range(9)}
    kept, made = ByFilter[str](most=3, spellings=4), list[str]()

    def ask(number: int) -> str:
        def make() -> str:
            made.append(f"M{number}")
            return made[-1]

        return kept.of(directory, Filter(manager=f"m{number}"), make)

    assert [ask(number) for number in (*range(9), 8, 7, 6)] == [f"M{n}" for n in (*range(9), 8, 7, 6)]
    assert len(made) == 9
    assert ask(0) == "M0"
    assert len(made) == 10
