"""Plans in one currency: each entry at the rates of its day, a target at those of its first day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from projections.plans.counting import Known
from projections.plans.targets import Target
from projections.plans.view import DoingRow
from projections.rates import DatedRates
from projections.selling.pipeline_rows import PipelineRow


def converted(known: Known, currency: str, rates: DatedRates, as_of: date) -> Known:
    """What is known with all money in one currency; open offers are converted at the rates of the day asked.

    Raises:
        MissingRate: no rate leads to the currency from one in which there is anything.
    """
    return replace(
        known,
        rows=[_row(row, currency, rates) for row in known.rows],
        offers=[_offer(offer, currency, rates, as_of) for offer in known.offers],
        targets=[_target(one, currency, rates) for one in known.targets],
    )


def _row(row: DoingRow, wanted: str, rates: DatedRates) -> DoingRow:
    convert = partial(_amount, currency=row.currency, wanted=wanted, rates=rates, on=row.on)
    return replace(
        row,
        currency=wanted,
        revenue=convert(row.revenue) or row.revenue,
        margin=convert(row.margin),
        collected=convert(row.collected) or row.collected,
    )


def _offer(offer: PipelineRow, wanted: str, rates: DatedRates, on: date) -> PipelineRow:
    return replace(
        offer, currency=wanted, weighted=_amount(offer.weighted, offer.currency, wanted, rates, on)
    )


def _target(target: Target, wanted: str, rates: DatedRates) -> Target:
    if target.currency is None:
        return target
    amount = _amount(target.amount, target.currency, wanted, rates, target.period.start)
    return target._replace(currency=wanted, amount=amount or target.amount)


def _amount(
    amount: Decimal | None, currency: str, wanted: str, rates: DatedRates, on: date
) -> Decimal | None:
    """An amount in another currency; nothing needs no rate."""
    return rates.on(on).convert(amount, currency, wanted) if amount else amount
