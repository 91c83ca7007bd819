"""Which policy a view uses: the one that the house had adopted by its day, as known at its moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger import Draft, Ledger, make_event
from projections import DEFAULT, Answer, answer
from projections.framework.fold_parts import reads
from projections.framework.registry import views_with_rows
from projections.history import Horizon
from projections.policy import UnreadablePolicy, VersionAdopted, check_version, in_force, read, timetable

START = datetime(2026, 8, 1, tzinfo=UTC)


class House:
    """A ledger with one client that owes 100, due on 30 June; it learns one fact a day from August on."""

    def __init__(self, path: Path) -> None:
        self.now = START
        self.ledger = Ledger.create(str(path), clock=lambda: self.now)
        client = {"code": "ACME", "name": "Acme", "currency": "EUR"}
        invoice = {"number": "1", "amount": "100", "currency": "EUR", "due": "2026-06-30"}
        self.add("client.registered", "2026-01-01", "ACME", **client)
        self.add("invoice.issued", "2026-06-01", "ACME", **invoice)

    def add(self, kind: str, day: str, client: str | None = None, **fields: Any) -> str:
        """Records a fact, and gives the entry's id."""
        self.now += timedelta(days=1)
        draft = Draft(make_event(kind, fields), datetime.fromisoformat(f"{day}T00:00+00:00"), "tests", client)
        entry = self.ledger.record(draft).entry
        assert entry
        return str(entry.id)

    def adopt(self, version: str, day: str, text: str = "") -> str:
        return self.add("policy.adopted", day, version=version, document=f"version = '{version}'\n{text}")

    def asked(self, as_of: str, known_at: datetime | None = None, **more: Any) -> Answer:
        return answer(
            "receivables",
            self.ledger.history,
            as_of=date.fromisoformat(as_of),
            known_at=known_at,
            position=self.ledger.position,
            **more,
        )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "goodwill.db")
    yield house
    house.ledger.close()


EDGES = "[receivables]\nbucket_edges = [5]"


def test_the_timetable_and_the_answer_of_a_day_agree_in_every_time_zone(house: House) -> None:
    for version, moment in (
        ("east", "2026-07-02T00:30+14:00"),
        ("west", "2026-07-01T23:00-10:00"),
        ("late", "2026-07-03T01:00+00:00"),
    ):
        fields = {"version": version, "document": f"version = '{version}'\n"}
        event = make_event("policy.adopted", fields)
        house.ledger.record(Draft(event, datetime.fromisoformat(moment), "tests"))
    entries = list(house.ledger.history())
    found = []
    for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 3)):
        policy = in_force(entries, Horizon(day, None, house.ledger.position))
        assert timetable(entries).on(day) == policy
        found.append(policy.version)
    assert found == [DEFAULT.version, "west", "east", "late"]


def test_a_view_uses_the_policy_in_force_on_its_day_as_known_then(house: House) -> None:
    before = house.now
    house.adopt("second", "2026-07-10", EDGES)
    assert house.asked("2026-07-09").policy == "default-2"
    assert list(house.asked("2026-07-09").totals[0].overdue) == [
        "1-30",
        "31-60",
        "61-90",
        "91-120",
        "over 120",
    ]
    assert house.asked("2026-07-10").policy == "second"
    assert list(house.asked("2026-07-10").totals[0].overdue) == ["1-5", "over 5"]
    assert house.asked("2026-07-10", known_at=before).policy == "default-2"
    assert house.asked("2026-07-10", policy=DEFAULT).policy == "default-2"


def test_the_newest_by_date_is_in_force_whenever_it_was_recorded(house: House) -> None:
    house.adopt("third", "2026-07-20")
    house.adopt("second", "2026-07-10")
    days = ("2026-07-09", "2026-07-10", "2026-07-19", "2026-07-20")
    assert [house.asked(day).policy for day in days] == ["default-2", "second", "second", "third"]


def test_a_voided_adoption_was_never_in_force_and_a_corrected_one_is_as_corrected(house: House) -> None:
    second = house.adopt("second", "2026-07-10")
    known_at = house.now
    house.add("entry.voided", "2026-07-11", entry=second, reason="a slip")
    assert house.asked("2026-07-12").policy == "default-2"
    assert house.asked("2026-07-12", known_at=known_at).policy == "second"
    third = house.adopt("third", "2026-07-10")
    replacement = {"version": "third", "document": f"version = 'third'\n{EDGES}"}
    house.add("entry.corrected", "2026-07-11", entry=third, reason="a slip", replacement=replacement)
    assert list(house.asked("2026-07-12").totals[0].overdue) == ["1-5", "over 5"]


@pytest.mark.parametrize("text", ["half_life = 3", "version = 'another'"])
def test_a_policy_that_cannot_be_used_is_one_error_with_its_position(house: House, text: str) -> None:
    house.add("policy.adopted", "2026-07-10", version="bad", document=text)
    assert house.asked("2026-07-09").policy == "default-2"
    with pytest.raises(UnreadablePolicy, match="policy 'bad', adopted at position 3, cannot be used: "):
        house.asked("2026-07-10")
    house.adopt("good", "2026-07-11")
    assert house.asked("2026-07-11").policy == "good"


def test_a_version_stands_for_one_policy(house: House) -> None:
    house.adopt("second", "2026-07-10", EDGES)
    known = list(house.ledger.history())
    same = in_force(known, Horizon(date(2026, 7, 10), None, 10))
    found = check_version(same, known)
    assert found
    assert found.position == 3
    assert check_version(replace(same, version="third"), known) is None
    for other in (replace(DEFAULT, version="second"), replace(same, version="default-2")):
        with pytest.raises(VersionAdopted):
            check_version(other, known)


def test_no_page_depends_on_the_policy() -> None:
    for projection in views_with_rows():
        assert not any(event.kind == "policy.adopted" for event in reads(projection.fold))


RETIRED = "[health]\nfreshness = 120\n[health.weights]\nvoice = 1\n[health.commerce]\nhalf_score = 15\n[health.engagement]\ntolerance = 9\n"


def test_keys_that_count_no_more_are_refused_with_what_to_write_instead() -> None:
    said = [str(fault) for fault in read(f"version = 'x'\n{RETIRED}").faults]
    assert [fault.partition(": it counts no more: ")[0] for fault in said] == [
        "line 3: health.freshness",
        "line 4: health.weights",
        "line 7: health.commerce.half_score",
        "line 9: health.engagement.tolerance",
    ]
    assert "write half = 6" in said[-2]
    assert "tolerance in [touches] holds for health too" in said[-1]


def test_keys_that_count_no_more_are_ignored_in_a_policy_adopted_before(house: House) -> None:
    house.adopt("old", "2026-07-10", f"{EDGES}\n{RETIRED}")
    assert list(house.asked("2026-07-10").totals[0].overdue) == ["1-5", "over 5"]
    rules = house.asked("2026-07-10").rules
    assert rules.ignored == (
        "health.freshness",
        "health.weights",
        "health.commerce.half_score",
        "health.engagement.tolerance",
    )
