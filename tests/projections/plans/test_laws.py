"""Laws of plans: sums by manager, team and house agree; a client that changes hands moves nothing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from projections import answer
from projections.framework.periods import Period
from projections.framework.staffing import staffing_of
from projections.history import Horizon, remembered
from projections.plans.comparing import BY, PlanRow, compared
from projections.plans.counting import Known
from projections.plans.explaining import contributions, explained_periods
from projections.plans.targets import METRICS, MONEY, periods_of, targets
from tests.helpers.depth import tries
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import ALL, CLIENTS, FIRST, facts, ledger
from tests.helpers.seen import saw, sees

DAY = date(2026, 2, 20)
PERIOD = Period(date(2026, 1, 10), date(2026, 3, 5))
MANAGERS = ("Anna", "Ben", "Cleo")
_COUNTING = [
    one for one in ALL if one[0].partition(".")[0] in {"order", "return", "payment", "proposal", "tender"}
]
_ORDERING = [one for one in ALL if one[0].startswith("order.")]


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Clients of changing managers, of whom two report to the third, with a target of each metric."""
    book = ledger(draw(facts(_COUNTING)))
    for manager in MANAGERS[:2]:
        book.add(
            "manager.appointed",
            None,
            "2026-01-01",
            name=manager,
            role="r",
            from_=FIRST.date(),
            reports_to="Cleo",
        )
    for metric in METRICS:
        money = {"currency": "EUR"} if metric in MONEY else {}
        book.add(
            "plan.set", None, "2026-01-01", manager=draw(st.sampled_from(MANAGERS)),
            period="..".join(map(str, PERIOD)), metric=metric, target="10", **money,
        )  # fmt: skip
    for client, minute, manager in draw(
        st.lists(
            st.tuples(st.sampled_from(CLIENTS), st.integers(1, 59), st.sampled_from(MANAGERS)), max_size=5
        )
    ):
        book.add(
            "client.reassigned", client, f"2026-01-{minute % 28 + 1:02}T00:{minute:02}Z", manager=manager
        )
    return book


def known(entries: Sequence[Entry]) -> tuple[Any, Known, Any]:
    horizon = Horizon(DAY, None, 10**9)
    found, offers = (answer(view, entries, **horizon._asdict()) for view in ("plan", "pipeline"))
    house = [*remembered(entries).house(horizon)]
    made = Known.of((found, offers), targets(entries, horizon), house)
    return found, made, staffing_of(house, (), horizon)


def rows(entries: Sequence[Entry], by: str) -> list[PlanRow]:
    found, made, staffing = known(entries)
    return compared(found, made, by, None, staffing).rows


def sums(found: Sequence[PlanRow]) -> dict[tuple[str, str | None], tuple[Decimal, Decimal]]:
    """The plan and what was reached, with a plan or without, by metric and currency, where they are known."""
    whole: defaultdict[Any, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 2)
    for row in found:
        plan, reached = whole[row.metric, row.currency]
        beside = getattr(row, "unplanned", None) or 0
        whole[row.metric, row.currency] = [plan + (row.plan or 0), reached + (row.actual or 0) + beside]
    return {key: (plan, reached) for key, (plan, reached) in whole.items() if plan or reached}


def known_metrics(found: Sequence[PlanRow]) -> set[tuple[str, str | None]]:
    """The metrics and currencies of which nothing is unknown."""
    unknown = {(row.metric, row.currency) for row in found if row.actual is None}
    return {(row.metric, row.currency) for row in found} - unknown


@sees(1)
@tries(25, 200)
@given(book=books())
def test_sums_by_manager_team_and_house_agree(book: Book) -> None:
    by_manager = rows(book.entries, "manager")
    for by in BY[1:]:
        known_of_all = known_metrics(by_manager)
        one, other = (
            {key: of[key] for key in of.keys() & known_of_all}
            for of in (sums(by_manager), sums(rows(book.entries, by)))
        )
        assert one == other
        saw()


@sees(1)
@tries(25, 200)
@given(book=books())
def test_the_house_sets_a_plan_beside_what_those_reached_who_have_one(book: Book) -> None:
    by_manager = rows(book.entries, "manager")
    with_plan = {(row.group, row.metric) for row in by_manager if row.plan is not None}
    reached: defaultdict[Any, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 2)
    for row in by_manager:
        if (row.group, row.metric) in with_plan:
            actual, weighted = reached[row.metric, row.currency]
            reached[row.metric, row.currency] = [actual + (row.actual or 0), weighted + (row.weighted or 0)]
    for row in rows(book.entries, "house"):
        if row.actual is not None:
            assert [row.actual, row.weighted or 0] == reached[row.metric, row.currency]
            saw()


@tries(25, 200)
@given(book=books())
def test_what_the_house_reached_does_not_depend_on_who_answers_for_clients(book: Book) -> None:
    stays = [entry for entry in book.entries if entry.kind != "client.reassigned"]
    assert sums(rows(book.entries, "house")) == sums(rows(stays, "house"))


@tries(25, 200)
@given(book=books())
def test_the_entries_behind_plans_sum_to_their_figures(book: Book) -> None:
    _, made, _ = known(book.entries)
    periods = explained_periods(periods_of(made.targets, DAY, None).items())
    behind: defaultdict[Any, Decimal] = defaultdict(Decimal)
    for manager in (*MANAGERS, ""):
        for one in contributions(made, manager, periods):
            behind[manager or None, one.figure, one.currency] += one.amount
    shown: dict[Any, Decimal | None] = {}
    for row in rows(book.entries, "manager"):
        told = {"": row.actual, " plan": row.plan, " weighted": row.weighted}
        shown |= {(row.group, f"{row.metric}{figure}", row.currency): told[figure] for figure in told}
    assert {key: value for key, value in shown.items() if value} == {
        key: value for key, value in behind.items() if value
    }


@sees(5)
@tries(80, 400)
@given(said=facts(_ORDERING))
def test_each_client_that_bought_in_a_period_counts_once_and_is_new_with_its_first_order(
    said: list[Fact],
) -> None:
    found, made, _ = known(ledger(said).entries)
    first: dict[str, date] = {}
    for row in (row for row in found.rows if row.orders):
        first[row.client] = min(row.on, first.get(row.client, row.on))
    for period in (PERIOD, Period(DAY.replace(day=1), DAY), Period(DAY, DAY)):
        counted = defaultdict[str, Decimal](Decimal)
        for part in made.counted(period):
            counted[part.metric] += part.amount or 0
        bought = {row.client for row in found.rows if row.orders and period.holds(row.on)}
        assert counted["active_clients"] == len(bought)
        assert counted["new_clients"] == sum(period.holds(first[client]) for client in bought)
        saw(len(bought))
