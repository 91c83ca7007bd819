"""The measures of collection of clients and of the house, for a period, from what is open at both its ends.

Receivables are the open debts, due or not. Unapplied money and credits that stand alone are not set off,
because no entry says what they are for. So no measure leaves its scale: what is current is never more than
what is owed. The due date decides what is current, even if buckets go by document date. The measures of all
clients in a currency come from their sums, never from a mean of their figures. Only the final figures are
rounded, to four decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.money import rounded, to_places
from ledger.subledger import Account
from ledger.times import shifted
from projections.framework.answer import Answer
from projections.framework.filters import AccountHolder
from projections.framework.fold import fold, fold_client
from projections.framework.periods import Period
from projections.history import History, Horizon
from projections.measures import metrics
from projections.measures.basis import Basis, bases
from projections.measures.rows import Measured, MeasuredTotal
from projections.measures.sales import by_month
from projections.policy import Policy
from projections.receivables import evolve
from projections.receivables.ageing import ReceivablesRow, rows_of, totals, values

_ONE_BY_ONE = 100
"""Up to so many clients, reading each client's entries is faster than reading all."""


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
    eve = Horizon(shifted(period.start, -1), answer.known_at, answer.position)
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
    row_of = {(row.client, row.currency): row for row in answer.rows}
    for holder in answer.holders:
        for currency, basis in sorted(_of_holder(holder, before, period, answer.rules).items()):
            row = row_of.get((holder.code, currency))
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
    return None if figure is None else to_places(figure, 4)
