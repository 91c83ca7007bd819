"""A drawing and its table as values, and how they become SVG and HTML; ``chart.html`` is the layout."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Final, NamedTuple

from reporting.charts.scale import Scale, Tick, place_text
from reporting.pages import layout

WIDTH: Final = Decimal(480)
HEIGHT: Final = Decimal(260)
_LETTER: Final = Decimal("8.5")
"""About how wide a digit of a label is where labels are largest."""
_TOP: Final = Decimal(12)
_BOTTOM: Final = Decimal(40)
_RIGHT: Final = Decimal(12)


class Bar(NamedTuple):
    """A bar, or a cell of a grid, with the text that it shows when it is pointed at."""

    x: str
    y: str
    width: str
    height: str
    style: str
    text: str


class Dot(NamedTuple):
    """A point with the text that it shows when it is pointed at."""

    x: str
    y: str
    style: str
    text: str


class Line(NamedTuple):
    """Joined points, as SVG writes them."""

    points: str
    style: str


class Note(NamedTuple):
    """Words within the drawing."""

    x: str
    y: str
    text: str
    style: str = ""


class Legend(NamedTuple):
    """What is drawn in a style."""

    style: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart.

    Attributes:
        about: what it shows, in a sentence, also for those who cannot see it.
        across, up: the names of its axes; "" where nothing needs one.
        left, right: where the field of the drawing begins and ends.
        share_ticks: an axis of shares upwards, at the right of the field.
        notes: words in the cells of a grid, which has no rules at its ticks.
        head, rows: the table of the same figures, as texts; none where the page has its own.
    """

    title: str
    about: str
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    across: str = ""
    up: str = ""
    width: Decimal = WIDTH
    height: Decimal = HEIGHT
    left: Decimal = Decimal(0)
    right: Decimal = WIDTH - _RIGHT
    bars: Sequence[Bar] = ()
    lines: Sequence[Line] = ()
    dots: Sequence[Dot] = ()
    notes: Sequence[Note] = ()
    x_ticks: Sequence[Tick] = ()
    y_ticks: Sequence[Tick] = ()
    share_ticks: Sequence[Tick] = ()
    legend: Sequence[Legend] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not (self.bars or self.lines or self.dots)


class Field(NamedTuple):
    """The field of a drawing: its scale upwards with ticks, and where it begins and ends across."""

    y: Scale
    y_ticks: list[Tick]
    left: Decimal
    right: Decimal

    @property
    def bottom(self) -> Decimal:
        """Where the axis across lies."""
        return self.y.start


def field_of(
    figures: Sequence[Decimal], label: Callable[[Decimal], str], right: Decimal = WIDTH - _RIGHT
) -> Field:
    """The field up to ``right``, for an axis upwards with ticks at some figures, at least two, in order."""
    y = Scale(figures[0], figures[-1], HEIGHT - _BOTTOM, _TOP)
    ticks = y.ticks(figures, label)
    return Field(y, ticks, max(len(one.label) for one in ticks) * _LETTER + 12, right)


def bar(across: tuple[Decimal, Decimal], up: tuple[Decimal, Decimal], style: str, text: str) -> Bar:
    """A bar between two places across and two places upwards, each pair in any order."""
    (left, right), (top, bottom) = sorted(across), sorted(up)
    return Bar(
        place_text(left), place_text(top), place_text(right - left), place_text(bottom - top), style, text
    )


def dot(x: Decimal, y: Decimal, style: str, text: str) -> Dot:
    """A point at a place."""
    return Dot(place_text(x), place_text(y), style, text)


def line(points: Iterable[tuple[Decimal, Decimal]], style: str) -> Line:
    """Joined points."""
    return Line(" ".join(f"{place_text(x)},{place_text(y)}" for x, y in points), style)


def svg(chart: Chart) -> str:
    """The drawing as SVG, for a page of HTML that has the style of charts."""
    return _made("svg", chart)


def figure(chart: Chart) -> str:
    """A figure with its heading, drawing, legend and table, as HTML."""
    return _made("figure", chart)


def _made(macro: str, chart: Chart) -> str:
    return str(getattr(layout("charts/chart.html").module, macro)(chart))


def style() -> str:
    """The style of charts: colours are variables, so light, dark and print each have theirs."""
    return (files("reporting") / "charts" / "chart.css").read_text(encoding="utf-8")
