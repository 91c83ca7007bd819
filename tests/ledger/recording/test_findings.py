"""Faults of one sort that follow each other are one, and a million of them take little memory."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.errors import Fault
from ledger.recording.findings import Findings


def found(faults: Iterable[tuple[int, str]], most: int = 1_000) -> list[tuple[int, int | None, int, str]]:
    findings = Findings(most)
    for position, what in faults:
        findings.note(Fault(position, None, "code", what, "advice"))
    return [(fault.position, fault.last, fault.times, fault.what) for fault in findings.faults]


def test_those_that_follow_each_other_are_one() -> None:
    gone = "it is gone"
    some = [(position, gone) for position in (*range(5, 901), 903, 905, 906)]
    assert found(some) == [(5, 900, 896, gone), (903, None, 1, gone), (905, 906, 2, gone)]


def test_the_first_of_several_that_differ_in_numbers_says_that_they_go_on() -> None:
    some = [(position, f"version {position} follows {position - 2}") for position in (8, 9, 10, 12)]
    assert found(some) == [
        (8, 10, 3, "version 8 follows 6, and so on"), (12, None, 1, "version 12 follows 10"),
    ]  # fmt: skip


def test_what_is_wrong_with_the_ledger_itself_is_no_part_of_what_is_wrong_with_entries() -> None:
    assert found([(0, "x"), (0, "x"), (1, "x"), (0, "y")]) == [
        (0, 0, 2, "x"), (1, None, 1, "x"), (0, None, 1, "y"),
    ]  # fmt: skip


def test_of_very_many_apart_from_each_other_the_last_takes_in_the_rest() -> None:
    told = found(((position, "x") for position in range(1, 20_000, 2)), 100)
    assert len(told) == 100
    assert told[98:] == [(197, None, 1, "x"), (199, 19_999, 9_901, "x")]
    assert sum(times for _, _, times, _ in told) == 10_000
