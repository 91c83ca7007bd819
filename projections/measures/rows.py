"""The rows of the measures of collection, of clients and of the house."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from projections.framework.columns import Column
from projections.receivables.ageing import ReceivablesRow, ReceivablesTotal

_NO_SALES = "there were no sales"


def _figure(meaning: str, title: str, null: str, *, unit: str = "days", spare: bool = False) -> Column:
    return Column(meaning, unit=unit, null=null, title=title, decimals=1, spare=spare)


def _unseen(meaning: str, null: str = "", unit: str = "") -> Column:
    return Column(meaning, unit=unit, null=null, hidden=True)


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The measures of a client, or of the house, in one currency."""

    sales: Annotated[Decimal, Column("Credit sales of the period.")]
    opening: Annotated[Decimal, _unseen("Open debts on the day before it.")]
    receivables: Annotated[Decimal, Column("Open debts at its end.")]
    current: Annotated[Decimal, _unseen("Of those, what is not due.")]
    dso: Annotated[
        Decimal | None, _figure("Days sales outstanding: receivables / sales x days.", "DSO", _NO_SALES)
    ]
    dso_average: Annotated[
        Decimal | None, _unseen("The same with the mean of opening and receivables.", _NO_SALES, "days")
    ]
    dso_best_possible: Annotated[
        Decimal | None, _figure("The same with what is current.", "BEST", _NO_SALES, spare=True)
    ]
    dso_count_back: Annotated[
        Decimal | None,
        _figure(
            "The days of the newest months whose sales the receivables still hold.",
            "COUNT BACK",
            "they hold more than all sales known",
        ),
    ]
    dso_count_back_exceeds: Annotated[
        int | None,
        _unseen("It is more than so many days, for which sales are known.", "dso_count_back says it", "days"),
    ]
    average_days_delinquent: Annotated[
        Decimal | None, _figure("dso less dso_best_possible.", "DELINQUENT", _NO_SALES)
    ]
    collection_effectiveness: Annotated[
        Decimal | None,
        _figure(
            "Of what could be collected in the period, percent that was.",
            "CEI %",
            "there was nothing to collect",
            unit="percent",
        ),
    ]
    days_to_pay: Annotated[
        Decimal | None,
        _figure(
            "From a billed document to its payment, weighted by amount, of what was paid in the period.",
            "TO PAY",
            "nothing was paid",
            spare=True,
        ),
    ]
    turnover: Annotated[
        Decimal | None,
        _figure(
            "Sales / mean of opening and receivables.", "TURNS", "nothing was open", unit="times", spare=True
        ),
    ]
    percentage_current: Annotated[
        Decimal | None,
        _figure("Current, percent of receivables.", "CURRENT %", "nothing is open", unit="percent"),
    ]
    at_risk: Annotated[Decimal, _unseen("Open, and late for longer than the policy's at_risk_after.")]
    percentage_at_risk: Annotated[
        Decimal | None,
        _figure(
            "The same, percent of receivables.", "AT RISK %", "nothing is open", unit="percent", spare=True
        ),
    ]
    late: Annotated[Decimal, _unseen("Paid late in the period, or open and late at its end.")]
    timeliness: Annotated[
        Decimal | None,
        _figure(
            "On time, percent of what was paid in the period or is late at its end.",
            "ON TIME %",
            "fewer items were paid than the policy's least_settled",
            unit="percent",
        ),
    ]
    average_days_late: Annotated[
        Decimal | None,
        _unseen(
            "Of the same, weighted by amount; what is on time is 0 days late.", "as for timeliness", "days"
        ),
    ]
    settled_items: Annotated[
        int, _unseen("Documents or instalments on which something was paid in the period.", unit="items")
    ]


@dataclass(frozen=True, kw_only=True)
class Measured(Measures, ReceivablesRow):
    """A client's row of receivables at the end of the period, with the measures beside it."""


@dataclass(frozen=True, kw_only=True)
class MeasuredTotal(Measures, ReceivablesTotal):
    """The sums of all rows of one currency, with the measures of the sums."""
