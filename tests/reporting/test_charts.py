"""Charts draw and list what their rows have: exactly, in any language, and never as markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.charts import (
    AgeingAt,
    BalanceOn,
    Chart,
    HealthMove,
    Seller,
    VisitsIn,
    ageing,
    balance,
    figure,
    health,
    pareto,
    rfm,
    sparkline,
    style,
    svg,
    visits,
)
from reporting.charts.scale import place_text, round_figures, some
from reporting.words import words_for
from tests.helpers.depth import tries

ENGLISH, GERMAN = words_for(None), words_for("de")
JUNE, JULY = date(2026, 6, 30), date(2026, 7, 31)
HOSTILE = '<script>alert("1")</script>&\N{RIGHT-TO-LEFT OVERRIDE}\x07'

EMPTY: dict[str, Callable[[], Chart]] = {
    "ageing": lambda: ageing([], "EUR", ENGLISH),
    "balance": lambda: balance([], JUNE, "EUR", ENGLISH),
    "health": lambda: health([], [], ENGLISH),
    "visits": lambda: visits([], ENGLISH),
    "rfm": lambda: rfm([], ENGLISH),
    "pareto": lambda: pareto([], "EUR", ENGLISH),
}
ONE: dict[str, Callable[[], Chart]] = {
    "ageing": lambda: ageing([AgeingAt(JUNE, {"1-30": Decimal("0.10")})], "EUR", ENGLISH),
    "balance": lambda: balance([BalanceOn(JUNE, Decimal("-5.00"))], JUNE, "EUR", ENGLISH),
    "health": lambda: health([(JUNE, 41.3)], [HealthMove(JUNE, "order 7", 0.1 + 0.2)], ENGLISH),
    "visits": lambda: visits([VisitsIn(JUNE, 0, 0)], ENGLISH),
    "rfm": lambda: rfm([(5, 1)], ENGLISH),
    "pareto": lambda: pareto([Seller("A", None, Decimal("0.01"))], "EUR", ENGLISH),
}


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(svg(chart))  # noqa: S314 - our own drawing


def texts(chart: Chart, tag: str) -> list[str]:
    return [one.text or "" for one in drawn(chart).iter(tag)]


def heights(chart: Chart) -> list[Decimal]:
    return [Decimal(one.attrib["height"]) for one in drawn(chart).iter("rect")]


@pytest.mark.parametrize("name", EMPTY)
def test_without_rows_nothing_is_drawn_and_the_chart_still_says_what_it_is_about(name: str) -> None:
    chart = EMPTY[name]()
    page = figure(chart)
    assert chart.empty
    assert "<svg" not in page
    assert f"{chart.about} There is nothing to draw." in page


@pytest.mark.parametrize("name", ONE)
def test_one_row_is_drawn_and_every_place_is_within_the_drawing(name: str) -> None:
    chart = ONE[name]()
    root = drawn(chart)
    assert (root.attrib["role"], root[0].tag, root[1].tag) == ("img", "title", "desc")
    assert not chart.empty
    for one in root.iter():
        for key in ("x", "x1", "x2", "cx"):
            assert 0 <= Decimal(one.attrib.get(key, "0")) <= chart.width
        for key in ("y", "y1", "y2", "cy", "height"):
            assert 0 <= Decimal(one.attrib.get(key, "0")) <= chart.height


@pytest.mark.parametrize("name", ONE)
def test_every_style_that_a_chart_uses_is_in_the_style_of_charts(name: str) -> None:
    chart = ONE[name]()
    used = {one.style for part in (chart.bars, chart.lines, chart.dots, chart.legend) for one in part}
    assert used
    assert all(f".chart .{one} {{" in style() for one in used)


def test_parts_of_a_bar_are_as_high_as_their_amounts_and_those_below_zero_hang_down() -> None:
    rows = [
        AgeingAt(JUNE, {"not due": Decimal("3000.00"), "1-30": Decimal("1000.00")}),
        AgeingAt(JULY, {"not due": Decimal("-1000.00"), "1-30": Decimal("0.00")}),
    ]
    chart = ageing(rows, "EUR", ENGLISH)
    first, second, below = heights(chart)
    assert abs(first - 3 * second) <= Decimal("0.2")
    assert below == second
    assert texts(chart, "title")[1:] == [
        "30 Jun 2026, not due: 3,000.00 EUR",
        "30 Jun 2026, 1-30: 1,000.00 EUR",
        "31 Jul 2026, not due: -1,000.00 EUR",
    ]
    zero = chart.bars[0]
    assert Decimal(zero.y) + Decimal(zero.height) == Decimal(chart.bars[2].y)
    assert chart.rows == [
        ("30 Jun 2026", "3,000.00", "1,000.00"),
        ("31 Jul 2026", "-1,000.00", "0.00"),
    ]
    assert [one.text for one in chart.legend] == ["not due", "1-30"]


def test_numbers_and_days_are_written_as_the_language_does() -> None:
    rows = [AgeingAt(JUNE, {"1-30": Decimal("1234567.80")})]
    chart = ageing(rows, "EUR", GERMAN)
    assert chart.rows == [("30.06.2026", "1.234.567,80")]
    assert [one.label for one in chart.x_ticks] == ["Juni 2026"]
    assert [one.label for one in chart.y_ticks] == ["0", "500.000", "1.000.000", "1.500.000"]


def test_a_balance_is_a_line_with_a_step_on_each_day_of_change() -> None:
    rows = [BalanceOn(date(2026, 6, 1), Decimal(100)), BalanceOn(date(2026, 6, 16), Decimal(-50))]
    chart = balance(rows, date(2026, 7, 1), "EUR", ENGLISH)
    places = [tuple(map(Decimal, one.split(","))) for one in chart.lines[1].points.split()]
    assert len(places) == 4
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = places
    assert (y0, x1, y2) == (y1, x2, y3)
    assert abs((x1 - x0) - (x3 - x2)) <= Decimal("0.1"), "half of the thirty days each"
    assert y0 < y2


def test_the_line_of_health_breaks_where_there_is_no_score_and_moves_have_dots_and_rows() -> None:
    scores = [(date(2026, month, 28), score) for month, score in ((1, 40.0), (2, None), (3, 61.5), (4, 60.0))]
    moves = [
        HealthMove(date(2026, 3, 30), "order 7", 0.1),
        HealthMove(date(2026, 4, 2), "complaint 3", -1.5),
        HealthMove(date(2025, 1, 1), "long before", 2.0),
    ]
    chart = health(scores, moves, ENGLISH)
    assert [len(one.points.split()) for one in chart.lines] == [1, 2]
    shown = texts(chart, "title")[1:]
    assert shown == [
        "28 Jan 2026: 40",
        "28 Mar 2026: 61.5",
        "28 Apr 2026: 60",
        "30 Mar 2026: order 7 (+0.1)",
        "2 Apr 2026: complaint 3 (-1.5)",
    ]
    assert [one.style for one in chart.dots[3:]] == ["up", "down"]
    assert ("1 Jan 2025", "+2", "long before") in chart.rows


def test_visits_have_two_bars_for_each_month_as_high_as_their_numbers() -> None:
    chart = visits([VisitsIn(JUNE, 4, 2), VisitsIn(JULY, 0, 1)], ENGLISH)
    planned, held, none, one = heights(chart)
    assert (held * 2, none, one * 4) == (planned, Decimal(0), planned)
    assert chart.rows == [("Jun 2026", "4", "2"), ("Jul 2026", "0", "1")]
    assert [tick.label for tick in chart.y_ticks] == ["0", "1", "2", "3", "4"]


def test_each_cell_of_the_grid_has_its_number_and_more_clients_make_it_stronger() -> None:
    chart = rfm([(5, 5)] * 10 + [(1, 2)] * 2, ENGLISH)
    assert len(chart.bars) == len(chart.notes) == 25
    assert {one.style: one.text for one in chart.bars if one.style != "none"} == {
        "h5": "recency 5, frequency 5: 10",
        "h1": "recency 1, frequency 2: 2",
    }
    assert chart.rows[0] == ("5", "0", "0", "0", "0", "10")
    assert chart.rows[3] == ("2", "2", "0", "0", "0", "0")


def test_the_pareto_ranks_clients_and_its_shares_end_with_the_whole() -> None:
    rows = [Seller(f"C{number:02}", None, Decimal(number)) for number in range(-1, 30)]
    chart = pareto(rows, "EUR", ENGLISH)
    assert len(chart.rows) == 21
    assert len(chart.bars) == 20
    assert chart.rows[0] == ("C29", "29.00", "6.7 %")
    assert chart.rows[-2:] == [("C10", "10.00", "89.7 %"), ("9 others", "45.00", "100 %")]
    assert [one.label for one in chart.share_ticks] == ["0 %", "50 %", "100 %"]
    assert "C29 makes 6.7 % of it." in chart.about
    alone = pareto(rows[:23], "EUR", ENGLISH)
    assert alone.rows[-1] == ("1 other", "1.00", "100 %")


def test_what_raised_a_score_points_up_and_what_lowered_it_points_down() -> None:
    moves = [HealthMove(JUNE, "order 7", 2.0), HealthMove(JULY, "charge 8", -3.0)]
    page = figure(health([(JUNE, 41.3), (JULY, 40.3)], moves, ENGLISH))
    tops = dict(re.findall(r'<path class="(up|down)" d="M[^"m]*m0(-| )6', page))
    assert tops == {"up": "-", "down": " "}


def test_text_from_a_ledger_is_never_markup() -> None:
    charts = [
        pareto([Seller(HOSTILE, HOSTILE, Decimal(1))], "EUR", ENGLISH),
        health([(JUNE, 1.0)], [HealthMove(JUNE, HOSTILE, 1.0)], ENGLISH),
        ageing([AgeingAt(JUNE, {HOSTILE: Decimal(1)})], "EUR", ENGLISH),
    ]
    for page in (*map(figure, charts), sparkline([1.0, 2.0], HOSTILE)):
        assert "<script" not in page
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in page
        root = ET.fromstring(page)  # noqa: S314 - our own page
        assert '<script>alert("1")</script>&\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}' in "".join(
            root.itertext()
        )


def test_a_sparkline_breaks_where_a_value_is_unknown_and_ends_in_a_dot() -> None:
    found = ET.fromstring(sparkline([0.1, 0.2, None, 5, 5], "from 0.1 to 5"))  # noqa: S314 - our own
    assert [len(one.attrib["points"].split()) for one in found.iter("polyline")] == [2, 2]
    assert [one.attrib["cx"] for one in found.iter("circle")] == ["98"]
    assert sparkline([None], "nothing") == sparkline([], "nothing") == ""
    assert "<circle" in sparkline([3], "one")


figures = st.decimals(-(10**9), 10**9, places=2) | st.floats(-(10**6), 10**6)


@tries(100, 500)
@given(figures, figures)
def test_ticks_are_round_reach_around_the_figures_and_are_few(
    one: Decimal | float, other: Decimal | float
) -> None:
    low, high = sorted((Decimal(str(one)), Decimal(str(other))))
    found = round_figures(low, high)
    assert found[0] <= low <= high <= found[-1]
    assert 2 <= len(found) <= 10
    steps = {after - before for before, after in pairwise(found)}
    assert len(steps) == 1
    assert re.fullmatch(r"[125]0*", str(steps.pop().normalize().as_tuple().digits[0]))
    labels = [ENGLISH.figure(figure) for figure in found]
    assert len({*labels}) == len(labels)
    assert all(re.fullmatch(r"-?[\d,]+(\.\d+)?", label) for label in labels)


@tries(100, 500)
@given(st.decimals(-(10**5), 10**5, places=6))
def test_a_place_is_a_plain_number_with_one_decimal_at_most(place: Decimal) -> None:
    assert re.fullmatch(r"-?\d+(\.[1-9])?", place_text(place))
    assert place_text(place) != "-0"


@pytest.mark.parametrize(
    ("count", "found"), [(0, []), (1, [0]), (6, [0, 1, 2, 3, 4, 5]), (12, [1, 3, 5, 7, 9, 11])]
)
def test_labels_are_few_and_the_last_one_is_there(count: int, found: list[int]) -> None:
    assert [*some(count, 6)] == found
