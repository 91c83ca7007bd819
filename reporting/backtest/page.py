"""A back-test as one self-contained page of HTML, with its charts as SVG; ``page.html`` is the layout."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from itertools import pairwise
from typing import Final, NamedTuple

from projections.backtest.result import Backtest
from reporting.pages import layout

WIDTH: Final = 360
HEIGHT: Final = 240
_LEFT: Final = 44
_TOP: Final = 12
_BOTTOM: Final = 34


class Point(NamedTuple):
    """A point of a chart, in the units of the drawing, with the text that it shows when it is pointed at."""

    x: float
    y: float
    text: str


class Tick(NamedTuple):
    """A label of an axis, at its place in the drawing."""

    at: float
    label: str


class Chart(NamedTuple):
    """A chart.

    Attributes:
        about: what it shows, in a sentence, also for those who cannot see it.
        across, up: the names of its axes.
        line: two points of the line to compare with; empty: none.
        joined: whether the points are joined.
    """

    title: str
    about: str
    across: str
    up: str
    points: Sequence[Point]
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    line: Sequence[Point] = ()
    joined: bool = False


class _Axis(NamedTuple):
    """How figures become places: from ``low`` at ``start`` to ``high`` at ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a figure."""
        return round(self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start), 1)


def page(found: Backtest) -> str:
    """The page."""
    known = found.horizon.known_at
    moment = known.astimezone(UTC).isoformat(timespec="milliseconds") if known else "the end"
    return layout("backtest/page.html").render(
        found=found, title=found.title(moment), charts=_charts(found), width=WIDTH, height=HEIGHT
    )


def _charts(found: Backtest) -> list[Chart]:
    charts = [_reliability(found)] if found.found.reliability else []
    for title, up, name, usual in (
        ("Area under the curve", "AUC", "auc", 0.5),
        ("Lift of the worst part", "times as often lost", "lift", 1.0),
    ):
        values = [(one.date.isoformat(), getattr(one, name)) for one in found.found.cutoffs]
        known = [(day, value) for day, value in values if value is not None]
        if len(known) > 1:
            charts.append(_by_month_end(title, up, known, usual))
    return charts


def _reliability(found: Backtest) -> Chart:
    x, y = _Axis(0, 1, _LEFT, WIDTH - 10), _Axis(0, 1, HEIGHT - _BOTTOM, _TOP)
    percents = [0, 0.25, 0.5, 0.75, 1]
    return Chart(
        "Foretold and seen",
        "For each class of the chance, the mean chance and the share of clients that did order; on the line they agree.",
        "chance",
        "ordered",
        [
            Point(
                x.at(one.predicted),
                y.at(one.seen),
                f"{one.predicted:.0%} foretold, {one.seen:.0%} seen, {one.cases:,} cases",
            )
            for one in found.found.reliability
        ],
        [Tick(x.at(share), f"{share:.0%}") for share in percents],
        [Tick(y.at(share), f"{share:.0%}") for share in percents],
        line=[Point(x.at(0), y.at(0), ""), Point(x.at(1), y.at(1), "")],
    )


def _by_month_end(title: str, up: str, values: Sequence[tuple[str, float]], usual: float) -> Chart:
    """A figure of each month-end, beside the value that says nothing."""
    figures = [value for _, value in values]
    low, high = min(*figures, usual), max(*figures, usual)
    room = (high - low) / 10 or 0.1
    y = _Axis(low - room, high + room, HEIGHT - _BOTTOM, _TOP)
    x = _Axis(0, len(values) - 1, _LEFT + 10, WIDTH - 24)
    return Chart(
        title,
        f"{title} on each month-end; the line is at {usual:g}, where the score would say nothing.",
        "month-end",
        up,
        [Point(x.at(at), y.at(value), f"{day}: {value:.3f}") for at, (day, value) in enumerate(values)],
        [Tick(x.at(at), values[at][0][:7]) for at in sorted({0, (len(values) - 1) // 2, len(values) - 1})],
        [Tick(y.at(value), f"{value:.2f}") for value in _apart([low, usual, high], (high - low) / 8)],
        line=[Point(_LEFT, y.at(usual), ""), Point(WIDTH - 10, y.at(usual), "")],
        joined=True,
    )


def _apart(values: Sequence[float], least: float) -> list[float]:
    """The values in order, without those too close to the one before to be read."""
    ranked = sorted({*values})
    return [ranked[0], *(now for before, now in pairwise(ranked) if now - before > least)]
