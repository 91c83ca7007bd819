"""What credit is used for is the same, whether it was kept up to date or is worked out from nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import rules
from ledger.entry import Entry
from ledger.events import OrderPlaced
from ledger.rules import Relationship
from ledger.rules.credit import exposure_after
from ledger.rules.exposure import Exposure, exposure_of
from ledger.rules.oldest import oldest_due
from ledger.rules.tally import ByDay, Sums
from tests.admissible import CORRECTIONS, histories
from tests.entries import Fact
from tests.histories import CLIENTS, facts, ledger

Figures: TypeAlias = tuple[list[Exposure], list[date | None]]


def figures(relationship: Relationship) -> Figures:
    """All that is asked of a client's credit."""
    exposures = [exposure_of(relationship, currency) for currency in ("EUR", "USD")]
    return exposures, [oldest_due(relationship, derive=derive) for derive in (True, False)]


def judged_along(entries: list[Entry], random: Random) -> None:
    """Asks of a relationship every now and then what is asked of one that never was asked before."""
    relationship = rules.initial()
    for count, entry in enumerate(entries, 1):
        known = entries[:count]
        again = entry.kind in CORRECTIONS
        relationship = rules.refold(known) if again else rules.evolve(relationship, entry)
        if random.random() < 0.7:
            assert figures(relationship) == figures(rules.refold(known))


@given(histories(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=100)
def test_figures_that_are_kept_up_to_date_are_those_worked_out_from_nothing(
    entries: list[Entry], random: Random
) -> None:
    judged_along(entries, random)


@given(facts(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_so_they_are_where_older_rules_let_in_what_makes_no_sense(said: list[Fact], random: Random) -> None:
    entries = ledger(said).entries
    for client in CLIENTS:
        judged_along([entry for entry in entries if entry.client == client], random)


@given(histories())
@settings(deadline=None, max_examples=60)
def test_what_an_order_is_judged_by_is_so_once_it_is_placed(entries: list[Entry]) -> None:
    if any(entry.kind in CORRECTIONS for entry in entries):
        return
    relationship = rules.initial()
    for entry in entries:
        event, on = entry.event, entry.on
        wanted = exposure_after(relationship, event, on) if isinstance(event, OrderPlaced) else None
        rules.evolve(relationship, entry)
        if wanted is not None:
            assert exposure_of(relationship, "EUR").amount == wanted


def test_a_state_that_was_asked_is_stored_as_if_it_was_not() -> None:
    relationship = rules.initial()
    before = rules.dump(relationship)
    figures(relationship)
    assert relationship.tally is not None
    assert rules.dump(relationship) == before
    assert rules.load(before) == relationship


def test_what_is_counted_again_adds_once() -> None:
    sums = Sums[str]()
    for adds in ({"EUR": Decimal(5)}, {"EUR": Decimal(7), "USD": Decimal(1)}, {"EUR": Decimal(2)}):
        sums.count("17", adds)
    sums.count("18", {"EUR": Decimal(1)})
    assert [sums["EUR"], sums["USD"]] == [3, 0]
    sums.count("17", {})
    assert sums.by_key == {"EUR": 1}


DAYS = st.dictionaries(st.integers(0, 200), st.integers(1, 9), max_size=30)


@given(DAYS, DAYS, st.integers(0, 200))
def test_the_first_day_beyond_a_rest_is_found_as_if_all_days_were_walked(
    gone: dict[int, int], stay: dict[int, int], rest: int
) -> None:
    def dated(amounts: dict[int, int]) -> dict[tuple[str, date], Decimal]:
        return {
            ("EUR", date(2025, 12, 1) + timedelta(day)): Decimal(amount) for day, amount in amounts.items()
        }

    sums = ByDay()
    sums.count("17", dated(gone))
    sums.count("17", dated(stay))
    walked, left = None, Decimal(rest)
    for (_, day), amount in sorted(dated(stay).items()):
        if amount > left:
            walked = day
            break
        left -= amount
    assert sums.first_beyond(lambda _: Decimal(rest)) == walked
