"""What an entry is about by a number that a proposal, a tender and an order may have."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from ledger.subjects import NUMBERED, Thing, meant

ON = date(2026, 3, 10)
BEFORE, LATER, LAST = date(2026, 3, 9), date(2026, 3, 11), date(2026, 3, 12)


@pytest.mark.parametrize(
    ("days", "sort"),
    [
        ({}, None),
        ({"order": BEFORE}, "order"),
        ({"proposal": BEFORE, "tender": BEFORE, "order": BEFORE}, "proposal"),
        ({"proposal": ON, "order": BEFORE}, "proposal"),  # what is made on that day is known on it
        ({"proposal": LATER, "order": BEFORE}, "order"),  # what was made by then comes before what follows
        ({"proposal": LAST, "tender": LATER}, "tender"),
        ({"proposal": LATER, "tender": LATER}, "proposal"),
    ],
)
def test_without_a_sort_it_is_the_first_that_was_made_by_then(
    days: dict[str, date], sort: str | None
) -> None:
    made: dict[Thing, date] = {(one, "17"): day for one, day in days.items()}
    for order in permutations(made):
        assert meant(None, "17", ON, {thing: made[thing] for thing in order}) == sort
    for stated in (*NUMBERED, "product"):
        assert meant(stated, "17", ON, made) == stated
    assert meant(None, "18", ON, made) is None
