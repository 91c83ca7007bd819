"""What is not expected to come in: open debt by age, times the rate of that age (the matrix of IFRS 9, B5.5.35).

The rates are the policy's, from what the house lost before; without them nothing is provided for, and no figure is made
up. Money that is not applied yet is not set off. Each age is rounded to the smallest unit of the currency; rows are sums
of ages, and totals sums of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from ledger.money import quantum, rounded
from projections.answering import Answer
from projections.by_currency import by_currency
from projections.policy import Policy
from projections.receivables import metrics
from projections.receivables.ageing import Row
from projections.receivables.buckets import NOT_DUE

__all__ = ["ProvisionRow", "ProvisionTotal", "provided"]

_SHOWN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ProvisionRow:
    """What is not expected to come in of a client in one currency.

    Attributes:
        gross: open debt by age.
        receivables: open debt.
        provisions: of each age, what is not expected to come in; None where the policy has no rates.
        provision: of all ages.
        percentage: the provision, percent of receivables; None without debt or rates.
    """

    client: str
    name: str | None
    currency: str
    gross: dict[str, Decimal]
    receivables: Decimal
    provisions: dict[str, Decimal | None]
    provision: Decimal | None
    percentage: Decimal | None


@dataclass(frozen=True, slots=True)
class ProvisionTotal:
    """What the rows of one currency come to."""

    currency: str
    gross: dict[str, Decimal]
    receivables: Decimal
    provisions: dict[str, Decimal | None]
    provision: Decimal | None
    percentage: Decimal | None


def provided(answer: Answer) -> Answer:
    """The answer with provisions in place of its rows, and the rates by age that they are made with."""
    found = [_row(row, answer.rules) for row in answer.rows]
    rates = answer.rules.metrics.provision_rates
    ages = [NOT_DUE, *answer.rows[0].overdue] if answer.rows else []
    more = {"listing": "provision", "rates": dict(zip(ages, rates, strict=True)) if rates and ages else None}
    return replace(
        answer, rows=found, totals=_totals(found), items=[], shape=ProvisionRow, more={**answer.more, **more}
    )


def _row(row: Row, policy: Policy) -> ProvisionRow:
    gross, rates = {NOT_DUE: row.not_due, **row.overdue}, policy.metrics.provision_rates
    lost: dict[str, Decimal | None] = dict.fromkeys(gross)
    if rates:
        exact = metrics.provision(gross, rates)
        lost = {age: rounded(amount, row.currency) for age, amount in exact.items()}
    owed, provision = sum(gross.values(), Decimal(0)), _sum(lost.values(), row.currency)
    return ProvisionRow(
        row.client, row.name, row.currency, gross, owed, lost, provision, _percentage(provision, owed)
    )


def _totals(rows: Iterable[ProvisionRow]) -> list[ProvisionTotal]:
    return [_total(currency, same) for currency, same in by_currency(rows)]


def _total(currency: str, rows: Sequence[ProvisionRow]) -> ProvisionTotal:
    zero = 0 * quantum(currency)
    gross = {age: sum((row.gross[age] for row in rows), zero) for age in rows[0].gross}
    lost = {age: _sum([row.provisions[age] for row in rows], currency) for age in rows[0].gross}
    owed, provision = sum(gross.values(), zero), _sum(lost.values(), currency)
    return ProvisionTotal(currency, gross, owed, lost, provision, _percentage(provision, owed))


def _sum(amounts: Iterable[Decimal | None], currency: str) -> Decimal | None:
    """The sum; None where one of them is."""
    together = 0 * quantum(currency)
    for amount in amounts:
        if amount is None:
            return None
        together += amount
    return together


def _percentage(provision: Decimal | None, owed: Decimal) -> Decimal | None:
    figure = None if provision is None else metrics.percentage(provision, owed)
    return None if figure is None else figure.quantize(_SHOWN, ROUND_HALF_UP)
