"""Folds that share work: one that waits where another does the same at once, and one that follows another."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.entry import Fact
from ledger.events import ContactAdded, VisitHeld
from projections.framework.fold import apart, fold_days, fold_on, kinds_of
from projections.framework.fold_parts import Deferred, Evolve, Waiting, following, joined, parts_of, reads
from tests.helpers.entries import Book


def visits(state: list[int] | None, entry: Fact, event: VisitHeld) -> list[int]:
    del event
    return [*(state or []), entry.position]


LATER = Deferred(visits)
BOTH: Evolve = joined((LATER, visits))


def states(*folds: Evolve) -> list[Any]:
    book = Book().client("ACME")
    for day in ("2026-01-02", "2026-01-03"):
        book.add("visit.held", "ACME", day, channel="call", started_at=f"{day}T10:00Z", summary="talked")
    ((_, folded, _),) = fold_days(folds, book.entries, [date(2026, 1, 31)])
    return folded.states


def test_a_state_that_waits_is_folded_when_it_is_asked_for() -> None:
    (waiting,) = states(LATER)
    assert isinstance(waiting, Waiting)
    assert len(waiting.facts) == 2
    assert waiting.state == [2, 3]
    assert waiting.state == [2, 3]
    assert not waiting.facts


@pytest.mark.parametrize("folds", [(LATER, visits), (visits, LATER)])
def test_it_shares_the_state_of_a_fold_that_does_the_same_at_once(folds: tuple[Evolve, ...]) -> None:
    one, other = states(*folds)
    assert one is other
    assert one == [2, 3]


def test_folds_that_are_joined_twice_are_folded_once() -> None:
    twice = joined((BOTH, joined((visits, LATER), make=lambda *found: [*found])))
    assert parts_of(twice) == (LATER, visits)
    assert apart((twice,)) == (visits,)
    assert kinds_of((twice,)) == kinds_of((visits,)) == kinds_of((LATER,))
    ((first, second),) = states(twice)
    assert isinstance(second, list)
    assert all(one is first[0] for one in (*first, *second))


@following(visits)
def counted(state: int | None, entry: Fact, event: VisitHeld | ContactAdded, seen: list[int] | None) -> int:
    del entry, event
    return (state or 0) + len(seen or ())


def test_a_fold_reads_what_the_same_entry_made_of_the_one_that_it_follows() -> None:
    assert states(counted) == [1 + 2]
    assert states(counted, visits) == [1 + 2, [2, 3]]
    assert states(joined((visits, counted))) == [([2, 3], 1 + 2)]


def test_a_fold_that_follows_another_reads_its_kinds_and_is_folded_after_it() -> None:
    assert {*reads(counted)} == {VisitHeld, ContactAdded}
    assert apart((counted, BOTH)) == (visits, counted)
    book = (
        Book().client("ACME").add("contact.added", "ACME", "2026-01-02", person="P", name="Pat", role="buyer")
    )
    ((_, folded, _),) = fold_days((counted,), book.entries, [date(2026, 1, 31)])
    assert folded.states == [0]


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 31)])
@pytest.mark.parametrize("folds", [(visits,), (BOTH, visits), ()])
def test_the_states_of_one_day_are_those_that_several_days_come_to(
    folds: tuple[Evolve, ...], day: date
) -> None:
    book = Book().client("ACME")
    for on in ("2026-01-02", "2026-01-03"):
        book.add("visit.held", "ACME", on, channel="call", started_at=f"{on}T10:00Z", summary="talked")
    *_, (_, folded, _) = fold_days(folds, book.entries, [date(2026, 1, 1), day])
    assert fold_on(folds, book.entries, day) == folded
