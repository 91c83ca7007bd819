"""Rules about commitments: what we and the client owe each other."""

from __future__ import annotations

import pytest

from ledger.rules.refusals import NotOpen, NumberTaken, UnknownNumber
from tests.helpers.decider import Fact, fact, given

MADE = fact("commitment.made", number="C-1", by="us", what="send the drawings", due="2026-03-20")
MOVED = fact("commitment.moved", "2026-03-10", number="C-1", due="2026-04-02")
CLOSED = [fact(f"commitment.{how}", "2026-03-15", number="C-1") for how in ("kept", "broken")]


def test_a_commitment_is_made_once() -> None:
    given().when(MADE).admitted()
    given(MADE).when(MADE).refused(NumberTaken, "commitment 'C-1'")


@pytest.mark.parametrize("wanted", [*CLOSED, MOVED])
def test_only_an_open_commitment_is_kept_broken_or_moved(wanted: Fact) -> None:
    given(MADE).when(wanted).admitted()
    given(MADE, MOVED).when(wanted).admitted()
    given().when(wanted).refused(UnknownNumber, "no commitment 'C-1'")
    for closed in CLOSED:
        given(MADE, closed).when(wanted).refused(NotOpen)
