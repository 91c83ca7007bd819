"""Laws of the programme on random histories."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from projections.loyalty import LoyaltyRow
from tests.helpers.depth import tries
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import CLIENTS, FIRST, facts, ledger
from tests.helpers.seen import saw, sees
from tests.helpers.stored import PROGRAMMES
from tests.projections.programme.test_scenarios import loyalty

_days = st.integers(0, 70).map(lambda count: (FIRST + timedelta(days=count)).date())
_spent = st.tuples(st.sampled_from(CLIENTS), _days, st.integers(1, 50), st.booleans())
_rules = st.sampled_from([*PROGRAMMES, f"{PROGRAMMES[0]}\n[programme]\npooling = 'group'"])


def standings(book: Book, day: date, rules: str) -> list[tuple[object, ...]]:
    """What counts for the tier of each client, and the tier."""
    found = loyalty(book, rules, day)
    rows = [row for row in found.rows if isinstance(row, LoyaltyRow)]
    return [(row.client, row.qualifying, row.tier) for row in rows]


@sees(10)
@tries(25, 100)
@given(facts(), st.lists(_spent, min_size=1, max_size=4), _days, _rules)
def test_redeeming_and_its_cancellation_never_change_what_qualifies(
    said: list[Fact],
    spent: list[tuple[str, date, int, bool]],
    day: date,
    rules: str,
) -> None:
    book = ledger(said)
    before = standings(book, day, rules)
    for number, (client, on, points, cancelled) in enumerate(spent):
        name = f"spent-{number}"
        book.add("points.redeemed", client, on.isoformat(), number=name, points=str(points))
        if cancelled:
            book.add("points.redemption_cancelled", client, on.isoformat(), number=name)
    saw(len(before))
    known = {client: standing for client, *standing in standings(book, day, rules)}
    assert [(client, *known[client]) for client, *_ in before] == before
