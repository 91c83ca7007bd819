"""What of receivables is past its due date, also where the buckets of the policy count from another day.

By document date a bucket holds what is not due too, so its sum is no overdue debt.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import chain

from ledger.money import Amounts, zero_of
from projections.framework.answer import Answer


def overdue_of(answer: Answer) -> Amounts[tuple[str, str]]:
    """What of each row of receivables is overdue, by client and currency.

    Args:
        answer: of receivables, with rows of clients or of groups of companies.
    """
    if answer.rules.receivables.bucket_basis == "due":
        return Amounts.of(
            ((row.client, row.currency), sum(row.overdue.values(), Decimal(0))) for row in answer.rows
        )
    heads = {client.code: holder.code for holder in answer.holders for client, _ in holder.members}
    late = (
        ((heads.get(item.client, item.client), item.currency), item.open)
        for item in answer.items
        if item.days_late
    )
    nothing = (((row.client, row.currency), zero_of(row.currency)) for row in answer.rows)
    return Amounts.of(chain(nothing, late))


def debtors_of(answer: Answer) -> int:
    """How many clients, or groups of companies, owe something that is overdue."""
    return len({client for (client, _), amount in overdue_of(answer).items() if amount > 0})
