from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import events
from ledger.corrections import in_force, marks
from ledger.entry import Entry, client_stream, entry_id
from ledger.events.base import ERASED
from ledger.judging import make_event

STREAM = client_stream("ACME")
DAY = datetime(2026, 3, 1, tzinfo=UTC)


def history(*said: str) -> list[Entry]:
    """Entries from words: ``note x`` describes, ``void 2`` voids version 2, ``correct 1 y`` replaces text."""
    entries = []
    for version, words in enumerate(said, 1):
        match words.split():
            case ["note", text]:
                event = make_event("client.described", {"topic": "needs", "text": text})
            case ["void", target]:
                event = make_event(
                    "entry.voided", {"entry": str(entry_id(STREAM, int(target))), "reason": "r"}
                )
            case ["correct", target, text]:
                fields = {"replacement": {"topic": "needs", "text": text}, "reason": "r"}
                event = make_event("entry.corrected", {"entry": str(entry_id(STREAM, int(target))), **fields})
        entries.append(Entry(version, STREAM, version, event, DAY, DAY, "anna", "ACME"))
    return entries


def texts(*said: str) -> list[str]:
    return [getattr(entry.event, "text", "?") for entry in in_force(history(*said))]


def test_without_corrections_everything_counts() -> None:
    assert texts("note a", "note b") == ["a", "b"]


def test_a_voided_entry_does_not_count() -> None:
    assert texts("note a", "note b", "void 1") == ["b"]


def test_a_corrected_entry_counts_with_its_replacement_in_its_place() -> None:
    assert texts("note a", "note b", "correct 1 c") == ["c", "b"]
    assert in_force(history("note a", "correct 1 c"))[0].version == 1


def test_of_several_corrections_the_latest_counts() -> None:
    assert texts("note a", "correct 1 b", "correct 1 c") == ["c"]


def test_voiding_a_void_restores_and_voiding_a_correction_takes_it_back() -> None:
    assert texts("note a", "void 1", "void 2") == ["a"]
    assert texts("note a", "correct 1 b", "void 2") == ["a"]
    assert texts("note a", "correct 1 b", "correct 1 c", "void 3") == ["b"]
    assert texts("note a", "void 1", "void 2", "void 3") == []


def test_marks_name_the_entries_that_void_and_correct() -> None:
    found = marks(history("note a", "note b", "void 1", "correct 2 c"))
    assert {
        version: (m.voided_by and m.voided_by.version, m.corrected_by and m.corrected_by.version)
        for version, m in found.items()
    } == {
        1: (3, None),
        2: (None, 4),
    }


def test_a_correction_may_move_the_date() -> None:
    fields = {
        "entry": str(entry_id(STREAM, 1)),
        "replacement": {"topic": "needs", "text": "b"},
        "reason": "r",
    }
    event = make_event("entry.corrected", {**fields, "occurred_at": "2026-01-15"})
    [counted] = in_force([*history("note a"), Entry(2, STREAM, 2, event, DAY, DAY, "anna", "ACME")])
    assert counted.on.isoformat() == "2026-01-15"


def test_a_corrected_date_holds_until_another_correction_gives_another() -> None:
    fields = {
        "entry": str(entry_id(STREAM, 1)),
        "replacement": {"topic": "needs", "text": "b"},
        "reason": "r",
    }
    moved = make_event("entry.corrected", {**fields, "occurred_at": "2026-01-15"})
    changed = make_event("entry.corrected", fields)
    entries = [
        *history("note a"),
        *(Entry(v, STREAM, v, e, DAY, DAY, "anna", "ACME") for v, e in ((2, moved), (3, changed))),
    ]
    assert [entry.on.isoformat() for entry in in_force(entries)] == ["2026-01-15"]


def test_what_is_not_personal_and_was_erased_all_the_same_is_as_it_was_before() -> None:
    raised = {"number": "1", "topic": "price", "severity": 2}
    first = Entry(1, STREAM, 1, make_event("objection.raised", raised), DAY, DAY, "anna", "ACME")
    erased = {"number": "1", "topic": ERASED, "severity": 3, "note": ERASED}
    event = make_event("entry.corrected", {"entry": str(first.id), "replacement": erased, "reason": "r"})
    [counted] = in_force([first, Entry(2, STREAM, 2, event, DAY, DAY, "anna", "ACME")])
    assert counted.event == make_event("objection.raised", {**erased, "topic": "price"})


def test_a_replacement_is_raised_like_any_stored_event(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ranked(events.ClientRanked, frozen=True, kw_only=True):
        shape = 2

        @classmethod
        def raise_shape(cls, stored: dict[str, Any], shape: int) -> dict[str, Any]:
            assert shape == 1
            return {"reason": stored["why"], **{name: said for name, said in stored.items() if name != "why"}}

    monkeypatch.setitem(events.KINDS, "client.ranked", Ranked)
    first = Entry(1, STREAM, 1, Ranked(rank="key", reason="r"), DAY, DAY, "anna", "ACME")
    old = {
        "entry": str(first.id),
        "replacement": {"rank": "small", "why": "w"},
        "reason": "r",
        "replacement_shape": 1,
    }
    correction = Entry(2, STREAM, 2, make_event("entry.corrected", old), DAY, DAY, "anna", "ACME")
    assert [entry.event for entry in in_force([first, correction])] == [Ranked(rank="small", reason="w")]


@given(st.lists(st.sampled_from(["note", "void", "correct"]), max_size=12), st.data())
def test_a_later_fact_changes_nothing_of_what_counted(kinds: list[str], data: st.DataObject) -> None:
    said: list[str] = []
    for kind in kinds:
        target = data.draw(st.integers(1, len(said))) if said and kind != "note" else 0
        said.append("note n" if not target else f"void {target}" if kind == "void" else f"correct {target} c")
    plain = [line for line in said if line.startswith("note")]
    counted = in_force(history(*said))
    assert in_force(history(*said, "note later"))[:-1] == counted
    assert len(counted) <= len(plain)
    assert [entry.version for entry in counted] == sorted({entry.version for entry in counted})
