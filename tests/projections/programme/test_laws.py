"""Laws of the programme on random histories: orders, returns, payments, grants, redemptions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ledger.money import ZERO
from ledger.subledger.points.lots import Lot, Lots
from ledger.subledger.points.moves import GIVEN_BACK, REDEEMED
from projections import Answer
from projections.loyalty import LoyaltyRow
from projections.programme.points import lots_of, moved_of
from tests.helpers.depth import tries
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import ALL, CLIENTS, FIRST, facts, ledger
from tests.helpers.programmes import loyalty
from tests.helpers.seen import saw, sees
from tests.helpers.stored import PROGRAMMES

_MOVING = ("order", "return", "invoice", "payment", "points", "referral", "tier")
_LINE = {"product": "X", "quantity": "7", "unit_price": "3.335"}
_days = st.integers(0, 70).map(lambda count: (FIRST + timedelta(days=count)).date())
_spent = st.tuples(st.sampled_from(CLIENTS), _days, st.integers(1, 50), st.booleans())
_POOLED = f"{PROGRAMMES[0]}\n[programme]\npooling = 'group'"
_rules = st.sampled_from([*PROGRAMMES, _POOLED])
_earning = st.sampled_from([*PROGRAMMES[:2], _POOLED])


@st.composite
def dealings(draw: st.DrawFn) -> list[Fact]:
    """Random facts of clients each of which ordered and redeemed points; no two are of one moment."""
    said = draw(facts([one for one in ALL if one[0].partition(".")[0] in _MOVING]))
    for code in CLIENTS:
        said.append(("points.granted", code, FIRST.isoformat(), {"number": "G", "points": "20"}))
        for number, days in enumerate(draw(st.lists(st.integers(0, 40), min_size=1, max_size=3)), 1):
            at = FIRST + timedelta(days=days, seconds=number)
            said.append(("order.placed", code, at.isoformat(), {"number": str(number), "lines": [_LINE]}))
            spent = {"number": f"D-{number}", "points": str(draw(st.integers(1, 60)))}
            later = at + timedelta(days=draw(st.integers(0, 20)))
            said.append(("points.redeemed", code, later.isoformat(), spent))
    return said


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


def lots_in(answer: Answer) -> dict[str, Lots]:
    """The lots of each client of an answer of loyalty."""
    found = (lots_of(holder, answer.as_of, answer.rules) for holder in answer.holders)
    return {code: lots for own in found for code, lots in own.items()}


def summed(lots: Sequence[Lot], name: str) -> Decimal:
    return sum((getattr(lot, name) for lot in lots), ZERO)


@sees(40)
@tries(20, 150)
@given(dealings(), _days, _earning, st.randoms())
def test_lots_do_not_depend_on_the_order_in_which_facts_arrive(
    said: list[Fact], day: date, rules: str, random: object
) -> None:
    other = [*said]
    random.shuffle(other)  # type: ignore[attr-defined]  # as Hypothesis makes it
    first, second = (loyalty(ledger(arrived), rules, day) for arrived in (said, other))
    assert [vars(row) for row in first.rows] == [vars(row) for row in second.rows]
    assert told(lots_in(first)) == told(lots_in(second))
    saw(sum(len(lots.lots) for lots in lots_in(first).values()))


def told(found: dict[str, Lots]) -> dict[str, list[tuple[object, ...]]]:
    """Lots without the positions of entries, which follow from the order of arrival."""
    names = ("on", "what", "number", "until", "earned", "taken_back", "spent", "expired", "left")
    return {
        code: sorted(tuple(getattr(lot, name) for name in names) for lot in lots.lots)
        for code, lots in found.items()
    }


@sees(40)
@tries(20, 150)
@given(dealings(), _days, _earning)
def test_points_earned_less_those_taken_back_spent_and_expired_are_the_balance(
    said: list[Fact], day: date, rules: str
) -> None:
    answer = loyalty(ledger(said), rules, day)
    balances = {row.client: row.points for row in answer.rows if isinstance(row, LoyaltyRow)}
    moved = {holder.code: moved_of(holder, answer.rules)[holder.code] for holder in answer.holders}
    for code, lots in lots_in(answer).items():
        by_then = [one for one in moved[code] if one.on <= day]
        spent = sum((one.points for one in by_then if one.what == REDEEMED), ZERO)
        spent -= sum((one.points for one in by_then if one.what == GIVEN_BACK), ZERO)
        earned, taken, expired = (summed(lots.lots, name) for name in ("earned", "taken_back", "expired"))
        assert earned - taken - spent - expired == balances[code]
        assert sum((one.points for one in lots.entries()), ZERO) == balances[code]
        saw(len(lots.lots))
