"""The health of a relationship: the chance in 100 of an order within the horizon, and what shifts it.

The score comes from the orders that stand (``commerce``) and from what else happened between the client and
us (``components``, ``index``). What is not known stays unknown (None). Only final figures are rounded: scores
and trends to one decimal, confidence and coverage to two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from typing import Any, Final

from ledger.text import counted
from projections.framework.clients import Client
from projections.framework.columns import filled
from projections.framework.declare import Variants, View
from projections.framework.filters import AccountHolder
from projections.framework.spans import Spans
from projections.framework.tables import Table
from projections.framework.view_parts import Explaining, Lookback, Showing, Storing, Totals
from projections.health.assessing import PROSPECT, Basis
from projections.health.bands import BANDS
from projections.health.commerce import is_listed
from projections.health.components import COMPONENTS
from projections.health.course import with_course
from projections.health.explaining import explain, moved
from projections.health.rows import TREND_DAYS, HealthRow, rows
from projections.health.sign_spans import SIGNS
from projections.health.staying import stays
from projections.order_days import ORDER_DAYS, OrderDay
from projections.policy import Policy, ignored_keys
from projections.receivables import evolve as evolve_account
from projections.receivables.payment_record import PaymentFact, payment_record, touched_payments
from projections.remarks import Remark


@dataclass(frozen=True, slots=True)
class BandTotal:
    """The number of clients in a band, or in a state instead of one; without either, no score is known."""

    band: str | None
    state: str | None
    clients: int


_WHOLE: Final = Remark(
    "Engagement, friction, payment and voice have a line each, for all that is known of it and not for one entry: the "
    "entry is only the newest behind it. Where orders count, a line adds to the score if its figure from 0 to 100 is "
    "above 50, and takes from the score if it is below",
    "`goodwill health --components` shows the figures",
)
"""What explains that an open complaint stands beside points that are added: friction is above its middle."""


def _restored(client: Client, values: Mapping[str, Any]) -> HealthRow:
    chance = values["components"]["commerce"]
    return filled(HealthRow, {"client": client.code, "name": client.name, "chance": chance, **values})


def totals(of: Iterable[HealthRow]) -> list[BandTotal]:
    """Clients in each band, the best first; then those in none: of each state, and without a score."""
    counted = Counter((row.band, row.state) for row in of)
    order = sorted(counted, key=lambda one: ((*BANDS, None).index(one[0]), one[1] is None, one[1] or ""))
    return [BandTotal(*one, counted[one]) for one in order]


def _summary(totals: Sequence[BandTotal]) -> str:
    """The number of clients in each band and in none."""
    return ", ".join(map(_counted, totals))


def _counted(total: BandTotal) -> str:
    name = total.band or total.state or "unknown"
    return counted(total.clients, name) if name == PROSPECT else f"{total.clients:,} {name}"


def _with_course(day: date) -> View[Any, Basis, HealthRow, BandTotal]:
    return with_course(VIEW, day)


def cautions(holders: Sequence[AccountHolder[Basis]], policy: Policy) -> Iterator[Remark]:
    """Keys of the policy that count no more, and currencies whose unit it does not state."""
    if ignored := ignored_keys(policy):
        yield ignored
    shown = [holder for holder in holders if holder.shown]
    used = {
        one.currency
        for holder in shown
        for _, (orders, _, payments) in holder.states
        for one in chain[OrderDay | PaymentFact](orders, payments)
    }.union(*(holder.currencies for holder in shown))
    if unlisted := sorted(one for one in used if not is_listed(one, policy.health.commerce)):
        yield Remark(
            f"the policy states no health.commerce.value_unit for {', '.join(unlisted)}, so 1 stands in for it",
            "adopt one that does, about a typical order divided by 300",
        )


VIEW: View[Any, Basis, HealthRow, BandTotal] = View(
    name="health",
    policy=("health", "receivables"),
    rows=rows,
    totals=Totals(totals, summary=_summary),
    explain=explain,
    spans=(
        ORDER_DAYS,
        SIGNS,
        Spans(
            name="payment_record",
            evolve=evolve_account,
            row=PaymentFact,
            of=payment_record,
            touched=touched_payments,
            depends=lambda policy: policy.receivables.allocation,
        ),
    ),
    lookback=Lookback(TREND_DAYS, steps="band"),
    storing=Storing(restored=_restored, stays=partial(stays, back=max(TREND_DAYS))),
    variants=Variants(fuller=_with_course),
    explaining=Explaining(
        nothing="{client} has no score: no order of it counts on that day. Record its orders, or ask for a later day.",
        note=Remark(
            "A day's orders share what the day counts; shares are rounded to hundredths that sum to the score"
        ),
        ways=dict.fromkeys(COMPONENTS, _WHOLE),
        moved=moved,
    ),
    table=Table("health", "How each relationship stands: a row for each client.", HealthRow),
    showing=Showing(
        cautions=cautions,
        telling=lambda rows: sorted(rows, key=lambda row: (row.score is None, row.score or 0)),
        leading=("score", "band", "state"),
    ),
)
