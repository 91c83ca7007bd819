"""In which order money clears debts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ledger.subledger.oldest_first import ANY_DAY, Claim, cleared
from tests.helpers.depth import tries

amounts = st.integers(1, 9).map(Decimal)
days = st.integers(1, 9).map(lambda day: date(2026, 3, day))
monies = st.lists(st.tuples(days, amounts), max_size=6)


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    """Open amounts, some of them charges."""
    kinds = draw(st.lists(st.tuples(amounts, st.one_of(st.just(ANY_DAY), days)), max_size=8))
    return [Claim(place, amount, made) for place, (amount, made) in enumerate(kinds)]


def clear(found: Sequence[Claim], money: Sequence[tuple[date, Decimal]]) -> list[tuple[int, int, Decimal]]:
    debts = [one for one in found if one.made == ANY_DAY]
    return list(cleared(debts, [one for one in found if one.made != ANY_DAY], money))


def plainly(found: Sequence[Claim], money: Sequence[tuple[date, Decimal]]) -> list[tuple[int, int, Decimal]]:
    """The same, said as simply as it can be: each amount looks at every claim."""
    open_ = {one.place: one.amount for one in found}
    shares = []
    for index, (day, amount) in sorted(enumerate(money), key=lambda one: one[1][0]):
        left = amount
        for one in sorted(found, key=lambda one: (one.made if one.made > day else ANY_DAY, one.place)):
            share = min(left, open_[one.place])
            left, open_[one.place] = left - share, open_[one.place] - share
            shares += [(index, one.place, share)] if share else []
    return shares


@tries(25, 100)
@given(claims(), monies)
def test_money_goes_to_what_was_made_by_its_day_in_order_and_then_to_later_charges(
    found: list[Claim], money: list[tuple[date, Decimal]]
) -> None:
    assert clear(found, money) == plainly(found, money)


@tries(25, 100)
@given(claims(), monies, st.integers(0, 8))
def test_a_charge_after_all_money_leaves_every_other_claim_as_it_was(
    found: list[Claim], money: list[tuple[date, Decimal]], place: int
) -> None:
    moved = [one._replace(place=one.place + (one.place >= place)) for one in found]
    charged = [*moved, Claim(place, Decimal(5), date(2026, 4, 1))]
    others = [share for share in clear(sorted(charged), money) if share[1] != place]
    assert others == clear(moved, money)


def test_no_more_debts_are_read_than_money_reaches() -> None:
    debts = iter([Claim(place, Decimal(10)) for place in range(5)])
    assert list(cleared(debts, [], [(date(2026, 3, 1), Decimal(15))])) == [
        (0, 0, Decimal(10)),
        (0, 1, Decimal(5)),
    ]
    assert [one.place for one in debts] == [2, 3, 4]
