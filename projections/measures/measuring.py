"""The measures of collection of clients and of the house, for a period, from what is open at both its ends.

Receivables are the open debts, due or not. Unapplied money and credits that stand alone are not set off,
because no entry says what they are for. So no measure leaves its scale: what is current is never more than
what is owed. The due date decides what is current, even if buckets go by document date. The measures of all
clients in a currency come from their sums, never from a mean of their figures. Only the final figures are
rounded, to four decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any

from ledger.money import WIDE, rounded
from ledger.subledger import Account
from projections.framework.answer import Answer
from projections.framework.columns import Column
from projections.framework.filters import AccountHolder
from projections.framework.fold import fold, fold_client
from projections.framework.history import History, Horizon
from projections.measures import metrics
from projections.measures.basis import Basis, Period, bases
from projections.measures.sales import by_month
from projections.policy import Policy
from projections.receivables import evolve
from projections.receivables.ageing import ReceivablesRow, ReceivablesTotal, rows_of, totals, values

_SHOWN = Decimal("0.0001")
_ONE_BY_ONE = 100
"""Up to so many clients, reading each client's entries is faster than reading all."""

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


def accounts_before(history: History, answer: Answer, period: Period) -> dict[str, Account | None]:
    """The accounts of the clients in an answer on the day before a period, with the answer's horizon.

    Args:
        history: as for ``projections.answer``; all of it is read if many clients are in view.
        answer: with the clients.
        period: the accounts are of the day before it.
    """
    codes = [client.code for holder in answer.holders if holder.shown for client, _ in holder.members]
    if period.start == date.min:
        return {}
    eve = Horizon(period.start - timedelta(days=1), answer.known_at, answer.position)
    if len(codes) <= _ONE_BY_ONE:
        return {code: fold_client((evolve,), history(code), eve).states[0] for code in codes}
    folded = fold((evolve,), history, eve, codes)
    return {code: folded[code].states[0] for code in codes if code in folded}


def measured(answer: Answer, before: Mapping[str, Account | None], period: Period) -> Answer:
    """The answer with measures of a period beside each row and total.

    Args:
        answer: of receivables as of the last day of the period.
        before: the accounts as of the day before the first, by client.
        period: that is measured.
    """
    found: list[Measured] = []
    together: dict[str, Basis] = {}
    known = {(row.client, row.currency): row for row in answer.rows}
    for holder in answer.holders:
        for currency, basis in sorted(_of_holder(holder, before, period, answer.rules).items()):
            row = known.get((holder.code, currency))
            if row is None and not basis.matters(period):
                continue
            row = row or _nothing(holder, currency, answer.rules)
            found.append(Measured(**values(row), **_measures(basis, currency, period, answer.rules)))
            together.setdefault(currency, Basis()).add(basis)
    sums = [
        MeasuredTotal(
            **values(total), **_measures(together[total.currency], total.currency, period, answer.rules)
        )
        for total in totals(found)
    ]
    shown = {"start": period.start, "end": period.end}
    return answer.made_into(Measured, found, sums, listing="metrics", period=shown)


def _of_holder(
    holder: AccountHolder[Account], before: Mapping[str, Account | None], period: Period, policy: Policy
) -> dict[str, Basis]:
    found: dict[str, Basis] = {}
    if holder.named and holder.currency:
        found[holder.currency] = Basis()
    for client, account in holder.members if holder.shown else ():
        for currency, basis in bases(before.get(client.code), account, period, policy).items():
            found.setdefault(currency, Basis()).add(basis)
    return found


def _nothing(holder: AccountHolder[Account], currency: str, policy: Policy) -> ReceivablesRow:
    (row,) = rows_of(AccountHolder(holder.code, holder.name, currency, named=True), [], policy)
    return row


def _measures(basis: Basis, currency: str, period: Period, policy: Policy) -> dict[str, Any]:
    """The measures by name, as the rows have them."""
    owed, current, at_risk = basis.owed, basis.current, basis.at_risk(policy.metrics.at_risk_after)
    late, amounts = basis.lateness(policy.metrics.tolerance_days)
    counted = sum((amount for amount, _ in amounts), Decimal(0))
    enough = basis.settled_items >= policy.metrics.least_settled
    thirty = policy.metrics.dso_months == "thirty"
    back = metrics.dso_count_back(owed, by_month(basis.sales, period.end, thirty=thirty))
    took = ((one.amount, one.took) for one in basis.paid if one.took is not None)
    money = {
        "opening": basis.opening,
        "receivables": owed,
        "current": current,
        "at_risk": at_risk,
        "late": late,
    }
    figures = {
        "dso_count_back": None if back is None or back.more else back.days,
        "days_to_pay": metrics.days_to_pay(took),
        "percentage_current": metrics.percentage(current, owed),
        "percentage_at_risk": metrics.percentage(at_risk, owed),
        "timeliness": metrics.percentage(counted - late, counted) if enough else None,
        "average_days_late": metrics.days_to_pay(amounts) if enough else None,
    }
    sales = sum((sale.amount for sale in basis.sales if period.holds(sale.on)), Decimal(0))
    return {
        "sales": rounded(sales, currency),
        **{name: rounded(amount, currency) for name, amount in money.items()},
        **{
            name: _shown(figure)
            for name, figure in (figures | _by_sales(basis, sales, period, policy)).items()
        },
        "dso_count_back_exceeds": int(back.days) if back and back.more else None,
        "settled_items": basis.settled_items,
    }


def _by_sales(basis: Basis, sales: Decimal, period: Period, policy: Policy) -> dict[str, Decimal | None]:
    """The measures that set receivables against the sales of the period."""
    opening, owed, current, days = basis.opening, basis.owed, basis.current, period.days
    months = period.months if policy.metrics.collection_sales == "monthly" else Decimal(1)
    return {
        "dso": metrics.dso(owed, sales, days),
        "dso_average": metrics.dso_average(opening, owed, sales, days),
        "dso_best_possible": metrics.dso_best_possible(current, sales, days),
        "average_days_delinquent": metrics.average_days_delinquent(owed, current, sales, days),
        "collection_effectiveness": metrics.collection_effectiveness(opening, sales, owed, current, months),
        "turnover": metrics.turnover(sales, opening, owed),
    }


def _shown(figure: Decimal | None) -> Decimal | None:
    return None if figure is None else figure.quantize(_SHOWN, ROUND_HALF_UP, WIDE) + 0  # never -0.0000
