"""What compares the clients of a currency: shares, ranks, classes, and how concentrated the whole is.

A client without revenue above zero in the period has no share; shares are of the revenue of all others. Ranks
and classes go by margin, if the costs of all goods in the currency are known, or else by revenue; a client
without any has none. Companies of a group are one key account, as one row or several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

from ledger.money import ZERO, Amounts
from projections.framework.columns import filled
from projections.framework.sums import by_currency, sum_in
from projections.key_accounts.concentration import concentration, percent, placed
from projections.key_accounts.rows import KeyAccountRow, KeyAccountTotal
from projections.policy import Policy


def compared(
    shown: Sequence[KeyAccountRow], policy: Policy, others: Sequence[KeyAccountRow]
) -> list[KeyAccountRow]:
    """The rows with shares, ranks and classes among all of their currency, the largest first."""
    wanted = {row.client for row in shown}
    found: list[KeyAccountRow] = []
    for _, same in by_currency([*shown, *others]):
        ranked = _ranked(_with_shares(same, policy), policy)
        found += (filled(KeyAccountRow, values) for values in ranked if values["client"] in wanted)
    return found


def _with_shares(rows: Sequence[KeyAccountRow], policy: Policy) -> Iterator[dict[str, Any]]:
    """The fields of the rows of a currency, with what follows from their shares."""
    by = "revenue" if any(row.margin is None for row in rows) else policy.key_accounts.base
    revenue = sum((max(row.revenue, ZERO) for row in rows), ZERO)
    margin = sum((max(row.margin or ZERO, ZERO) for row in rows), ZERO)
    groups, companies = (
        Amounts.of((row.group, row.revenue) for row in rows),
        Counter(row.group for row in rows),
    )
    for row in rows:
        grouped, of_group = companies[row.group] > 1, groups[row.group]
        whole = of_group / revenue * 100 if of_group > 0 else ZERO
        large = ZERO < policy.key_accounts.share <= whole
        own = row.margin or ZERO
        yield vars(row) | {
            "by": by,
            "share": percent(row.revenue, revenue) if row.revenue > 0 else None,
            "group": row.group if grouped else None,
            "group_share": percent(of_group, revenue) if grouped and whole else None,
            "margin_share": percent(own, margin) if by == "margin" and own > 0 else None,
            "key": row.key or large,
            "depends": whole >= policy.key_accounts.dependence,
            "computed": "key" if large else None,
        }


def _ranked(rows: Iterable[dict[str, Any]], policy: Policy) -> Iterator[dict[str, Any]]:
    """The same with ranks and classes, the largest first; those without any come last."""
    sized = sorted(((-_size(row), row["client"], row) for row in rows), key=itemgetter(0, 1))
    sizes = [-size for size, *_ in sized if size < 0]
    places = [*placed(sizes, policy.key_accounts.a_to, policy.key_accounts.b_to)]
    for number, (_, _, row) in enumerate(sized):
        row["of"] = len(places)
        if number < len(places):
            cumulative, abc = places[number]
            computed = row["computed"] or ("small" if abc == "C" else "standard")
            row |= {"rank": number + 1, "cumulative": cumulative, "abc": abc, "computed": computed}
        yield row


def _size(row: Mapping[str, Any]) -> Decimal:
    """What a row is ranked by."""
    return (row["margin"] or ZERO) if row["by"] == "margin" else row["revenue"]


def totals(rows: Iterable[KeyAccountRow]) -> list[KeyAccountTotal]:
    """All of each currency; how concentrated it is, if all its clients are in the rows."""
    return [_total(currency, same) for currency, same in by_currency(rows)]


def _total(currency: str, rows: Sequence[KeyAccountRow]) -> KeyAccountTotal:
    sizes = [row.revenue for row in rows if row.revenue > 0]
    margins = [row.margin for row in rows if row.margin is not None]
    whole = concentration(sizes) if sum(row.rank is not None for row in rows) == rows[0].of else None
    counted = Counter(row.abc for row in rows)
    return KeyAccountTotal(
        currency=currency,
        clients=len(rows),
        revenue=sum_in(currency, (row.revenue for row in rows)),
        margin=sum_in(currency, margins) if len(margins) == len(rows) else None,
        by=rows[0].by,
        key_accounts=sum(row.key for row in rows),
        abc={abc: counted[abc] for abc in "ABC"},
        depends_on=tuple(row.client for row in rows if row.depends),
        **(whole._asdict() if whole else {}),
    )
