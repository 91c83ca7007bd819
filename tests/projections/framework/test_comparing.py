"""What another policy would change: exactly what two separate answers do not share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any, TypeAlias

import pytest

from commands.demo.portfolio import SteppedClock, fill, portfolio
from ledger import Ledger
from projections import ALL, DEFAULT, Answer, Filter, answer
from projections.framework.comparing import compare, differing, figures_of
from projections.framework.periods import Period
from projections.framework.registry import REGISTER
from projections.history import Horizon
from projections.policy import (
    Commerce,
    Credit,
    KeyAccounts,
    Policy,
    Receivables,
    Reminders,
    Step,
    Tier,
    Touches,
    render,
)
from projections.policy.adoption import in_force
from projections.policy.pay import Pay, PayRate
from tests.helpers.entries import Book

UNTIL = date(2026, 6, 30)
ELSE = replace(
    DEFAULT,
    version="else",
    receivables=Receivables(bucket_edges=(20, 30), allocation="explicit"),
    health=replace(DEFAULT.health, commerce=Commerce(half_life=30), watch_from=45),
    loyalty=replace(DEFAULT.loyalty, tiers=(Tier("tin", Decimal(0)), Tier("lead", Decimal(400)))),
    key_accounts=KeyAccounts(share=Decimal(30), a_to=Decimal(50)),
    touches=Touches(tolerance=0),
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A generated portfolio."""
    ticking = SteppedClock()
    with Ledger.create(str(tmp_path_factory.mktemp("compared") / "goodwill.db"), clock=ticking) as book:
        fill(book, ticking, portfolio(clients=8, years=1, events=700, seed=5, until=UNTIL))
        yield book


Figure: TypeAlias = tuple[str, str, str, str | None, str]


def figures(said: Answer) -> dict[Figure, Any]:
    """Every figure by client, view, currency, deal and name; nought and unknown are the same as not there."""
    return {
        (row["client"], said.view, row.get("currency") or "", _deal(said, row), name): value
        for row in said.table()
        for name, value in row.items()
        if value and name not in ("client", "name", "currency", *(["entry"] if said.view == "pay" else []))
    }


def _deal(said: Answer, row: dict[str, Any]) -> str | None:
    """The position of the order whose deal it is: pay has a row for each."""
    return str(row["entry"]) if said.view == "pay" else None


def rows_of(figures: Iterable[Figure]) -> set[tuple[str | None, ...]]:
    return {figure[:-1] for figure in figures}


@pytest.mark.parametrize("where", [Filter(), Filter(group=True), Filter(territory="Europe")])
def test_a_comparison_is_what_two_answers_do_not_share(demo: Ledger, where: Filter) -> None:
    horizon = Horizon(UNTIL, None, demo.position)
    found = compare(demo.history, horizon, ELSE, where)
    now: dict[Any, Any] = {}
    then: dict[Any, Any] = {}
    for name, (known, policy) in product(REGISTER, ((now, None), (then, ELSE))):
        known |= figures(  # noqa: PLW2901 - the two are filled
            answer(
                name,
                demo.history,
                as_of=UNTIL,
                known_at=None,
                position=demo.position,
                policy=policy,
                where=where,
            )
        )
    of_views = [one for one in found.differences if one.view in REGISTER]
    told = {
        (one.client, one.view, one.currency or "", one.document, one.figure): (
            one.now or None,
            one.then or None,
        )
        for one in of_views
    }
    shared = rows_of(now) & rows_of(then)
    both = {
        key: (now.get(key), then.get(key))
        for key in [*now, *then]
        if key[:-1] in shared or not isinstance(now.get(key, then.get(key)), str | date)
    }
    assert told == {key: pair for key, pair in both.items() if pair[0] != pair[1]}
    shown = {one.view for one in of_views} | {"activity"}  # where nobody is late, its policy changes nothing
    assert shown == {view.name for view in ALL.values() if view.policy and view.name in REGISTER}
    assert len(told) == len(of_views) > 20
    assert (found.policy, found.other) == ("demonstration", "else")


def test_the_change_of_money_is_exact_and_a_bucket_that_is_gone_counts_whole(demo: Ledger) -> None:
    found = compare(demo.history, Horizon(UNTIL, None, demo.position), ELSE)
    money = [one for one in found.differences if one.figure.startswith("overdue")]
    assert money
    for one in money:
        assert one.change == (one.then or Decimal(0)) - (one.now or Decimal(0))
    texts = [one for one in found.differences if one.figure in ("band", "tier")]
    assert texts
    assert {one.change for one in texts} == {None}


def test_under_the_same_policy_nothing_differs(demo: Ledger) -> None:
    horizon = Horizon(UNTIL, None, demo.position)
    found = compare(demo.history, horizon, replace(in_force(demo.history(), horizon), version="same"))
    assert (found.differences, found.clients) == ([], 8)


HARDER = replace(
    DEFAULT,
    version="harder",
    credit=Credit(max_days_late=20),
    reminders=Reminders(steps=(Step("due", 3, fee=Decimal(5), interest=Decimal(8)),)),
    metrics=replace(DEFAULT.metrics, provision_rates=tuple(map(Decimal, range(6))), tolerance_days=10),
    collect=DEFAULT.collect._replace(amount=0),
)
YEAR = Period(date(2026, 1, 1), date(2026, 5, 10))


def late() -> Book:
    """A client that is forty days late with one invoice, and paid another five days late."""
    made = Book().client("A")
    made.add("invoice.issued", "A", "2026-03-01", number="17", amount="100", due="2026-03-31")
    for number in map(str, range(5)):
        made.add("invoice.issued", "A", "2026-03-01", number=number, amount="10", due="2026-03-31")
        made.add("payment.received", "A", "2026-04-05", number=f"P{number}", amount="10",
                 settles=[{"document": number, "amount": "10"}])  # fmt: skip
    return made


def changed(other: Policy, period: Period | None = YEAR) -> set[tuple[str, str | None, str, str, str]]:
    made = late()
    found = compare(made.entries, Horizon(YEAR.end, None, len(made.entries)), other, period=period)
    assert found.changed == (1 if found.differences else 0)
    return {(one.view, one.document, one.figure, str(one.now), str(one.then)) for one in found.differences}


def test_what_is_made_of_receivables_is_compared_too() -> None:
    assert changed(replace(DEFAULT, version="x", credit=HARDER.credit)) == {
        ("exposure", None, "reason", "None", "lateness"),
    }
    assert changed(replace(DEFAULT, version="x", reminders=HARDER.reminders)) == {
        ("reminders", "17", "interest", "0.00", "0.88"),
        ("reminders", "17", "fee", "0.00", "5.00"),
    }
    assert changed(replace(DEFAULT, version="x", collect=HARDER.collect)) == {
        ("collect", None, "score", "63", "23"),
    }
    assert changed(replace(DEFAULT, version="x", metrics=HARDER.metrics)) == {
        ("provision", None, "provision", "None", "2.00"),
        ("metrics", None, "late", "150.00", "100.00"),
        ("metrics", None, "timeliness", "0.0000", "33.3333"),
        ("metrics", None, "average_days_late", "28.3333", "26.6667"),
    }


def paying(*rates: tuple[int, int]) -> Policy:
    """A policy that pays a percentage of deals from each size on."""
    pay = Pay(base="deals", rates=tuple(PayRate(Decimal(size), Decimal(percent)) for size, percent in rates))
    return replace(DEFAULT, version="paying", pay=pay)


@pytest.mark.parametrize(
    ("other", "changes"),
    [
        (paying((0, 2), (100, 5)), {("5", "percent", "2", "5"), ("5", "earned", "6.00", "15.00")}),
        (
            DEFAULT,
            {
                ("3", "size", "40.00", "None"), ("3", "percent", "2", "None"), ("3", "kept", "40.00", "None"),
                ("3", "paid", "40.00", "None"), ("3", "earned", "0.80", "None"),
                ("5", "size", "300.00", "None"), ("5", "percent", "2", "None"), ("5", "kept", "300.00", "None"),
                ("5", "paid", "300.00", "None"), ("5", "earned", "6.00", "None"),
            },
        ),
    ],
    ids=["another rate", "no pay"],
)  # fmt: skip
def test_each_deal_is_compared_with_itself(other: Policy, changes: set[tuple[str, str, str, str]]) -> None:
    book = Book().client("A")
    book.add("client.terms_agreed", "A", "2000-01-01", payment_days=10, billing="order")
    for number, price in (("S", "40.00"), ("L", "300.00")):
        goods = [{"product": "X", "quantity": "1", "unit_price": price}]
        book.add("order.placed", "A", "2026-03-01", number=number, lines=goods)
        settles = [{"document": number, "amount": price}]
        book.add("payment.received", "A", "2026-03-05", number=f"P{number}", amount=price, settles=settles)
    book.add("policy.adopted", None, "2026-03-01", version="paying", document=render(paying((0, 2))))
    found = compare(book.entries, Horizon(YEAR.end, None, len(book.entries)), other)
    assert {
        (one.document, one.figure, str(one.now), str(one.then))
        for one in found.differences
        if one.view == "pay"
    } == changes


def test_a_figure_that_was_unknown_changes_from_nothing() -> None:
    row = {"client": "A", "name": None, "score": 5.0, "worth": Decimal(7), "band": "good"}
    empty = dict.fromkeys(row) | {"client": "A"}
    for now, then, sign in ((empty, row, 1), (row, empty, -1)):
        found = differing(*([figures_of("health", one)] for one in (now, then)), lone_texts=True)
        assert {one.figure: one.change for one in found} == {
            "score": 5.0 * sign,
            "worth": Decimal(7) * sign,
            "band": None,
        }


def test_rows_that_differ_in_another_key_are_compared_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = ALL["health"].fields
    band = fields["band"]._replace(column=replace(fields["band"].column, key=2))
    monkeypatch.setattr(type(ALL["health"]), "fields", fields | {"band": band})
    rows = [{"client": "A", "name": None, "band": band, "score": 5.0} for band in ("good", "bad")]
    changed = [row | {"score": 6.0} for row in rows]
    found = differing(
        *([figures_of("health", row) for row in side] for side in (rows, changed)), lone_texts=False
    )
    assert [(one.document, one.figure, one.change) for one in found] == [
        ("bad", "score", 1.0),
        ("good", "score", 1.0),
    ]


def test_without_a_period_no_measures_are_compared_and_that_is_said() -> None:
    assert {one[0] for one in changed(HARDER, None)} == {"exposure", "reminders", "collect", "provision"}
    made = late()
    horizon = Horizon(YEAR.end, None, len(made.entries))
    assert "metrics" not in compare(made.entries, horizon, HARDER).compared
    assert "metrics" in compare(made.entries, horizon, HARDER, period=YEAR).compared
