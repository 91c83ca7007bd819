"""Covers and plans as noted beside the stored views are those of the entries, as known at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import goodwill
from goodwill import UnknownChoice
from goodwill.manager_figures import plan_entries
from ledger import Ledger, store
from ledger.codec import encode
from ledger.entry import Entry
from ledger.errors import Unreadable
from ledger.store import Recorder
from projections import stored
from projections.history import Horizon
from projections.stored.noting import cover_facts, entries_of_plans
from tests.helpers.depth import POSTGRESQL_LATER, tries
from tests.helpers.entries import Book
from tests.helpers.seen import saw, sees
from tests.helpers.stored import append, contents, opened, somewhere
from tests.helpers.tampering import unguarded

FIRST = datetime(2026, 1, 1, 9, tzinfo=UTC)
LAST = date(2026, 3, 10)
NOW = datetime(2031, 1, 1, tzinfo=UTC)
WHERE: tuple[dict[str, Any], ...] = (
    {},
    {"client": "ACME"},
    {"manager": "Anna"},
    {"mine": "ben"},
    {"team": "cleo"},
)
CLIENTS = ("ACME", "BETA", "COIL")
_names = st.sampled_from(["Anna", "anna", "Ben", "Cleo", "BEN"])
_numbers = st.integers(0, 60)


def _day(number: int) -> str:
    return (FIRST + timedelta(days=number)).date().isoformat()


@st.composite
def offices(draw: st.DrawFn) -> list[Entry]:
    """Covers of managers and clients, reassignments, plans, entries on behalf, many of them changed later."""
    book = Book()
    for client in draw(st.permutations(CLIENTS)):
        book.client(client, _day(0), manager=draw(st.none() | _names))
    for _ in range(draw(st.integers(8, 25))):
        client, on = draw(st.sampled_from(CLIENTS)), draw(_numbers)
        match draw(
            st.sampled_from(
                ["cover", "cover", "manager", "reassign", "plan", "visit", "visit", "change", "change"]
            )
        ):
            case "cover":
                book.add("client.covered", client, _day(on), **_cover(draw, on))
            case "manager":
                book.add("manager.covered", None, _day(on), manager=draw(_names), **_cover(draw, on))
            case "reassign":
                hour = draw(st.sampled_from(["", "T09:00Z", "T15:00+04:00"]))
                book.add("client.reassigned", client, _day(on) + hour, manager=draw(_names))
            case "plan":
                target = {"metric": "deals", "target": str(draw(_numbers) + 1)}
                book.add("plan.set", None, _day(on), manager=draw(_names), period="2026-01", **target)
            case "visit":
                fields = {"channel": "call", "started_at": f"{_day(on)}T09:00Z", "summary": "s"}
                book.add("visit.held", client, _day(on), **fields)
            case _:
                _change(draw, book)
    actors = [(draw(_names), draw(st.none() | _names)) for _ in book.entries]
    late = sorted(draw(st.lists(_numbers, min_size=len(actors), max_size=len(actors))))
    return [
        entry._replace(
            actor=actor,
            on_behalf_of=behind,
            recorded_at=FIRST + timedelta(days=days, seconds=entry.position),
        )
        for entry, (actor, behind), days in zip(book.entries, actors, late, strict=True)
    ]


def _cover(draw: st.DrawFn, on: int) -> dict[str, Any]:
    first = on + draw(st.integers(-9, 9))
    days = {"from": _day(first), "until": _day(first + draw(st.integers(0, 20)))}
    return {"deputy": draw(_names), "reason": draw(st.sampled_from(["leave", "ill"])), **days}


def _change(draw: st.DrawFn, book: Book) -> None:
    """Void any entry, a correction too; or correct one, and perhaps its day."""
    entry = draw(st.sampled_from(book.entries))
    on = draw(st.none() | _numbers)
    moment = None if on is None else f"{_day(on)}T10:00:00+00:00"
    if entry.kind == "client.covered":
        book.correct(entry.position, _cover(draw, draw(_numbers)), occurred_at=moment)
    elif entry.kind == "client.reassigned":
        book.correct(entry.position, {"manager": draw(_names)}, occurred_at=moment)
    else:
        book.void(entry.position)


def _record(recorder: Recorder, entries: Sequence[Entry]) -> None:
    """Record each entry by itself, since entries that are recorded together have one moment."""
    for entry in entries:
        append(recorder, [entry])


def covers(ledger: Ledger, **asked: Any) -> object:
    try:
        answer = goodwill.cover(ledger, **asked)
    except UnknownChoice as wrong:
        return wrong.code  # which spelling of several it names depends on the order of clients
    return answer.as_json(), answer.rows


def agenda_of(ledger: Ledger, week: str, as_of: date | None, **asked: Any) -> object:
    """Whose clients a person or a team has in a week, which may be over, by the covers of all its days."""
    try:
        answer = goodwill.agenda(ledger, week=week, as_of=as_of, **asked)
    except UnknownChoice as wrong:
        return wrong.code
    return [one.code for one in answer.holders if one.shown], answer.rows


def same(ledger: Ledger, plain: Ledger, days: list[date], parts: list[float]) -> None:
    """Both ledgers, one without stored views, give the same covers."""
    for week in ("2026-W03", "2026-W06", "2026-W11", "2026-W12"):
        for asked in ({"mine": "ben"}, {"mine": "Cleo"}, {"team": "Ben"}):
            for as_of in (LAST, None):
                assert agenda_of(ledger, week, as_of, **asked) == agenda_of(plain, week, as_of, **asked)
    for upto in (plain.position // 2, plain.position):
        horizon = Horizon(LAST, None, upto)
        assert plan_entries(ledger, horizon) == plan_entries(plain, horizon)
    moments = [None, *(FIRST + timedelta(days=60 * part, hours=12) for part in parts)]
    for known_at in moments:
        for where in WHERE:
            for day in (*days, LAST):
                chosen = {"as_of": day, "known_at": known_at, **where}
                assert covers(ledger, **chosen) == covers(plain, **chosen)
                saw()


@sees(200)
@tries(10, 100, shrink=False)
@given(
    entries=offices(),
    part=st.floats(0, 1),
    page=st.integers(1, 9),
    days=st.lists(_numbers.map(lambda days: (FIRST + timedelta(days=days)).date()), min_size=1, max_size=2),
    parts=st.lists(st.floats(0, 1), max_size=2),
)
def test_covers_and_plans_are_the_same_from_notes_and_from_entries(
    entries: list[Entry], part: float, page: int, days: list[date], parts: list[float]
) -> None:
    cut = round(len(entries) * part)
    with somewhere() as (url, recorder), somewhere() as (other, beside):
        _record(beside, entries)
        _record(recorder, entries[:cut])
        stored.rebuild(url, LAST)
        _record(recorder, entries[cut:])
        with Ledger(url, clock=lambda: NOW) as ledger, Ledger(other, clock=lambda: NOW) as plain:
            same(ledger, plain, days[:1], [])  # the views know the first entries alone
            stored.catch_up(recorder.database, LAST, page=page)
            assert cover_facts(recorder.database, len(entries)) is not None
            assert cover_facts(beside.database, len(entries)) is None
            assert entries_of_plans(recorder.database, len(entries)) is not None
            assert entries_of_plans(beside.database, len(entries)) is None
            same(ledger, plain, days, parts)
        known = stored.known_clients(recorder.database)
        assert not list(stored.differences(recorder.database, recorder.database, known, known))
        stepped = contents(recorder.database)
        stored.rebuild(url, LAST)
        assert contents(recorder.database) == stepped


def test_a_cover_that_cannot_be_read_stops_no_rebuild_and_answers_of_other_clients() -> None:
    book = Book().client("ACME", manager="Anna").client("BETA", manager="Anna")
    cover = {"deputy": "Ben", "from": _day(1), "until": _day(2), "reason": "leave"}
    for client in ("ACME", "BETA"):
        book.add("client.covered", client, _day(0), **cover)
    with somewhere() as (url, recorder):
        rows = [*map(encode, book.entries)]
        recorder.append([*rows[:3], rows[3]._replace(state="{}")])
        stored.rebuild(url, LAST)
        assert cover_facts(recorder.database, 4) is None
        with Ledger(url, clock=lambda: NOW) as ledger:
            assert [row.deputy for row in goodwill.cover(ledger, client="ACME", as_of=LAST).rows] == ["Ben"]
            for wanted in (None, "BETA"):
                with pytest.raises(Unreadable, match="position 4"):
                    goodwill.cover(ledger, as_of=LAST, client=wanted)


def test_a_plan_that_is_no_longer_there_is_missed_and_not_left_out() -> None:
    book = Book().client("ACME", manager="Anna")
    for metric in ("deals", "new_clients"):
        book.add("plan.set", None, _day(1), manager="Anna", period="2026-01", metric=metric, target="3")
    with somewhere() as (url, recorder):
        append(recorder, book.entries)
        stored.rebuild(url, LAST)
        with unguarded(recorder.database) as cursor:
            cursor.execute("DELETE FROM entries WHERE position = 2")
        with Ledger(url, clock=lambda: NOW) as ledger, pytest.raises(Unreadable, match="entry 2 is missing"):
            plan_entries(ledger, Horizon(LAST, None, 3))


def test_a_corrected_cover_counts_for_no_client_that_it_is_not_about() -> None:
    """Ben recorded Anna's cover for her, and corrected it: that is an entry of the house, not of ACME."""
    book = Book().client("ACME", manager="Anna")
    cover = {"deputy": "Cleo", "from": _day(1), "until": _day(2), "reason": "leave"}
    book.add("manager.covered", None, _day(9), manager="Anna", **cover)
    book.correct(2, {"manager": "Anna", **cover, "until": _day(3)})
    with somewhere() as (url, recorder):
        append(recorder, [one._replace(actor="Ben", on_behalf_of="Anna") for one in book.entries])
        with Ledger(url, clock=lambda: NOW) as ledger:
            for _ in ("from the entries", "as noted beside the stored views"):
                found = goodwill.cover(ledger, client="ACME", as_of=LAST).rows
                assert [(row.deputy, row.until, row.note) for row in found] == [
                    ("Ben", date(2000, 1, 1), "outside any cover"),  # the registration
                    ("Cleo", date(2026, 1, 4), None),
                ]
                stored.rebuild(url, LAST)


@POSTGRESQL_LATER
def test_covers_are_the_same_before_and_after_a_rebuild_in_both_databases(ledger_url: str) -> None:
    book = Book().client("ACME", manager="Anna").client("BETA", manager="Anna")
    cover = {"deputy": "Ben", "from": _day(1), "until": _day(50), "reason": "leave"}
    for client in ("ACME", "BETA", "BETA"):
        book.add("client.covered", client, _day(0), **cover)
    book.add("manager.covered", None, _day(0), manager="Cleo", **cover)
    book.add("client.reassigned", "ACME", _day(9), manager="Cleo")
    book.correct(3, cover | {"deputy": "Dora", "until": _day(70)}).void(5)
    book.add("client.covered", "ACME", _day(60), **cover | {"deputy": "anna", "until": _day(99)})
    store.create(ledger_url)
    with opened(ledger_url) as recorder, Ledger(ledger_url, clock=lambda: NOW) as ledger:
        _record(recorder, [one._replace(actor="Ben", on_behalf_of="anna") for one in book.entries])
        asked = [{"as_of": day, **where} for where in WHERE for day in (date(2026, 1, 20), LAST)]
        before = [covers(ledger, **one) for one in asked]
        stored.rebuild(ledger_url, LAST)
        assert cover_facts(recorder.database, 9) is not None
        assert [covers(ledger, **one) for one in asked] == before
