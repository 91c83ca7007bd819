"""What is made of span rows that the database summed is what is made of each of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from goodwill import activity, pay, plan
from goodwill.trading import orders_needed, returns_needed
from ledger import Ledger, store
from ledger.entry import Entry
from ledger.store import Recorder
from projections import ANY, Answer, Filter, answer, stored
from projections.framework.choices import UnknownChoice
from projections.framework.grouping import grouped
from projections.framework.needed import Addends
from projections.framework.periods import Period
from projections.framework.staffing import NOBODY
from projections.pay.paying import CUTTING
from projections.plans.comparing import PlanRow, plan_rows
from projections.plans.counting import Known
from projections.plans.needing import EVERY, OFFERS, counted_in, cutting_in, each_in, names_of
from projections.plans.targets import METRICS, MONEY, Target
from projections.policy import DEFAULT
from projections.touches.activity_groups import GROUPS
from projections.touches.selects import counted_by
from projections.trading.comparing import Compared, compared, sold_in
from projections.trading.gaps import each_bought, gaps
from projections.trading.reasons import reasons
from tests.helpers.commanding import goods, line, ordered, ran, registered
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import ALL as ALL_KINDS
from tests.helpers.histories import CLIENTS, Happening
from tests.helpers.pay import FACTS, billed
from tests.helpers.plans import target
from tests.helpers.seen import saw, sees
from tests.helpers.stored import DAY, NOW, answer_of_spans, append, days, histories, opened, somewhere

lawful = tries(10, 100, shrink=False)
_TRADE = [one for one in ALL_KINDS if one[0].startswith(("order.", "return.", "client.re"))]
_COUNTING = [
    one for one in ALL_KINDS if one[0].startswith(("order.", "return.", "payment.", "proposal.", "client.re"))
]
_CHANGING: list[Happening] = [
    ("client.parent_changed", st.fixed_dictionaries({"parent": st.sampled_from([CLIENTS[2], None])})),
    ("client.details_changed", st.fixed_dictionaries({"territory": st.sampled_from(["Asia", "Asia/Baku"])})),
]
_ASKED = (ANY, Filter(manager="Anna"), Filter((CLIENTS[0],)), Filter(group=True))
_BY = ("client", "product", "month", "manager", "territory")
_ends = st.lists(days, min_size=4, max_size=4).map(sorted)


def quick(recorder: Recorder, name: str, day: date, position: int, **asked: Any) -> Answer:
    found = answer_of_spans(
        recorder.database, name, as_of=day, known_at=NOW, position=position, policy=DEFAULT, **asked
    )
    assert found is not None
    return found


def slow(name: str, entries: list[Entry], day: date, where: Filter = ANY) -> Answer | None:
    """The same from the facts; None if nobody has what the filter asks for."""
    asked: dict[str, Any] = {"as_of": day, "known_at": NOW, "position": len(entries), "policy": DEFAULT}
    try:
        return answer(name, entries, where=where, **asked)
    except UnknownChoice:
        return None


@sees(100)
@lawful
@given(histories(_TRADE), _ends, st.floats(0, 1))
def test_sales_of_periods_are_those_of_each_entry(
    entries: list[Entry], ends: list[date], part: float
) -> None:
    first, last, start, day = ends
    both = Compared(Period(start, day), Period(first, last))
    with somewhere() as (url, recorder):
        append(recorder, entries)
        stored.rebuild(url, DAY)
        for upto, where in itertools.product((round(len(entries) * part), len(entries)), _ASKED):
            if (told := slow("sales", entries[:upto], day, where)) is None:
                continue
            for by in _BY:
                found = quick(recorder, "sales", day, upto, where=where, needed=sold_in(both, by))
                assert compared(found, both, by).as_json() == compared(told, both, by).as_json()
                if told.rows:
                    saw()
            back = slow("returns", entries[:upto], day, where)
            assert back is not None
            for by in (*_BY, "reason"):
                asked = partial(quick, recorder, day=day, position=upto, where=where)
                found = asked("returns", needed=returns_needed(start, by))
                sold = asked("sales", needed=orders_needed(both.period, by))
                expected = reasons(back, told, both.period, by)
                assert reasons(found, sold, both.period, by).as_json() == expected.as_json()
            found = quick(recorder, "sales", day, upto, where=where, needed=each_bought(both.period))
            if not where.clients:
                expected = gaps(told, both.period, CLIENTS[0])
                assert gaps(found, both.period, CLIENTS[0]).as_json() == expected.as_json()


@st.composite
def visits(draw: st.DrawFn) -> list[Entry]:
    """Visits, planned or not, that become anything on any day, of clients that change hands and ranks."""
    book = Book()
    for code in CLIENTS[:2]:
        book.client(code)
    for number in map(str, range(draw(st.integers(5, 15)))):
        code, on, planned = draw(st.sampled_from(CLIENTS[:2])), draw(days), draw(days)
        how = draw(st.sampled_from(["planned", "moved", "held", "missed", "cancelled", "alone"]))
        visit = {"visit": number} if how != "alone" else {}
        channel = draw(st.sampled_from(["visit", "call"]))
        manager = draw(st.sampled_from(["Anna", "ANNA", "Bo", None]))
        if manager:
            book.add("client.reassigned", code, f"{on}T08:00Z", manager=manager)
        if draw(st.booleans()):
            book.add("client.ranked", code, f"{on}T08:30Z", rank="key", reason="r")
        if visit:
            at = f"{planned}T10:00Z"
            book.add("visit.planned", code, f"{on}T09:00Z", **visit, at=at, channel=channel, purpose="p")
        if how in ("held", "alone"):
            started = f"{draw(st.sampled_from((planned, on)))}T10:0{draw(st.integers(0, 9))}Z"
            step = draw(st.none() | st.just({"what": "w", "due": "2026-04-01"}))
            prepared = draw(st.sampled_from([True, False, None]))
            book.add("visit.held", code, started, **visit, started_at=started, channel=channel, summary="s", prepared=prepared, next_step=step)  # fmt: skip
        elif how != "planned":
            more = {"at": f"{draw(days)}T10:00Z"} if how == "moved" else {}
            side = draw(st.sampled_from(["us", "client"]))
            book.add(f"visit.{how}", code, f"{draw(days)}T11:00Z", **visit, **more, by=side, reason="r")
    return book.entries


@sees(150)
@tries(12, 100)
@given(visits(), _ends, st.sampled_from((date.max, DAY, date(2026, 1, 20))), st.floats(0, 1))
def test_activity_is_that_of_each_touch(
    entries: list[Entry], ends: list[date], today: date, part: float
) -> None:
    first, start, end, day = ends
    with somewhere() as (url, recorder):
        append(recorder, entries)
        stored.rebuild(url, DAY)
        for (since, until), upto, by in itertools.product(
            ((first, day), (start, end), (date(2025, 1, 1), day)),
            (round(len(entries) * part), len(entries)),
            ("client", "group", "manager", "channel", "segment"),
        ):
            asked: dict[str, Any] = {"where": Filter(group=by == "group"), "start": since, "today": today}
            known: dict[str, Any] = {"known_at": NOW, "position": upto, "policy": DEFAULT}
            told = answer("activity", entries, as_of=until, **known, **asked)
            counted = counted_by(by, Period(since, until), today, DEFAULT)
            found = quick(recorder, "activity", until, upto, needed=counted, **asked)
            summed, expected = (grouped(one, GROUPS, by) for one in (found, told))
            assert summed.as_json() == expected.as_json()
            if any(row.planned or row.held for row in expected.rows):
                saw()


def targets_of(periods: Iterable[Period]) -> list[Target]:
    """One of each metric for two managers, in each period."""
    return [
        Target(manager, period, metric, currency, Decimal(9), number, currency)
        for manager in ("Anna", "Ben")
        for number, period in enumerate(periods)
        for metric in METRICS
        for currency in ["EUR" if metric in MONEY else None]
    ]


def plans(answers: tuple[Answer, Answer], periods: Iterable[Period], where: Filter) -> list[PlanRow]:
    """The rows of plans with these targets."""
    return plan_rows(Known.of(answers, targets_of(periods), (), where), "manager", None, NOBODY)


def or_nobody(
    counted: Callable[[], Answer], offers: Answer, periods: Iterable[Period], where: Filter
) -> Sequence[PlanRow | str]:
    """The rows of plans, or why there are none."""
    try:
        return plans((counted(), offers), periods, where)
    except UnknownChoice as nobody:
        return [str(nobody)]


def revenue_abroad(found: Answer, period: Period) -> list[tuple[date, str, Decimal]]:
    """The revenue of a period that is in no euros, of each entry."""
    return sorted(
        (row.on, row.currency, amount)
        for row in found.rows
        if row.currency != "EUR" and period.holds(row.on)
        for amount in (row.revenue.each if isinstance(row.revenue, Addends) else [row.revenue])
        if amount
    )


_WHOSE = (
    (ANY, ("manager",)),
    (Filter(manager="Anna"), ("manager",)),
    (Filter(manager="Ben"), ("manager", "segment", "territory")),
    (Filter(territory="Asia"), ("manager", "territory")),
)
"""Filters, each with what they tell apart."""


@sees(5)
@lawful
@given(histories(_COUNTING + _CHANGING), _ends, st.floats(0, 1))
def test_plans_are_those_of_each_entry(entries: list[Entry], ends: list[date], part: float) -> None:
    first, start, day, last = ends
    periods = Period(first, day), Period(start, last), Period(day, day)
    with somewhere() as (url, recorder):
        append(recorder, entries)
        stored.rebuild(url, DAY)
        for upto, where in itertools.product((round(len(entries) * part), len(entries)), (ANY, _ASKED[3])):
            told, offered = (slow(name, entries[:upto], day, where) for name in ("plan", "pipeline"))
            assert told is not None
            assert offered is not None
            offers = quick(recorder, "pipeline", day, upto, where=where, needed=OFFERS)
            for whose, under in _WHOSE:
                among = names_of(whose, targets_of(periods), (), day)
                rows = or_nobody(partial(replace, told), offered, periods, whose)
                for needed in (
                    counted_in(periods, under, group=where.group, among=among),
                    counted_in(periods, under, group=where.group, daily=EVERY, among=among),
                    each_in(min(one.start for one in periods), under, group=where.group, among=among),
                ):
                    counted = partial(quick, recorder, "plan", day, upto, where=where, needed=needed)
                    assert repr(or_nobody(counted, offers, periods, whose)) == repr(rows)
                if where == ANY and whose == ANY:
                    needed = cutting_in(periods[0], {"EUR"})
                    found = quick(recorder, "plan", day, upto, needed=needed)
                    assert revenue_abroad(found, periods[0]) == revenue_abroad(told, periods[0])
                    cut, expected = (
                        [row for row in plans((one, offers), periods[:1], ANY) if row.metric in CUTTING]
                        for one in (found, told)
                    )
                    assert repr(cut) == repr(expected)
                saw(
                    sum(
                        isinstance(row, PlanRow) and row.metric in METRICS[3:] and bool(row.actual)
                        for row in rows
                    )
                )


def test_amounts_of_any_size_and_of_any_number_of_places_are_summed(ledger_url: str) -> None:
    book = Book()
    prices = ("1", "0.5", "2.335", "123456789012.34", "1234567890123456.25", "9999999999999999.99", "0")
    for code, currency in (("C1", "EUR"), ("C2", "JPY"), ("C3", None)):
        book.client(code, currency=currency)
        for number, price in enumerate(prices):
            lines = [
                {"product": f"P{number % 2}", "quantity": quantity, "unit_price": price}
                for quantity in ("3", "0.125")
            ]
            book.add("order.placed", code, f"2026-0{1 + number % 3}-02", number=f"{number}", lines=lines)
            book.add(
                "return.received", code, "2026-03-05", number=f"R{number}", lines=lines[:1], currency=None
            )
    store.create(ledger_url)
    both = Compared(Period(date(2026, 2, 1), DAY), Period(date(2026, 1, 1), date(2026, 1, 31)))
    with opened(ledger_url) as recorder:
        append(recorder, book.entries)
        stored.rebuild(ledger_url, DAY)
        told = slow("sales", book.entries, DAY)
        assert told is not None
        for by in _BY:
            found = quick(recorder, "sales", DAY, len(book.entries), needed=sold_in(both, by))
            assert len(found.rows) < len(told.rows)
            assert compared(found, both, by).as_json() == compared(told, both, by).as_json()


def test_revenue_of_one_day_in_another_currency_is_rounded_order_by_order(ledger_url: str) -> None:
    facts = (
        FACTS[0],
        line("rate.set", None, "2026-01-01", base="EUR", quote="RON", rate="3"),
        registered("ACME", manager="Anna", currency="EUR"),
        registered("BETA", manager="Ben", currency="EUR"),
        target("Anna", "revenue", "10.00"),
        target("Ben", "revenue", "1.00"),
        # Three times 3.33 are 9.99; what they come to, 10.02 lei, would be 3.34.
        *(ordered("ACME", f"A-{one}", "2026-04-02", ("TEA", "1", "10.00"), currency="RON") for one in "123"),
        billed("ACME", "A-1", "2026-04-02", "10.00"),
        # 33.33 less twice 16.67 is a cent below nothing, though the lei come to nothing.
        ordered("BETA", "B-1", "2026-04-02", ("TEA", "2", "50.00"), currency="RON"),
        *(
            line("return.received", "BETA", "2026-04-02", number=f"R-{one}", order="B-1", reason="wet",
                 lines=goods(("TEA", "1", "50.00")))
            for one in "12"
        ),
    )  # fmt: skip
    ran("record", "--data", "-", ledger=ledger_url, input="\n".join(facts))
    quarter = date(2026, 4, 1), date(2026, 6, 30)

    def told() -> list[tuple[str | None, Decimal | None]]:
        with Ledger(ledger_url, clock=lambda: datetime(2026, 7, 2, tzinfo=UTC)) as book:
            return [(row.group, row.done) for row in pay(book, period=quarter).rows]

    before = told()
    assert before == [("Anna", Decimal("99.9")), ("Ben", Decimal("-1.0"))]
    ran("project", ledger=ledger_url)
    assert told() == before


def test_companies_of_a_group_as_one_client_have_the_plans_pay_and_touches_of_the_facts(
    ledger_url: str,
) -> None:
    held = line("visit.held", "ACME", "2026-05-04T10:00Z", started_at="2026-05-04T09:00Z", channel="call", summary="s")  # fmt: skip
    ran("record", "--data", "-", ledger=ledger_url, input="\n".join([*FACTS, held]))
    quarter = date(2026, 4, 1), date(2026, 6, 30)
    asked = partial(plan, group=True), pay, partial(activity, by="group")

    def told() -> list[dict[str, Any]]:
        with Ledger(ledger_url, clock=lambda: datetime(2026, 7, 2, tzinfo=UTC)) as book:
            return [ask(book, period=quarter).as_json() for ask in asked]

    before = told()
    assert all(one["rows"] for one in before)
    ran("project", ledger=ledger_url)
    assert told() == before
