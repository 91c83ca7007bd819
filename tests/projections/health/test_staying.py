"""The health of a silent client stays as it is for exactly as long as ``stays`` says, or longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from projections.framework.clients import Client
from projections.framework.filters import AccountHolder
from projections.framework.past_days import past_days, timeline_of
from projections.health.assessing import Basis
from projections.health.rows import HealthRow
from projections.health.signs import ON_TIME, OPEN, OVERRIDE, PREPARED, PROBLEM, TOUCH, VOICE, Sign
from projections.health.view import VIEW
from projections.order_days import OrderDay
from projections.policy import DEFAULT, Policy, SegmentWeights, Timetable
from projections.receivables.payment_record import OPEN as DUE
from projections.receivables.payment_record import PAID, PROMISED, PaymentFact
from tests.helpers.depth import tries
from tests.helpers.seen import saw, sees

LAST: Final = date(2004, 12, 31)
days = st.integers(0, 700).map(lambda ago: LAST - timedelta(days=ago))
ahead = st.none() | st.integers(-700, 4000).map(lambda later: LAST + timedelta(days=later))
amounts = st.sampled_from([Decimal(1), Decimal(90), Decimal("1234.50"), Decimal(80_000)])
orders = st.builds(
    lambda day, value: OrderDay(day, "EUR", value, float(value)), days, st.just(Decimal(0)) | amounts
)
signs = st.one_of(
    st.builds(
        lambda number, day, what, value: Sign(
            PROBLEM, str(number), None if what == OPEN else day, what, value
        ),
        st.integers(0, 3),
        days,
        st.sampled_from(["lost", "compromise", "accepted"] * 3 + [OPEN]),
        st.sampled_from([1.0, 3.0, 5.0]),
    ),
    st.builds(
        lambda day, usual: Sign(TOUCH, "", day, value=usual), days, st.sampled_from([None, 1.0, 30.0, 400.0])
    ),
    st.builds(
        lambda day, late, key: Sign(ON_TIME, f"{day}", day, value=late, of=key),
        days,
        st.sampled_from([0.0, 3.0, 40.0]),
        st.integers(0, 1),
    ),
    st.builds(lambda day, was: Sign(PREPARED, f"{day}", day, value=was), days, st.sampled_from([0.0, 1.0])),
    st.builds(
        lambda day, nps: Sign(VOICE, f"{day}", day, "nps", nps), days, st.sampled_from([3.0, 8.0, 10.0])
    ),
    st.builds(lambda day: Sign(OVERRIDE, "", day, "watch", position=1), ahead),
)
payments = st.one_of(
    st.builds(lambda day, late, value: PaymentFact.of((PAID, day, late, "EUR"), value), days, st.integers(-9, 90), amounts),
    st.builds(lambda day, value: PaymentFact.of((DUE, day, 0, "EUR"), value), days, amounts),
    st.builds(
        lambda day, value: PaymentFact.of((PROMISED, day, 5, "EUR"), value, value / 2),
        ahead.map(lambda day: day or LAST), amounts,
    ),
)  # fmt: skip
silences = st.sampled_from([90, 400]) | st.integers(1_000, 9_000)
bases = st.tuples(
    st.lists(orders, max_size=6, unique_by=lambda one: one.day),
    st.lists(signs, max_size=5, unique_by=lambda one: one.key),
    st.lists(payments, max_size=3, unique_by=lambda one: one[:4]) | st.just([]),
)
policies = st.sampled_from(
    [
        DEFAULT,
        replace(DEFAULT, health=replace(DEFAULT.health, watch_from=0.02, rise=0)),
        replace(
            DEFAULT,
            health=replace(
                DEFAULT.health,
                index=replace(
                    DEFAULT.health.index, odds=8, segments=(SegmentWeights("served", commerce=False),)
                ),
            ),
        ),
    ]
)


def row(basis: Basis, segment: str | None, day: date, policy: Policy) -> HealthRow:
    (found,) = VIEW.rows(holder(basis, segment, day, policy), day, policy)
    return found


def holder(basis: Basis, segment: str | None, day: date, policy: Policy) -> AccountHolder[Basis]:
    client = Client("ACME", segment=segment)
    one = AccountHolder("ACME", None, None, [(client, basis)])
    one.earlier = {back: [basis] for back in VIEW.lookback.days}
    line = timeline_of(client, [(LAST, basis)], ([], [], []))
    one.past = lambda: past_days(lambda _: [line], day, Timetable.always(policy))
    return one


@sees(20)
@tries(60, 200)
@given(bases, st.sampled_from([None, "served"]), policies, st.data())
def test_no_row_changes_before_the_day_that_is_promised(
    basis: Basis, segment: str | None, policy: Policy, data: st.DataObject
) -> None:
    day = LAST + timedelta(days=data.draw(silences, "days of silence"))
    until = VIEW.storing.stays(holder(basis, segment, day, policy), day, policy)
    if until > day:
        first = row(basis, segment, day, policy)
        span = min((until - day).days, 40_000)
        for later in {span, *data.draw(st.lists(st.integers(1, span), max_size=8), "later")}:
            saw()
            assert row(basis, segment, day + timedelta(days=later), policy) == first
