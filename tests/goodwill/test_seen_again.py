"""An answer is the same whenever somebody asks again for its day as known at its moment.

Thu 4 June   order O-1 is late, visit V-1 is planned for Friday, samples are promised for Wednesday
Fri 5 June   10:00 visit V-1, of which nobody tells how it went
a year later another client, and a payment of 4 June
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import goodwill
from projections.framework.registry import REGISTER

THURSDAY = datetime(2026, 6, 4, 9, tzinfo=UTC)
FRIDAY, MONDAY = date(2026, 6, 5), date(2026, 6, 8)

FACTS: list[tuple[str, str, dict[str, Any]]] = [
    ("client.registered", "2026-01-01", {"code": "A", "name": "Araz", "currency": "EUR", "manager": "Ana"}),
    ("order.placed", "2026-05-20", {"number": "O-1", "currency": "EUR", "deliver_by": "2026-06-03",
        "lines": [{"product": "TEA", "quantity": "1", "unit_price": "10"}]}),
    ("invoice.issued", "2026-05-20", {"number": "I-1", "amount": "10", "currency": "EUR", "due": "2026-06-05"}),
    ("visit.planned", "2026-06-01", {"visit": "V-1", "at": "2026-06-05T10:00Z", "channel": "visit", "purpose": "range"}),
    ("commitment.made", "2026-06-01", {"number": "C-1", "by": "us", "what": "samples", "due": "2026-06-03", "owner": "Ana"}),
]  # fmt: skip
LATER: list[tuple[str, str, dict[str, Any]]] = [
    ("client.registered", "2026-01-01", {"code": "B", "name": "Beta", "currency": "EUR", "manager": "Ana"}),
    ("payment.received", "2026-06-04", {"number": "P-1", "amount": "10", "currency": "EUR"}),
]


def _changed(ledger: goodwill.Ledger, as_of: date, known_at: datetime | None = None) -> dict[str, Any]:
    """What changed of activity in the days before."""
    seen: Any = {"as_of": as_of, "known_at": known_at}
    found = goodwill.changes(ledger, "activity", since=date(2026, 6, 1), **seen)
    return {"known_at": found.last.horizon.known_at, "changes": found.changes, "first": found.first.horizon}


ASKED: dict[str, Callable[..., Any]] = {
    name: lambda ledger, name=name, **seen: goodwill.answer(ledger, name, **seen).as_json() for name in REGISTER
} | {
    "stored agenda": lambda ledger, **seen: goodwill.agenda(ledger, **seen).as_json(),
    "activity by manager": lambda ledger, **seen: goodwill.activity(ledger, by="manager", **seen).as_json(),
    "late orders": lambda ledger, **seen: goodwill.orders_late(ledger, **seen).as_json(),
    "brief": lambda ledger, **seen: goodwill.brief(ledger, "A", **seen).as_json(),
    "changes": _changed,
    "why agenda": lambda ledger, **seen: goodwill.explain(ledger, "agenda", "A", **seen),
    "why activity": lambda ledger, **seen: goodwill.explain(ledger, "activity", "A", **seen),
}  # fmt: skip


class Clock:
    """A clock that a test sets."""

    now = THURSDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[goodwill.Ledger]:
    with goodwill.Ledger.create(str(tmp_path / "goodwill.db"), clock=clock) as ledger:
        _record(ledger, FACTS)
        yield ledger


def _record(ledger: goodwill.Ledger, facts: list[tuple[str, str, dict[str, Any]]]) -> None:
    for kind, day, fields in facts:
        on = datetime.fromisoformat(day).replace(tzinfo=UTC)
        ledger.record(
            goodwill.Draft(
                goodwill.make_event(kind, fields),
                on,
                "ana",
                None if kind in {"house.described", "manager.covered"} else fields.get("code", "A"),
            )
        )


def _a_year_later(ledger: goodwill.Ledger, clock: Clock) -> None:
    clock.now += timedelta(days=365)
    _record(ledger, LATER)


@pytest.mark.parametrize("days", [0, 2], ids=["on Thursday", "on Saturday, after a day without entries"])
@pytest.mark.parametrize("as_of", [date(2026, 6, 3), THURSDAY.date(), FRIDAY, MONDAY], ids=str)
@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_the_day_and_moment_of_an_answer_give_it_again(
    asked: Callable[..., Any], as_of: date, days: int, ledger: goodwill.Ledger, clock: Clock
) -> None:
    clock.now += timedelta(days=days)
    first = asked(ledger, as_of=as_of)
    known = first["known_at"] if isinstance(first, dict) else first.known_at
    _a_year_later(ledger, clock)
    if isinstance(known, str):
        known = datetime.fromisoformat(known)
    assert asked(ledger, as_of=as_of, known_at=known) == first


@pytest.mark.parametrize(
    ("kind", "decided"),
    [
        ("manager.covered", "2026-06-01"),
        ("manager.covered", "2026-06-03"),
        ("manager.covered", "2026-06-10"),
        ("client.covered", "2026-06-03"),
    ],
)
@pytest.mark.parametrize("days", [5, 7], ids=["on Tuesday 9 June", "on Thursday 11 June"])
@pytest.mark.parametrize("asked", [{}, {"mine": "Bob"}, {"mine": "Ana"}], ids=str)
def test_a_past_week_without_a_day_is_the_same_again_with_its_moment_alone(
    asked: dict[str, Any], days: int, kind: str, decided: str, ledger: goodwill.Ledger, clock: Clock
) -> None:
    """On 4 June somebody records that Bob stands in for Ana from 3 to 5 June; a decision may lie ahead."""
    cover = {"deputy": "Bob", "from": "2026-06-03", "until": "2026-06-05", "reason": "ill"}
    _record(ledger, [(kind, decided, cover | ({"manager": "Ana"} if kind == "manager.covered" else {}))])
    clock.now += timedelta(days=days)
    first = goodwill.agenda(ledger, week="2026-W23", **asked)
    assert "A" in {row.client for row in first.rows}
    _a_year_later(ledger, clock)
    again = goodwill.agenda(ledger, week="2026-W23", known_at=first.known_at, **asked)
    assert again.as_json() == first.as_json()


@pytest.mark.parametrize(
    ("known_at", "unreported"),
    [
        (None, 1),  # a year later nobody told how the visit went
        (datetime(2026, 6, 5, 18, tzinfo=UTC), 0),  # on Friday it was planned
        (datetime(2026, 6, 6, 9, tzinfo=UTC), 1),  # on Saturday its day was over
        (datetime(2030, 1, 1, tzinfo=UTC), 1),  # a moment to come is now
    ],
)
def test_what_was_known_at_a_moment_is_seen_on_its_day(
    known_at: datetime | None, unreported: int, ledger: goodwill.Ledger, clock: Clock
) -> None:
    _a_year_later(ledger, clock)
    row = goodwill.activity(ledger, as_of=MONDAY, known_at=known_at, client="A").rows[0]
    brief = goodwill.brief(ledger, "A", as_of=MONDAY, known_at=known_at)
    assert (row.not_reported, len(brief.open.unreported), len(brief.planned)) == (
        unreported,
        unreported,
        1 - unreported,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [("Pacific/Kiritimati", "Pacific/Pago_Pago"), ("Pacific/Pago_Pago", "Pacific/Kiritimati")],
)
@pytest.mark.parametrize("days", [0, 2], ids=["on Thursday", "on Saturday, after a day without entries"])
def test_a_moment_is_of_the_day_that_it_had_where_the_house_was(
    before: str, after: str, days: int, ledger: goodwill.Ledger, clock: Clock
) -> None:
    """The one zone is a day ahead of the other."""
    house = {"name": "House", "time_zone": before}
    _record(ledger, [("house.described", "2026-01-01", house)])
    clock.now += timedelta(days=days)
    asked = "stored agenda", "activity by manager", "brief"
    first = {name: ASKED[name](ledger, as_of=FRIDAY) for name in asked}
    _record(ledger, [("house.described", "2026-01-02", house | {"time_zone": after})])
    _a_year_later(ledger, clock)
    for name, found in first.items():
        known_at = datetime.fromisoformat(found["known_at"])
        assert ASKED[name](ledger, as_of=FRIDAY, known_at=known_at) == found


def test_an_answer_that_depends_on_the_day_names_the_start_of_a_day_without_entries(
    ledger: goodwill.Ledger, clock: Clock
) -> None:
    clock.now += timedelta(days=2)
    newest = goodwill.answer(ledger, "receivables", as_of=MONDAY).known_at
    assert newest is not None
    assert newest.date() == THURSDAY.date()
    named = goodwill.activity(ledger, as_of=MONDAY).known_at
    assert named is not None
    assert named.astimezone() == datetime(2026, 6, 6).astimezone()


@pytest.mark.parametrize(
    "days", [0, 2, 40], ids=["that day", "after a day without entries", "after the month"]
)
def test_a_report_of_a_month_is_the_same_with_its_own_moment(
    days: int, ledger: goodwill.Ledger, clock: Clock
) -> None:
    """On 4 June nothing is overdue, on the 6th and at the end of the month the 10 of I-1 are."""
    clock.now += timedelta(days=days)
    first = goodwill.report(ledger, "Ana", "2026-06")
    assert first.as_of == min(clock.now.date(), date(2026, 6, 30))
    overdue = next(one.month for one in first.figures if one.figure == "overdue")
    assert overdue == (10 if days else 0)
    submitted = goodwill.submit_report(ledger, first, actor="ana")
    _a_year_later(ledger, clock)
    again = goodwill.report(ledger, "Ana", "2026-06", known_at=first.known_at)
    assert again.text() == first.text()
    assert submitted.entry is not None
    assert goodwill.submit_report(ledger, again, actor="ana").entry is None
