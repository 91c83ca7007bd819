"""Charts of money in one currency: what is owed by age over months, and a balance over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from ledger.money import ZERO
from reporting.charts.drawing import Bar, Chart, Legend, bar, field_of, line
from reporting.charts.scale import Scale, Tick, bands, days_scale, place_text, round_figures, some
from reporting.words import Words

STYLES: Final = ("s2", "s7", "s3", "s4", "s5", "s6")
"""The styles of parts in order, what is not due first; the last one stands for all further parts."""
_MOST_LABELS: Final = 4
_WIDE: Final = Decimal("0.7")
"""The part of a band that its bar fills."""


@dataclass(frozen=True, slots=True)
class AgeingAt:
    """What is owed on a day, by bucket, the youngest first."""

    day: date
    buckets: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class BalanceOn:
    """The balance from a day on."""

    day: date
    balance: Decimal


def ageing(rows: Sequence[AgeingAt], currency: str, words: Words) -> Chart:
    """What is owed by bucket on each of some days: a bar for each day, whose parts stand on each other.

    Args:
        rows: in order of their days; all have the same buckets.
        currency: of all amounts.
        words: the language.
    """
    names = [*rows[0].buckets] if rows else []
    about = f"What is owed in {currency} at month-ends and on the last day, by how long it is overdue."
    head = ("Day", *names)
    table = [
        (words.day(row.day), *(words.money(amount, currency) for amount in row.buckets.values()))
        for row in rows
    ]
    if not rows:
        return Chart(title="Ageing", about=about, head=head, rows=table)
    sums = [_ends([*row.buckets.values()]) for row in rows]
    ticks = round_figures(min(low for low, _ in sums), max(high for _, high in sums))
    field = field_of(ticks, words.figure)
    middles, width = bands(len(rows), field.left, field.right)
    wide = width * _WIDE / 2
    bars = [
        one
        for row, middle in zip(rows, middles, strict=True)
        for one in _stacked(row, (middle - wide, middle + wide), field.y, currency, words)
    ]
    return Chart(
        title="Ageing",
        about=about,
        head=head,
        rows=table,
        up=currency,
        left=field.left,
        bars=bars,
        x_ticks=[
            Tick(place_text(middles[one]), words.month(rows[one].day))
            for one in some(len(rows), _MOST_LABELS)
        ],
        y_ticks=field.y_ticks,
        legend=[Legend(style_of(number), name) for number, name in enumerate(names)],
    )


def _stacked(
    row: AgeingAt, across: tuple[Decimal, Decimal], y: Scale, currency: str, words: Words
) -> Iterator[Bar]:
    """The parts of a bar: those above zero stand on each other, those below hang on each other."""
    above = below = ZERO
    for number, (name, amount) in enumerate(row.buckets.items()):
        start = above if amount > 0 else below
        if amount:
            told = f"{words.day(row.day)}, {name}: {words.money(amount, currency)} {currency}"
            yield bar(across, (y.at(start), y.at(start + amount)), style_of(number), told)
        above, below = above + max(amount, ZERO), below + min(amount, ZERO)


def style_of(number: int) -> str:
    """The style of a part by its number."""
    return STYLES[min(number, len(STYLES) - 1)]


def _ends(amounts: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """The lowest and the highest place of parts that stand on each other, those below zero apart."""
    return sum((min(one, ZERO) for one in amounts), ZERO), sum((max(one, ZERO) for one in amounts), ZERO)


def balance(rows: Sequence[BalanceOn], until: date, currency: str, words: Words) -> Chart:
    """A balance over time: a line with a step on each day on which it changed.

    Args:
        rows: in order of their days, each of which is not after ``until``.
        until: the last day.
        currency: of all amounts.
        words: the language.
    """
    about = f"The balance in {currency} up to {words.day(until)}."
    table = [(words.day(row.day), words.money(row.balance, currency)) for row in rows]
    head = ("From", "Balance")
    if not rows:
        return Chart(title="Balance", about=about, head=head, rows=table)
    amounts = [ZERO, *(row.balance for row in rows)]
    field = field_of(round_figures(min(amounts), max(amounts)), words.figure)
    days = [row.day for row in rows]
    x = days_scale([*days, until], field.left, field.right)
    places, level = [], None
    for row in rows:
        here = x.at(row.day.toordinal())
        if level is not None:
            places.append((here, level))
        level = field.y.at(row.balance)
        places.append((here, level))
    places.append((x.at(until.toordinal()), level or field.bottom))
    shown = sorted({days[0], until})
    ends = (field.left, field.right)
    return Chart(
        title="Balance",
        about=about,
        head=head,
        rows=table,
        up=currency,
        left=field.left,
        lines=[line(((end, field.y.at(0)) for end in ends), "usual"), line(places, "joined")],
        x_ticks=[Tick(place_text(x.at(day.toordinal())), words.month(day)) for day in shown],
        y_ticks=field.y_ticks,
    )
