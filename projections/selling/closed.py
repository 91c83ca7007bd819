"""How offers ended: what clients accepted, declined and let us withdraw, and how well we had foreseen it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from typing import Annotated, Any

from ledger.entry import Entry
from ledger.money import ZERO
from ledger.subjects import PROPOSAL
from ledger.times import month_text
from projections.framework.answer import Answer
from projections.framework.columns import CURRENCY, Column
from projections.framework.grouping import Grouped, Groups, grouped
from projections.framework.periods import Period
from projections.framework.sums import by_currency, percent, sum_in
from projections.policy import Policy
from projections.selling.offers import ACCEPTED, DECLINED, OUTCOMES, WITHDRAWN
from projections.selling.pipeline import by_product
from projections.selling.pipeline_rows import EndedRow, PipelineRow

_UNSAID = "unsaid"
_BANDS = 5
"""Into so many equal parts probabilities from 0 to 1 are put."""


def _share(meaning: str, null: str, title: str, *, spare: bool = False) -> Column:
    return Column(meaning, unit="percent", null=null, decimals=1, title=title, spare=spare)


@dataclass(frozen=True, kw_only=True)
class ClosedRow(Grouped):
    """How the offers of a group in one currency ended."""

    currency: Annotated[str, CURRENCY]
    accepted: Annotated[int, Column("Offers that clients accepted, and tenders that we won.", unit="offers")]
    declined: Annotated[int, Column("Offers that clients declined, and tenders that we lost.", unit="offers")]
    withdrawn: Annotated[int, Column("Offers that we withdrew.", unit="offers", quiet=True)]
    conversion: Annotated[
        Decimal | None,
        _share("Of those accepted or declined, the share accepted.", "there are none", "CONV %"),
    ]
    value_accepted: Annotated[Decimal, Column("What the accepted ones are worth.", title="ACCEPTED FOR")]
    value_declined: Annotated[Decimal, Column("What the declined ones offered.", title="DECLINED FOR")]
    conversion_by_value: Annotated[
        Decimal | None,
        _share(
            "The same by value: the accepted part of both values.", "there are none", "BY VALUE %", spare=True
        ),
    ]
    days_to_close: Annotated[
        Decimal | None,
        Column(
            "Days from the offer to its acceptance or refusal, the median.",
            unit="days",
            null="there are none",
            decimals=0,
            title="DAYS",
            spare=True,
        ),
    ]
    reasons: Annotated[
        str,
        Column("Why clients declined, each sort of reason with how often.", quiet=True, spare=True, least=16),
    ]


@dataclass(frozen=True, slots=True)
class ClosedTotal:
    """The same of all in one currency."""

    currency: str
    accepted: int
    declined: int
    withdrawn: int
    conversion: Decimal | None
    value_accepted: Decimal
    value_declined: Decimal
    conversion_by_value: Decimal | None
    days_to_close: Decimal | None


def _sums(rows: Sequence[EndedRow], policy: Policy) -> dict[str, Any]:
    """What became of offers in one currency; the parts of one offer count as one."""
    del policy
    found = {outcome: [row for row in rows if row.outcome == outcome] for outcome in OUTCOMES}
    numbers = {
        outcome: len({(row.client, row.what, row.number) for row in own}) for outcome, own in found.items()
    }
    values = {
        outcome: sum_in(rows[0].currency, (row.amount or ZERO for row in own))
        for outcome, own in found.items()
    }
    days = [row.days for row in (*found[ACCEPTED], *found[DECLINED])]
    reasons = Counter(row.reason_code or _UNSAID for row in found[DECLINED])
    told = sorted(reasons.items(), key=lambda one: (one[0] == _UNSAID, -one[1], one[0]))
    return {
        "accepted": numbers[ACCEPTED],
        "declined": numbers[DECLINED],
        "withdrawn": numbers[WITHDRAWN],
        "conversion": percent(numbers[ACCEPTED], numbers[ACCEPTED] + numbers[DECLINED]),
        "value_accepted": values[ACCEPTED],
        "value_declined": values[DECLINED],
        "conversion_by_value": percent(values[ACCEPTED], values[ACCEPTED] + values[DECLINED]),
        "days_to_close": Decimal(str(median(days))) if days else None,
        "reasons": ", ".join(f"{reason} {count}" for reason, count in told) if {*reasons} - {_UNSAID} else "",
    }


CLOSED = Groups(
    ClosedRow,
    _sums,
    {
        "agent": lambda row: [(row.agent, row)],
        "product": by_product,
        "month": lambda row: [(month_text(row.closed), row)],
        "competitor": lambda row: [(row.competitor, row)],
    },
)
"""How ended offers are summed; a month is that in which they ended."""


def closed(answer: Answer, period: Period, by: str, house: Sequence[Entry] = ()) -> Answer:
    """The answer of the pipeline with a row for each group of the offers that ended in a period.

    Args:
        answer: of the pipeline.
        period: the period.
        by: a grouping of every view or of ``CLOSED``.
        house: the entries of the house, which appoint its managers.
    """
    rows = _ended_in(answer, period)
    totals = [ClosedTotal(currency, **_totals(own, answer.rules)) for currency, own in by_currency(rows)]
    found = replace(_about(answer, period, "closed"), totals=totals).with_items(rows)
    return grouped(found, CLOSED, by, house, rows)


def _totals(rows: Sequence[EndedRow], policy: Policy) -> dict[str, Any]:
    return {name: value for name, value in _sums(rows, policy).items() if name != "reasons"}


def _ended_in(answer: Answer, period: Period) -> list[EndedRow]:
    return [row for row in answer.items if period.holds(row.closed)]


def _about(answer: Answer, period: Period, listing: str) -> Answer:
    """An answer that says which list it is, and of which period."""
    about = {"start": period.start, "end": period.end}
    more = {**answer.more, "listing": f"pipeline {listing}", "period": about}
    return replace(answer, more=more, empty="no proposal or tender ended in that period")


@dataclass(frozen=True, kw_only=True)
class CalibrationRow:
    """What came of proposals whose stated probability lies in one band."""

    stated: Annotated[
        str | None, Column("The probability stated last, in percent.", null="nobody stated one")
    ]
    proposals: Annotated[int, Column("Proposals that ended.", unit="proposals")]
    accepted: Annotated[int, Column("Of those, accepted.", unit="proposals")]
    expected: Annotated[
        Decimal | None,
        _share("The mean of the stated probabilities.", "nobody stated one", "EXPECTED %"),
    ]
    came: Annotated[Decimal | None, _share("The share that clients accepted.", "none ended", "CAME %")]
    ordered: Annotated[int, Column("Of the accepted ones, those that an order names.", unit="proposals")]
    open: Annotated[int, Column("Proposals that are open.", unit="proposals")]
    stale: Annotated[int, Column("Of those, how many should have ended.", unit="proposals")]


def calibrated(answer: Answer, period: Period) -> Answer:
    """The answer with a row for each band of stated probability: of the proposals that ended in a period.

    Proposals that we withdrew say nothing about clients, and are left out.
    """
    rows = _ended_in(answer, period)
    ended = [row for row in rows if row.what == PROPOSAL and row.outcome != WITHDRAWN]
    opened = [row for row in answer.rows if row.what == PROPOSAL]
    return _about(answer, period, "calibration").made_into(CalibrationRow, _bands(ended, opened), [])


def _band(row: EndedRow | PipelineRow) -> int:
    """The number of the band that a proposal's probability lies in; that after the last, if it has none."""
    return _BANDS if row.probability is None else min(int(row.probability * _BANDS), _BANDS - 1)


def _bands(ended: Sequence[EndedRow], opened: Sequence[PipelineRow]) -> Iterator[CalibrationRow]:
    step = 100 // _BANDS
    for band in sorted({*map(_band, ended), *map(_band, opened)}):
        own, waiting = (
            [row for row in ended if _band(row) == band],
            [row for row in opened if _band(row) == band],
        )
        accepted = [row for row in own if row.outcome == ACCEPTED]
        stated = [row.probability for row in own if row.probability is not None]
        yield CalibrationRow(
            stated=None if band == _BANDS else f"{band * step}-{(band + 1) * step}",
            proposals=len(own),
            accepted=len(accepted),
            expected=percent(sum(stated, ZERO), len(stated)),
            came=percent(len(accepted), len(own)),
            ordered=sum(row.orders > 0 for row in accepted),
            open=len(waiting),
            stale=sum(row.stale for row in waiting),
        )
