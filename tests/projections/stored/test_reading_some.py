"""Stored views asked about some clients read these alone, in parts, and say what the facts say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from ledger import store
from ledger.events import ContactAdded, ContactChanged
from projections import Filter, answer, stored
from projections.framework import clients
from projections.framework.fold import fold
from projections.history import Horizon, remembered
from projections.stored import LedgerHistorySource, some_kinds, written
from projections.stored.answering import directory
from projections.stored.generation import Views
from tests.helpers.entries import Book
from tests.helpers.stored import answer_of_spans, append

DAY = date(2026, 6, 30)
MANY = 12
COUNT = MANY * 4 + 1
OWN = Filter(manager="Ana")
Asked: TypeAlias = tuple[str, str, Sequence[object]]


def book() -> Book:
    """Twelve clients, five of them Ana's, each with a contact, an order and a visit."""
    made = Book()
    for number in range(MANY):
        code = f"C{number:02}"
        made.client(code, manager="Bo" if number % 2 or number > 8 else "Ana")
        made.add("contact.added", code, "2026-01-02", person=f"p{number}", name=f"N{number}", role="buyer")
        line = {"product": "X", "quantity": "1", "unit_price": f"{number + 1}.00"}
        made.add("order.placed", code, "2026-02-03", number=f"O{number}", lines=[line])
        visit = {
            "visit": f"V{number}",
            "at": "2026-06-30T09:00:00+00:00",
            "channel": "visit",
            "purpose": "shelf",
        }
        made.add("visit.planned", code, "2026-06-01", **visit)
    return made.add("points.granted", "C00", "2026-02-01", number="G", points="50")


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[store.Recorder]:
    """That book as a ledger with stored views."""
    url = str(tmp_path / "goodwill.db")
    store.create(url)
    with closing(store.open_recorder(url)) as opened:
        append(opened, book().entries)
        stored.rebuild(url, DAY)
        yield opened


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """What the tables of views are asked: the table, the conditions, their values."""
    noted: list[Asked] = []
    pages = Views.pages

    def note(
        views: Views, columns: Sequence[str], table: str, rest: str = "", values: Sequence[object] = ()
    ) -> Iterator[list[tuple[Any, ...]]]:
        noted.append((table, rest, values))
        return pages(views, columns, table, rest, values)

    monkeypatch.setattr(Views, "pages", note)
    return noted


@pytest.mark.parametrize("name", ["agenda", "activity", "health", "loyalty", "people", "sales"])
def test_the_clients_of_a_manager_are_read_in_parts(
    recorder: store.Recorder, asked: list[Asked], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(written, "_AT_ONCE", 2)
    found = answer_of_spans(recorder.database, name, as_of=DAY, known_at=None, where=OWN)
    entries = book().entries
    told = answer(name, entries, as_of=DAY, known_at=None, position=len(entries), where=OWN)
    assert found is not None
    assert found.rows == told.rows
    named = {str(value) for _, rest, values in asked if " IN " in rest for value in values}
    assert {one for one in named if one.startswith("C")} == {"C00", "C02", "C04", "C06", "C08"}


@pytest.mark.parametrize(
    ("day", "reads"), [(DAY, False), (date(2026, 5, 31), False), (date(2026, 6, 29), True)]
)
def test_points_that_are_written_for_a_day_are_not_worked_out_again(
    recorder: store.Recorder, asked: list[Asked], day: date, *, reads: bool
) -> None:
    found = answer_of_spans(recorder.database, "loyalty", as_of=day, known_at=None)
    entries = book().entries
    told = answer("loyalty", entries, as_of=day, known_at=None, position=len(entries))
    assert found is not None
    assert (found.rows, found.items) == (told.rows, told.items)
    assert {row.points for row in found.rows} == {0, 50}
    assert ("points_moves" in [table for table, *_ in asked]) is reads


@pytest.mark.parametrize("passed", [0, 10**6])
def test_entries_of_some_kinds_are_the_same_looked_up_and_in_one_pass(
    recorder: store.Recorder, monkeypatch: pytest.MonkeyPatch, passed: int
) -> None:
    monkeypatch.setattr(some_kinds, "_PASSED", passed)
    source, kinds = LedgerHistorySource(recorder.database), (ContactAdded.kind, ContactChanged.kind)
    found = source.some({"C03": 0, "C00": 0, "NONE": 0}, kinds, Horizon(DAY, None, 30))
    assert {code: [fact.event.name for fact in facts] for code, facts in found.items()} == {  # type: ignore[union-attr]
        "C03": ["N3"],
        "C00": ["N0"],
        "NONE": [],
    }


def test_entries_are_looked_up_from_a_position_on(
    recorder: store.Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(some_kinds, "_PASSED", 0)
    source, kinds = LedgerHistorySource(recorder.database), frozenset(entry.kind for entry in book().entries)
    whole = source.facts("C03", kinds, Horizon(DAY, None, COUNT))[0]
    middle = whole[len(whole) // 2].position
    found = source.some({"C03": middle}, kinds, Horizon(DAY, None, COUNT))["C03"]
    assert [fact.position for fact in found] == [fact.position for fact in whole if fact.position >= middle]


@pytest.mark.parametrize("position", [COUNT + 1, COUNT, 7])
def test_the_stored_directory_is_that_of_the_facts(recorder: store.Recorder, position: int) -> None:
    made = book()
    made.add("client.reassigned", "C01", "2026-03-01", manager="Ana")
    append(recorder, made.entries[COUNT:])
    stored.catch_up(recorder.database, DAY)
    horizon = Horizon(DAY, None, position)
    folded = fold((clients.evolve,), remembered(made.entries), horizon)
    assert directory(recorder.database, horizon) == clients.directory(folded)


def test_there_is_no_stored_directory_before_a_rebuild(tmp_path: Path) -> None:
    url = str(tmp_path / "goodwill.db")
    store.create(url)
    with closing(store.open_recorder(url)) as opened:
        append(opened, book().entries)
        assert directory(opened.database, Horizon(DAY, None, 1)) is None


@pytest.mark.parametrize("named", [(), (0,), (0, 1, 2)])
def test_order_days_are_read_of_clients_with_a_contract_that_no_order_names(
    recorder: store.Recorder, asked: list[Asked], named: Sequence[int]
) -> None:
    made = book()
    for number in range(3):
        term = {"starts": "2026-01-01", "ends": "2026-12-31", "value": "10"}
        made.add("contract.signed", f"C{number:02}", "2026-02-01", number="N", **term)
        for order, more in (("X", {"contract": "N"} if number in named else {}), ("Y", {})):
            line = {"product": "X", "quantity": "1", "unit_price": "3.00"}
            made.add("order.placed", f"C{number:02}", "2026-02-05", number=order, lines=[line], **more)
    append(recorder, made.entries[len(book().entries) :])
    stored.catch_up(recorder.database, DAY)
    asked.clear()
    found = answer_of_spans(recorder.database, "contracts", as_of=DAY, known_at=None)
    told = answer("contracts", made.entries, as_of=DAY, known_at=None, position=len(made.entries))
    assert found is not None
    assert found.rows == told.rows
    assert [row.bought for row in found.rows] == [3 if number in named else 7 + number for number in range(3)]
    days = [value for table, _, values in asked if table == "order_days" for value in values]
    assert {one for one in days if isinstance(one, str)} == {f"C{one:02}" for one in {0, 1, 2} - {*named}}
