"""Events of one line that a person records on behalf of another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commanding import REGISTERED, ran

HELD = ("record", "visit.held", "ACME", "call", "2026-03-02T10:00", "They take the tea")
BEHALF = ("--on-behalf-of", "Orxan")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED)


def behalves() -> list[str | None]:
    """The person on whose behalf each entry after the registration is recorded."""
    return [
        json.loads(line)["on_behalf_of"]
        for line in ran("history", "--format", "jsonl").stdout.splitlines()[1:]
    ]


def test_a_later_event_of_a_line_is_on_behalf_of_the_person_of_the_event_before() -> None:
    order, note = (
        ("+", "order.placed", "-", "TEA,1,5"),
        ("+", "complaint.raised", "-", "three bags torn", "2"),
    )
    ran(*HELD, *BEHALF, *order, *note)
    assert behalves() == ["Orxan"] * 3


def test_a_later_event_may_name_another_person_and_those_after_it_follow() -> None:
    paid, due = ("+", "payment.received", "B-1", "5"), ("+", "payment.promised", "-", "5", "2026-04-01")
    ran(*HELD, *paid, *BEHALF, *due, *paid[:2], "B-2", "5", "--on-behalf-of", "Aysel")
    assert behalves() == [None, "Orxan", "Orxan", "Aysel"]


def test_the_answer_says_on_whose_behalf_an_event_is_recorded() -> None:
    said = ran(*HELD, *BEHALF, "+", "payment.received", "B-1", "5").stdout.splitlines()
    assert "They take the tea on 2026-03-02 10:00 +00:00 on behalf of Orxan (position 2)" in said[0]
    assert "B-1, 5.00 EUR on 2026-03-02 10:00 +00:00 on behalf of Orxan (position 3)" in said[1]
    voided = ran("record", "entry.voided", "--entry", "3", "--reason", "not paid", *BEHALF).stdout
    assert voided.endswith("not paid, on behalf of Orxan (position 4)\n")
