"""Sales of a period beside those of another: what each product, client or month brought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Annotated, Any, Final, NamedTuple

from ledger.entry import Entry
from ledger.money import ZERO, mean_price
from ledger.times import month_text, shifted
from projections.framework.answer import Answer
from projections.framework.columns import CURRENCY, UNKNOWN_COST, Column, filled
from projections.framework.grouping import Grouped, Parts, groups_of
from projections.framework.needed import Needed
from projections.framework.periods import Period
from projections.framework.sums import by_currency, percent, sum_in
from projections.trading.sales import Part, SaleRow, margin_of, of_products, summed, together

NO_LONGER, NOT_NOW, NOT_BEFORE = "no longer bought", "not in this period", "not in the one before"
_BUYERS = ("product", "client", "group")
"""Only of these it makes sense to say that something is bought in one of two periods alone."""
_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class ComparedRow(Grouped):
    """What was sold to a group in one currency, less what was cancelled or came back, in two periods."""

    currency: Annotated[str, CURRENCY]
    quantity: Annotated[Decimal, Column("Pieces sold.", unit="pieces", title="PIECES", spare=True)]
    value: Annotated[Decimal, Column("What they are worth.", bold=True)]
    before: Annotated[Decimal, Column("What was sold in the period before.")]
    change: Annotated[
        Decimal | None,
        Column(
            "By how much the value is above that.",
            unit="percent",
            null="nothing was sold before",
            decimals=1,
            title="CHANGE %",
        ),
    ]
    price: Annotated[
        Decimal | None,
        Column(
            "The mean price of a piece.", null="no piece was sold", title="PRICE", quiet=True, unit_price=True
        ),
    ]
    price_before: Annotated[
        Decimal | None,
        Column("The mean price in the period before.", null="no piece was sold", quiet=True, unit_price=True),
    ]
    margin: Annotated[
        Decimal | None,
        Column("The value less the cost of the goods.", null=UNKNOWN_COST, quiet=True),
    ]
    note: Annotated[
        str | None,
        Column(
            f"{NO_LONGER}: bought before, and not in the twelve months or more since; {NOT_NOW}: only the period "
            f"before has any; {NOT_BEFORE}: only this one has any.",
            null="both have",
            quiet=True,
            spare=True,
            colours={NO_LONGER: "red"},
        ),
    ]


@dataclass(frozen=True, slots=True)
class ComparedTotal:
    """The same of all in one currency."""

    currency: str
    value: Decimal
    before: Decimal
    change: Decimal | None
    margin: Decimal | None


class Compared(NamedTuple):
    """Two periods that are compared; they may overlap."""

    period: Period
    before: Period

    @property
    def months(self) -> int:
        """The months from the beginning of the earlier period to that of the later."""
        first, second = self.before.start, self.period.start
        return (second.year - first.year) * _MONTHS + second.month - first.month

    @property
    def shows_what_stopped(self) -> bool:
        """Whether who bought only before has bought nothing since, for a year or more; a month says less."""
        first, last = self.period
        return shifted(self.before.end, 1) >= first and Period.year_up_to(last).start >= first

    def month(self, day: date, number: int) -> str:
        """The month of a day of a period; of the earlier (1), that of the later with which it is compared."""
        if not number:
            return month_text(day)
        year, month = divmod(day.year * _MONTHS + day.month - 1 + self.months, _MONTHS)
        return f"{year:04}-{month + 1:02}"


def sold_in(periods: Sequence[Period], by: str) -> Needed:
    """What sums of periods by a grouping need of sales."""
    return summed(periods, by, ("quantity", "value", "margin"), apart=by not in _OWN)


def compared(answer: Answer, periods: Compared, by: str, house: Sequence[Entry] = ()) -> Answer:
    """The answer of sales with a row for each group and currency: of a period, beside one before.

    Args:
        answer: of sales.
        periods: both.
        by: a grouping of every view, product or month.
        house: the entries of the house, which appoint its managers.
    """
    period, before = periods
    rows = [row for row in answer.rows if period.holds(row.on) or before.holds(row.on)]
    parts = _parts(rows, periods, by) if by in _OWN else rows
    found = [
        filled(
            ComparedRow,
            {"group": group.group, "name": group.name, "currency": currency, **_sums(own, periods, by)},
        )
        for group in groups_of(answer, parts, by, house, _OWN)
        for currency, own in by_currency(group.rows)
    ]
    sums = (
        ComparedTotal(currency, *(figures[name] for name in ("value", "before", "change", "margin")))
        for currency, own in by_currency(rows)
        for figures in [_sums(own, periods, "")]
    )
    about = {
        "listing": "sales compared",
        "by": by,
        "period": told(periods.period),
        "against": told(periods.before),
    }
    found_in = replace(answer, more={**answer.more, **about}, empty="nothing was sold in these periods")
    return found_in.made_into(ComparedRow, _sorted(found, by), sums)


def told(period: Period) -> Mapping[str, date]:
    """A period, as an answer says it."""
    return {"start": period.start, "end": period.end}


def _parts(rows: Sequence[SaleRow], periods: Compared, by: str) -> list[Part]:
    """The parts that products or months have of each period, summed as far as nothing tells them apart.

    Periods may overlap, so a row may be part of both, and of another month in each.
    """
    found: dict[tuple[int, str | None, str], list[SaleRow]] = defaultdict(list)
    for number, period in enumerate(periods):
        holds, month = cache(period.holds), cache(partial(periods.month, number=number))
        for row in rows:
            if holds(row.on):
                found[number, month(row.on) if by == "month" else None, row.currency].append(row)
    if by == "product":
        return [
            part._replace(period=number) for (number, *_), own in found.items() for part in of_products(own)
        ]
    return [together(own, of)._replace(period=number) for (number, of, _), own in found.items()]


_OWN: Final[Mapping[str, Parts[Part]]] = dict.fromkeys(("product", "month"), lambda part: [(part.of, part)])


def _sorted(rows: Iterable[ComparedRow], by: str) -> list[ComparedRow]:
    """Months and territories in their order, all others with the largest first."""
    if by in {"month", "territory"}:
        return [*rows]
    return sorted(
        rows, key=lambda row: (row.currency, -max(row.value, row.before), -row.value, row.group or "")
    )


def _sums(rows: Sequence[SaleRow | Part], periods: Compared, by: str) -> dict[str, Any]:
    """The figures of rows of both periods in one currency."""
    currency = rows[0].currency
    now, then = (_counted(rows, number, period) for number, period in enumerate(periods))
    pieces, value = pieces_in(now), value_in(currency, now)
    before = value_in(currency, then)
    return {
        "quantity": pieces,
        "value": value,
        "before": before,
        "change": percent(value - before, before) if before > 0 else None,
        "price": _price(value, pieces) if by == "product" else None,
        "price_before": _price(before, pieces_in(then)) if by == "product" else None,
        "margin": margin_of(now),
        "note": _note(value, before, pieces, periods) if by in _BUYERS else None,
    }


def _counted(rows: Iterable[SaleRow | Part], number: int, period: Period) -> list[SaleRow | Part]:
    """Those of a period: parts are of one, rows of each that holds their day."""
    return [row for row in rows if (row.period == number if isinstance(row, Part) else period.holds(row.on))]


def _note(value: Decimal, before: Decimal, pieces: Decimal, periods: Compared) -> str | None:
    if before > 0 and pieces <= 0:
        return NO_LONGER if periods.shows_what_stopped else NOT_NOW
    return NOT_BEFORE if value > 0 and not before else None


def pieces_in(rows: Iterable[SaleRow | Part]) -> Decimal:
    """How many pieces were sold, in any currency."""
    return sum([row.quantity for row in rows], ZERO)


def value_in(currency: str, rows: Iterable[SaleRow | Part]) -> Decimal:
    """The value of rows in one currency."""
    return sum_in(currency, [row.value for row in rows])


def _price(value: Decimal, pieces: Decimal) -> Decimal | None:
    return mean_price(value, pieces) if pieces > 0 else None
