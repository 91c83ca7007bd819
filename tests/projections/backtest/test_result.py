"""A back-test of whole ledgers: who is active, who is lost, and what may be said of so many losses."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from projections import DEFAULT, Filter
from projections.backtest import result
from projections.backtest.course import Course, PlacedOrder
from projections.backtest.measuring import Rival, measured
from projections.backtest.ranking import Reliability
from projections.backtest.resampling import Resampled
from projections.backtest.sample import Sample, month_ends, sampled
from projections.backtest.verdict import calibrated, verdict_on
from projections.framework.clients import Client
from projections.framework.filters import AccountHolder
from projections.framework.fold import fold
from projections.health.commerce import chance, orders_of
from projections.history import Horizon, remembered
from projections.order_days import days_of, values_on
from projections.trade import evolve
from tests.helpers.backtests import FIRST, LAST, LINES, MONTH_END, back_tested, case, ordering, shrinking
from tests.helpers.entries import Book


def test_month_ends_have_a_horizon_of_orders_before_and_after_them() -> None:
    assert month_ends([FIRST, LAST], 91, 12) == [
        date(2025, 4, 30), date(2025, 5, 31), date(2025, 6, 30), date(2025, 7, 31), date(2025, 8, 31),
        date(2025, 9, 30), date(2025, 10, 31), date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31),
        date(2026, 2, 28),
    ]  # fmt: skip
    assert month_ends([FIRST, LAST], 91, 2) == [date(2026, 1, 31), date(2026, 2, 28)]
    assert month_ends([FIRST, FIRST], 91, 12) == []
    assert month_ends([], 91, 12) == []


def test_a_client_that_stops_is_lost_on_each_month_end_on_which_it_is_still_active() -> None:
    book = shrinking(1, 1)
    found = sampled(remembered(book.entries), Horizon(LAST, None, 10**6), DEFAULT)
    of_lost = [(case.on, case.lost) for case in found.cases if case.client == "LOST00"]
    assert of_lost[-4:] == [
        (date(2025, 11, 30), True),  # its last order was on 5 November
        (date(2025, 12, 31), True),
        (date(2026, 1, 31), True),
        (date(2026, 2, 28), True),
    ]
    assert not any(lost for _, lost in of_lost[:-4])
    (loss,) = found.losses
    assert (loss.client, loss.last, loss.band) == ("LOST00", date(2025, 11, 5), "healthy")


def test_a_client_is_active_for_182_days_after_an_order() -> None:
    book = ordering(Book(), "A", 30, LAST)
    for code, day in (("B", "2025-06-01"), ("C", "2025-05-31")):
        book.client(code).add("order.placed", code, day, number="1", lines=LINES)
    found = sampled(remembered(book.entries), Horizon(LAST, None, 10**6), DEFAULT)
    assert [case.client for case in found.cases if case.on == date(2025, 11, 30)] == ["A", "B"]


def test_a_loss_is_a_fact_at_the_end_of_the_horizon_and_is_warned_of_60_days_before() -> None:
    own = [PlacedOrder(date(2025, 11, 5), "EUR", Decimal(5))]
    holder = AccountHolder("A", None, "EUR", [(Client("A", currency="EUR"), own)])
    found = Course.of(holder, [date(2025, 11, 30), date(2025, 12, 31)], DEFAULT)
    assert found.lost == [date(2025, 11, 30), date(2025, 12, 31)]
    assert found.warned == [date(2025, 11, 5) + timedelta(days=91 - 60)]


@pytest.mark.parametrize(("active", "part"), [(99, 3), (100, 10)])
def test_the_worst_part_is_a_tenth_from_100_active_clients_on(active: int, part: int) -> None:
    cases = [case(f"C{at}", 50, lost=False) for at in range(active)]
    assert measured(Sample([MONTH_END], cases, [], None), unneeded).worst_part == part


def unneeded(*_: object) -> Resampled:
    """Nothing is resampled where so few clients were lost."""
    raise AssertionError


def test_an_order_that_was_cancelled_keeps_a_client_active() -> None:
    book = ordering(Book(), "A", 30, LAST)
    book.client("B").add("order.placed", "B", "2025-05-20", number="1", lines=LINES)
    book.add("order.cancelled", "B", "2025-05-20", number="1", by="client")
    found = sampled(remembered(book.entries), Horizon(LAST, None, 10**6), DEFAULT)
    first = next(case for case in found.cases if case.client == "B")
    assert (first.on, first.score, first.band, first.since, first.lost) == (
        date(2025, 5, 31), 0, None, 11, True,
    )  # fmt: skip


def test_a_score_knows_no_fact_of_a_later_day() -> None:
    book = shrinking(2, 2)
    cut = date(2025, 8, 31)
    earlier = remembered([entry for entry in book.entries if entry.on <= cut])
    horizon = Horizon(cut, None, 10**6)
    cases = sampled(remembered(book.entries), Horizon(LAST, None, 10**6), DEFAULT).cases
    scores = {case.client: case.score for case in cases if case.on == cut}
    for code, folded in fold((evolve,), earlier, horizon).items():
        commerce = DEFAULT.health.commerce
        alone = chance(orders_of(days_of(values_on(folded.states, cut)), commerce), cut, commerce)
        assert alone is not None
        assert scores.pop(code) == alone.score
    assert not scores


def test_as_known_then_a_score_knows_only_what_was_recorded() -> None:
    entries = remembered(shrinking(1, 1).entries)  # all of it recorded in 2030
    then = sampled(entries, Horizon(LAST, None, 10**6), DEFAULT, as_known_then=True)
    now = sampled(entries, Horizon(LAST, None, 10**6), DEFAULT)
    assert [(one.client, one.on, one.lost) for one in then.cases] == [
        (one.client, one.on, one.lost) for one in now.cases
    ]
    assert {(one.score, one.band, one.rfm) for one in then.cases} == {(0, None, 0)}
    assert all(one.score > 0 for one in now.cases)


def test_as_known_then_a_score_knows_what_was_recorded_on_the_day_itself() -> None:
    book = ordering(Book(), "A", 30, LAST)
    book.client("B", "2025-01-01").add("order.placed", "B", "2025-09-30", number="1", lines=LINES)
    evening = [one._replace(recorded_at=datetime.combine(one.on, time(23, 59), UTC)) for one in book.entries]
    then, now = (
        sampled(remembered(evening), Horizon(LAST, None, 10**6), DEFAULT, as_known_then=known)
        for known in (True, False)
    )
    assert then.cases == now.cases
    first = next(case for case in then.cases if case.client == "B")
    assert (first.on, first.score > 0) == (date(2025, 9, 30), True)


@pytest.mark.parametrize(
    ("kept", "lost", "code"),
    [
        (0, 0, "no_month_end"),
        (31, 4, "too_few_losses"),
        (20, 5, "indication_only"),
        (20, 9, "indication_only"),
        (20, 10, "not_better_than_rivals"),
    ],
)
def test_the_number_of_losses_decides_what_may_be_said(kept: int, lost: int, code: str) -> None:
    found = back_tested(shrinking(kept, lost))
    assert found.verdict.code == code
    assert bool(found.found.rivals) == (lost >= 10)
    assert (found.found.pooled.auc is None) == (lost < 5)


@pytest.mark.parametrize(
    ("lows", "code", "words"),
    [
        ((0.01, 0.02), "better_than_rivals", "Better than days (60.0) and RFM sum (70.0)."),
        (
            (0.01, -0.02),
            "not_better_than_rivals",
            "Better than days (60.0). Not shown to be better than RFM sum (70.0) on this ledger.",
        ),
    ],
)
def test_a_rival_is_beaten_where_the_whole_interval_is_above_zero(
    lows: tuple[float, float], code: str, words: str
) -> None:
    found = back_tested(shrinking(20, 12)).found
    rivals = [
        Rival(name, auc, 0.05, low, 0.09)
        for name, auc, low in zip(("days", "RFM sum"), (0.6, 0.7), lows, strict=True)
    ]
    verdict = verdict_on(found._replace(rivals=rivals), 91)
    assert verdict.code == code
    assert verdict.words.endswith(words)


def test_few_losses_are_counted_with_an_exact_interval_and_named() -> None:
    found = back_tested(shrinking(31, 3))
    assert found.verdict.words == (
        "3 of 34 active clients were lost (9 %, 95 % interval 2-24 %). "
        "Too few losses to say how well the score ranks: 5 are needed, 3 were seen."
    )
    assert found.lists_losses
    assert [loss.client for loss in found.losses] == ["LOST00", "LOST01", "LOST02"]
    assert found.found.brier is found.found.mean_error is None
    for one in found.found.cutoffs:
        assert one.auc is one.auc_top_fifth is one.lift is one.brier is one.mean_error is None


def test_many_losses_have_lift_and_reliability() -> None:
    found = back_tested(shrinking(20, 30))
    assert found.found.lift is not None
    assert any(one.lift for one in found.found.cutoffs)
    few = back_tested(shrinking(20, 29)).found
    assert few.lift is None
    assert not any(one.lift for one in few.cutoffs)
    assert any(one.auc for one in few.cutoffs)
    assert sum(one.cases for one in found.found.reliability) == sum(one.active for one in found.found.cutoffs)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (0.081, "The chances were 8 points too hopeful on average"),
        (-0.2, "The chances were 20 points too low on average"),
        (0.031, "The chances agree on average with what came, to 3.1 points."),
    ],
)
def test_whether_a_score_is_a_chance_is_said(error: float, words: str) -> None:
    classes = [
        Reliability(0, 10, 30, 0.05, 0.26),
        Reliability(10, 20, 29, 0.1, 0.9),
        Reliability(20, 30, 99, 0.2, 0.3),
    ]
    found = back_tested(shrinking(20, 30)).found._replace(mean_error=error, reliability=classes)
    mean, off = calibrated(found)
    assert mean.startswith(words)
    assert off == "They are off by more than 10 points for 0-10 % (5 % foretold, 26 % ordered)."
    assert not [*calibrated(found._replace(reliability=[]))]


def test_without_numpy_there_are_no_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result, "_resampled", lambda *_: None)
    found = back_tested(shrinking(20, 12))
    assert found.verdict.code == "no_intervals"
    assert "pip install '.[stats]'" in found.verdict.words
    assert found.found.pooled.low is None


def test_the_json_has_the_shape_that_scripts_rely_on() -> None:
    said = back_tested(shrinking(20, 12)).as_json()
    assert list(said["cutoffs"][0]) == [
        "date", "active", "lost", "auc", "auc_top_fifth", "lift", "brier", "mean_error",
        "overridden_better", "overridden_better_lost", "overridden_worse", "overridden_worse_lost",
    ]  # fmt: skip
    assert list(said["pooled"]) == ["auc", "low", "high", "lost_clients"]
    assert {"rivals", "components", "reliability", "verdict_code", "verdict", "overrides"} <= set(said)
    assert list(said["components"][0]) == [
        "name", "clients", "lost", "auc", "auc_low", "auc_high", "auc_without", "difference", "low", "high",
        "verdict",
    ]  # fmt: skip


def test_a_short_horizon_is_warned_of() -> None:
    book = ordering(Book(), "A", 60, LAST)
    assert "under twice the median gap between orders (60 days)" in "".join(back_tested(book).warnings)
    assert [*back_tested(ordering(Book(), "A", 20, LAST)).warnings] == []


def test_a_filter_chooses_whom_it_is_about() -> None:
    book = ordering(shrinking(3, 2), "OTHER", 30, LAST)
    book.client("MINE", manager="Leyla", parent="OTHER")
    book.add("order.placed", "MINE", "2026-01-15", number="M", lines=LINES)
    active = {
        name: counted and counted.active
        for name, counted in (
            ("all", back_tested(book).found.counted),
            ("group", back_tested(book, Filter(group=True)).found.counted),
            ("manager", back_tested(book, Filter(manager="leyla")).found.counted),
        )
    }
    assert active == {"all": 7, "group": 6, "manager": 1}
