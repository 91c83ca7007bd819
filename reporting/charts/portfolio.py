"""Charts of all clients: the grid of recency and frequency, and the Pareto of revenue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Final

from ledger.money import ZERO, to_places
from reporting.charts.drawing import HEIGHT, WIDTH, Chart, Legend, Note, bar, field_of, line
from reporting.charts.scale import Scale, Tick, bands, exact, place_text, round_figures, some
from reporting.words import Words

_SCORES: Final = (1, 2, 3, 4, 5)
_LEFT: Final = Decimal(44)
_GAP: Final = Decimal(2)
_MOST_BARS: Final = 20
_MOST_LABELS: Final = 10
_WIDE: Final = Decimal("0.8")
_PERCENT: Final = (0, 50, 100)
_FOR_SHARES: Final = Decimal(56)
"""The room at the right for the axis of shares."""


@dataclass(frozen=True, slots=True)
class Seller:
    """A client with its revenue in one currency."""

    client: str
    name: str | None
    revenue: Decimal

    @property
    def called(self) -> str:
        """Its code and its name."""
        return f"{self.client} {self.name}" if self.name else self.client


def rfm(scores: Iterable[tuple[int, int]], words: Words) -> Chart:
    """How many clients have each pair of scores: recency across, frequency upwards, from 1 to 5 each.

    A cell has its number; the more clients, the stronger its colour.
    """
    counts = Counter(scores)
    about = "Clients by recency (across) and frequency (up), from 1 to 5; 5 is best."
    head = ("Frequency", *(f"Recency {one}" for one in _SCORES))
    table = [
        (str(high), *(words.number(counts[recency, high]) for recency in _SCORES))
        for high in reversed(_SCORES)
    ]
    if not counts:
        return Chart(title="Recency and frequency", about=about, head=head, rows=table)
    across, width = bands(len(_SCORES), _LEFT, WIDTH - 12)
    up, height = bands(len(_SCORES), HEIGHT - 40, Decimal(12))
    bars, notes, most = [], [], max(counts.values())
    for column, x in zip(_SCORES, across, strict=True):
        for row, y in zip(_SCORES, up, strict=True):
            count = counts[column, row]
            edges = (
                (x - width / 2 + _GAP, x + width / 2 - _GAP),
                (y + height / 2 + _GAP, y - height / 2 - _GAP),
            )
            told = f"recency {column}, frequency {row}: {words.number(count)}"
            bars.append(bar(*edges, f"h{-(-5 * count // most)}" if count else "none", told))
            notes.append(Note(place_text(x), place_text(y), words.number(count), "strong"))
    return Chart(
        title="Recency and frequency",
        about=about,
        head=head,
        rows=table,
        across="recency",
        up="frequency",
        left=_LEFT,
        bars=bars,
        notes=notes,
        x_ticks=[Tick(place_text(x), str(one)) for one, x in zip(_SCORES, across, strict=True)],
        y_ticks=[Tick(place_text(y), str(one)) for one, y in zip(_SCORES, up, strict=True)],
    )


def pareto(rows: Sequence[Seller], currency: str, words: Words) -> Chart:
    """The revenue of each client, the largest first, and the share that each makes with all before it.

    Only clients with revenue above zero count. The first 20 of them are shown, and the table sums the others.

    Args:
        rows: in any order.
        currency: of all amounts.
        words: the language.
    """
    ranked = sorted((one for one in rows if one.revenue > 0), key=lambda one: (-one.revenue, one.client))
    so_far = [*accumulate(one.revenue for one in ranked)]
    shares = [to_places(100 * one / so_far[-1], 1) for one in so_far]
    about = f"Revenue in {currency} by client, the largest first."
    drawn, table = ranked[:_MOST_BARS], _ranking(ranked, shares, currency, words)
    head = ("Client", f"Revenue {currency}", "Up to here")
    if not ranked:
        return Chart(title="Pareto of revenue", about=about, head=head, rows=table)
    field = field_of(round_figures(0, ranked[0].revenue), words.figure, WIDTH - _FOR_SHARES)
    percent = Scale(ZERO, exact(100), field.y.start, field.y.end)
    middles, width = bands(len(drawn), field.left, field.right)
    told = [f"{client}: {revenue} {currency}, {share} up to here" for client, revenue, share in table]
    wide = width * _WIDE / 2
    bars = [
        bar((middle - wide, middle + wide), (field.bottom, field.y.at(one.revenue)), "s2", text)
        for one, text, middle in zip(drawn, told, middles, strict=False)
    ]
    places = [(middle, percent.at(share)) for middle, share in zip(middles, shares, strict=False)]
    return Chart(
        title="Pareto of revenue",
        about=f"{about} {ranked[0].called} makes {words.figure(shares[0])} % of it.",
        head=head,
        rows=table,
        across="rank",
        up=currency,
        left=field.left,
        right=field.right,
        bars=bars,
        lines=[line(places, "other")],
        x_ticks=[
            Tick(place_text(middles[one]), words.number(one + 1)) for one in some(len(drawn), _MOST_LABELS)
        ],
        y_ticks=field.y_ticks,
        share_ticks=percent.ticks(_PERCENT, lambda share: f"{words.figure(share)} %"),
        legend=[Legend("s2", "revenue (left)"), Legend("s5", "share of the largest clients so far (right)")],
    )


def _ranking(
    ranked: Sequence[Seller], shares: Sequence[Decimal], currency: str, words: Words
) -> list[tuple[str, str, str]]:
    """The clients that are drawn, each with its revenue and the share up to it, and the sum of the others."""
    sellers, others = [(one.called, one.revenue) for one in ranked[:_MOST_BARS]], ranked[_MOST_BARS:]
    drawn = [*zip(sellers, shares, strict=False)]
    if others:
        called = "1 other" if len(others) == 1 else f"{words.number(len(others))} others"
        drawn.append(((called, sum((one.revenue for one in others), ZERO)), shares[-1]))
    return [
        (called, words.money(revenue, currency), f"{words.figure(share)} %")
        for (called, revenue), share in drawn
    ]
