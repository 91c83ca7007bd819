"""Charts of a relationship: health with the entries that moved it, and visits planned and held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

from reporting.charts.drawing import Chart, Dot, Legend, bar, dot, field_of, line
from reporting.charts.scale import Scale, Tick, bands, days_scale, exact, place_text, round_figures, some
from reporting.words import Words

_MOST_LABELS: Final = 4
_SCORES: Final = (0, 25, 50, 75, 100)
_WIDE: Final = Decimal("0.35")


@dataclass(frozen=True, slots=True)
class HealthMove:
    """An entry that moved the score, and by how much."""

    day: date
    text: str
    change: float


@dataclass(frozen=True, slots=True)
class VisitsIn:
    """The touches of a month: how many were planned, and how many were held."""

    month: date
    planned: int
    held: int


def health(scores: Sequence[tuple[date, float | None]], moves: Sequence[HealthMove], words: Words) -> Chart:
    """The score over time, with a dot for each entry that moved it; the line breaks where there is no score.

    Args:
        scores: in order of their days.
        moves: in any order; those before the first day of a score or after the last have no dot.
        words: the language.
    """
    about = "The score from 0 to 100, with the entries that moved it most."
    table = [
        (words.day(day), "" if score is None else words.figure(exact(score)), "") for day, score in scores
    ]
    table += [(words.day(one.day), _signed(one, words), one.text) for one in moves]
    known = [(day, score) for day, score in scores if score is not None]
    head = ("Day", "Score or change", "What")
    if not known:
        return Chart(title="Health", about=about, head=head, rows=table)
    field = field_of([Decimal(one) for one in _SCORES], words.figure)
    x = days_scale([day for day, _ in scores], field.left, field.right)
    lines = []
    for has, part in groupby(scores, lambda one: one[1] is not None):
        if has:
            places = [(x.at(day.toordinal()), field.y.at(score or 0)) for day, score in part]
            lines.append(line(places, "joined"))
    dots = [
        dot(x.at(day.toordinal()), field.y.at(score), "s1", f"{words.day(day)}: {words.figure(exact(score))}")
        for day, score in known
    ]
    shown = sorted({scores[0][0], scores[-1][0]})
    return Chart(
        title="Health",
        about=about,
        head=head,
        rows=table,
        left=field.left,
        lines=lines,
        dots=[*dots, *_moves(known, moves, (x, field.y), words)],
        x_ticks=[Tick(place_text(x.at(day.toordinal())), words.month(day)) for day in shown],
        y_ticks=field.y_ticks,
        legend=[Legend("up", "raised it"), Legend("down", "lowered it")] if moves else [],
    )


def _moves(
    known: Sequence[tuple[date, float]],
    moves: Sequence[HealthMove],
    scales: tuple[Scale, Scale],
    words: Words,
) -> list[Dot]:
    """A dot for each move, at the height of the last score up to its day."""
    x, y = scales
    found = []
    for one in moves:
        before = [score for day, score in known if day <= one.day]
        if before and one.day <= known[-1][0]:
            told = f"{words.day(one.day)}: {one.text} ({_signed(one, words)})"
            style = "up" if one.change > 0 else "down"
            found.append(dot(x.at(one.day.toordinal()), y.at(before[-1]), style, told))
    return found


def _signed(move: HealthMove, words: Words) -> str:
    """What a move added to the score, with its sign."""
    change = exact(move.change)
    return f"{'+' if change > 0 else ''}{words.figure(change)}"


def visits(rows: Sequence[VisitsIn], words: Words) -> Chart:
    """Touches planned and held, two bars for each month. There is no norm to compare them with."""
    about = "Touches that were planned for each month, and those that were held in it."
    table = [(words.month(row.month), words.number(row.planned), words.number(row.held)) for row in rows]
    head = ("Month", "Planned", "Held")
    if not rows:
        return Chart(title="Visits", about=about, head=head, rows=table)
    most = max(max(row.planned, row.held) for row in rows)
    figures = [one for one in round_figures(0, most) if one == one.to_integral_value()]
    field = field_of(figures, words.figure)
    middles, width = bands(len(rows), field.left, field.right)
    bars = []
    for row, middle in zip(rows, middles, strict=True):
        for style, name, count, side in (("s2", "planned", row.planned, -1), ("s1", "held", row.held, 1)):
            up, told = (
                (field.bottom, field.y.at(count)),
                f"{words.month(row.month)}: {words.number(count)} {name}",
            )
            bars.append(bar((middle, middle + side * width * _WIDE), up, style, told))
    return Chart(
        title="Visits",
        about=about,
        head=head,
        rows=table,
        left=field.left,
        bars=bars,
        x_ticks=[
            Tick(place_text(middles[one]), words.month(rows[one].month))
            for one in some(len(rows), _MOST_LABELS)
        ],
        y_ticks=field.y_ticks,
        legend=[Legend("s2", "planned"), Legend("s1", "held")],
    )
