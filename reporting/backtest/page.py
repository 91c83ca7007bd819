"""A back-test as one self-contained page of HTML, with its charts as SVG; ``page.html`` is the layout."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ledger.times import end_text, month_text
from projections.backtest.result import Backtest
from reporting.charts.drawing import Chart, dot, field_of, line
from reporting.charts.scale import Scale, round_figures
from reporting.pages import layout


def page(found: Backtest) -> str:
    """The page."""
    known = found.horizon.known_at
    moment = end_text(known) if known else "the end"
    return layout("backtest/page.html").render(found=found, title=found.title(moment), charts=_charts(found))


def _charts(found: Backtest) -> list[Chart]:
    charts = [_reliability(found)] if found.found.reliability else []
    for title, name, usual in (("Area under the curve", "auc", 0.5), ("Lift of the worst part", "lift", 1.0)):
        values = [(one.date, getattr(one, name)) for one in found.found.cutoffs]
        known = [(day, value) for day, value in values if value is not None]
        if len(known) > 1:
            charts.append(_by_month_end(title, known, usual))
    return charts


def _reliability(found: Backtest) -> Chart:
    shares = [Decimal(one) / 4 for one in range(5)]
    field = field_of(shares, _percent)
    x = Scale(shares[0], shares[-1], field.left, field.right)
    return Chart(
        title="Foretold and seen",
        about="For each class of the chance, the mean chance and the share of clients that did order; on the line "
        "they agree.",
        across="chance foretold, and how many ordered",
        left=field.left,
        lines=[line([(x.at(one), field.y.at(one)) for one in (0, 1)], "usual")],
        dots=[
            dot(
                x.at(one.predicted),
                field.y.at(one.seen),
                "s1",
                f"{one.predicted:.0%} foretold, {one.seen:.0%} seen, {one.cases:,} cases",
            )
            for one in found.found.reliability
        ],
        x_ticks=x.ticks(shares, _percent),
        y_ticks=field.y_ticks,
        head=("Chance", "Cases", "Foretold", "Ordered"),
        rows=[
            (f"{one.low}-{one.high}%", f"{one.cases:,}", f"{one.predicted:.0%}", f"{one.seen:.0%}")
            for one in found.found.reliability
        ],
    )


def _percent(share: Decimal) -> str:
    return f"{share:.0%}"


def _by_month_end(title: str, values: Sequence[tuple[date, float]], usual: float) -> Chart:
    """A figure of each month-end, beside the value that says nothing."""
    figures = [usual, *(value for _, value in values)]
    field = field_of(round_figures(min(figures), max(figures)), str)
    x = Scale(Decimal(0), Decimal(len(values) - 1), field.left + 10, field.right - 24)
    places = [(x.at(at), field.y.at(value)) for at, (_, value) in enumerate(values)]
    return Chart(
        title=title,
        about=f"{title} on each month-end; the line is at {usual:g}, where the score would say nothing.",
        across="month-end",
        left=field.left,
        lines=[
            line([(end, field.y.at(usual)) for end in (field.left, field.right)], "usual"),
            line(places, "joined"),
        ],
        dots=[
            dot(*place, "s1", f"{day}: {value:.3f}")
            for place, (day, value) in zip(places, values, strict=True)
        ],
        x_ticks=x.ticks(
            sorted({0, (len(values) - 1) // 2, len(values) - 1}), lambda at: month_text(values[int(at)][0])
        ),
        y_ticks=field.y_ticks,
    )
