"""A line of the size of a word: the course of a figure without axes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from reporting.charts.scale import Scale, exact, place_text
from reporting.pages import layout


def sparkline(values: Sequence[float | Decimal | None], about: str) -> str:
    """A course as SVG to stand in a line of text; it breaks where a value is unknown.

    Args:
        values: at equal steps.
        about: what it shows, in a sentence with its figures, for those who cannot see it.
    """
    known = [exact(value) for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    room = (high - low or Decimal(1)) / 4
    y = Scale(low - room, high + room, Decimal(19), Decimal(1))
    x = Scale(Decimal(0), Decimal(max(len(values) - 1, 1)), Decimal(2), Decimal(98))
    places = [
        None if value is None else (place_text(x.at(at)), place_text(y.at(value)))
        for at, value in enumerate(values)
    ]
    parts = [[one for one in part if one] for has, part in groupby(places, bool) if has]
    joined = [" ".join(",".join(one) for one in part) for part in parts if len(part) > 1]
    template = layout("charts/chart.html").module
    return str(template.sparkline(about, joined, parts[-1][-1])).strip()  # type: ignore[attr-defined]
