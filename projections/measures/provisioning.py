"""Expected losses: open debt by age, times the rate of that age (the provision matrix of IFRS 9, B5.5.35).

The policy gives the rates, from past losses of the house; without rates there are no figures. Unapplied money
is not set off. Each age is rounded to the smallest unit of the currency; rows are sums of ages, and totals
sums of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from ledger.money import rounded, to_places
from projections.framework.answer import Answer
from projections.framework.columns import CURRENCY, Column, Who
from projections.framework.sums import sum_in, totals_of
from projections.measures import metrics
from projections.policy import Policy
from projections.receivables.ageing import ReceivablesRow
from projections.receivables.buckets import NOT_DUE, labels


def _ages(policy: Policy) -> list[str]:
    return [NOT_DUE, *labels(policy)]


_NO_RATES = "the policy has no rates"


@dataclass(frozen=True, kw_only=True)
class ProvisionTotal:
    """The expected loss in one currency."""

    currency: Annotated[str, CURRENCY]
    gross: Annotated[dict[str, Decimal], Column("Open debt by age.", members=_ages)]
    receivables: Annotated[Decimal, Column("Open debt.")]
    provisions: Annotated[
        dict[str, Decimal | None],
        Column("Of each age, what is not expected to come in.", null=_NO_RATES, members=_ages, hidden=True),
    ]
    provision: Annotated[Decimal | None, Column("The sum of these.", null=_NO_RATES)]
    percentage: Annotated[
        Decimal | None,
        Column(
            "The provision, percent of receivables.",
            unit="percent",
            null="there is no debt, or no rate",
            title="%",
            decimals=2,
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class ProvisionRow(ProvisionTotal, Who):
    """The expected loss of a client in one currency."""


def provided(answer: Answer) -> Answer:
    """The answer with provisions in place of its rows, and the rates by age."""
    found = [_row(row, answer.rules) for row in answer.rows]
    rates = answer.rules.metrics.provision_rates
    ages = _ages(answer.rules) if answer.rows else []
    by_age = dict(zip(ages, rates, strict=True)) if rates and ages else None
    sums = totals_of(ProvisionTotal, found, _counted)
    return answer.made_into(ProvisionRow, found, sums, listing="provision", rates=by_age)


def _row(row: ReceivablesRow, policy: Policy) -> ProvisionRow:
    gross, rates = {NOT_DUE: row.not_due, **row.overdue}, policy.metrics.provision_rates
    provisions: dict[str, Decimal | None] = dict.fromkeys(gross)
    provision = None
    if rates:
        lost = {age: rounded(amount, row.currency) for age, amount in metrics.provision(gross, rates).items()}
        provisions, provision = {**lost}, sum_in(row.currency, lost.values())
    owed = sum_in(row.currency, gross.values())
    return ProvisionRow(
        client=row.client,
        name=row.name,
        currency=row.currency,
        gross=gross,
        receivables=owed,
        provisions=provisions,
        provision=provision,
        percentage=_percentage(provision, owed),
    )


def _counted(rows: Sequence[ProvisionRow]) -> dict[str, Any]:
    """The fields that are no sums: unknown if a row has no provision; the percentage is that of the sums."""
    if any(row.provision is None for row in rows):
        return {"provisions": dict.fromkeys(rows[0].gross), "provision": None, "percentage": None}
    currency = rows[0].currency
    provision = sum_in(currency, (row.provision for row in rows if row.provision is not None))
    return {"percentage": _percentage(provision, sum_in(currency, (row.receivables for row in rows)))}


def _percentage(provision: Decimal | None, owed: Decimal) -> Decimal | None:
    figure = None if provision is None else metrics.percentage(provision, owed)
    return None if figure is None else to_places(figure, 2)
