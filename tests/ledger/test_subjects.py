"""What an entry is about by a number that a proposal, a tender and an order may have."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import get_args, get_type_hints

import pytest

from ledger import events
from ledger.subjects import NUMBERED, PRODUCT, Thing, meant

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


def test_an_objection_may_state_each_sort_of_thing_that_it_can_be_about() -> None:
    stated, _ = get_args(get_type_hints(events.ObjectionRaised)["about_type"])
    assert get_args(stated) == (*NUMBERED, PRODUCT)
