"""Key accounts: shares of revenue and margin, and how concentrated they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Unpack

from goodwill.asking import history_source, question_of
from goodwill.figures import period_of
from goodwill.options import Asked, asks
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.framework.asking import ask_all
from projections.key_accounts.sold import REVENUES, Revenue
from projections.key_accounts.view import Over, cautions, over


@asks(Asked)
def key_accounts(
    ledger: EntryLog,
    *,
    period: tuple[date, date] | None = None,
    revenue: Revenue = "net",
    **asked: Unpack[Asked],
) -> Answer:
    """Each client's share of revenue and margin, and how concentrated they are.

    ``items`` of the answer are the entries behind the rows.

    Args:
        period: its first and its last day; None: the twelve months up to ``as_of``.
        revenue: orders net of what was cancelled or came back on its own day ("net"), orders as they were
            placed ("ordered"), or invoices less what was credited ("invoiced").
        **asked: as ``Asked`` has it; ``as_of`` within the period ends it there.

    Raises:
        ValueError: the period ends before it begins, or nothing of that name counts as revenue.
        UnknownChoice: no client has what is asked for.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    if revenue not in REVENUES:
        raise ValueError(f"revenue='{revenue}' is none of {', '.join(REVENUES)}")
    start, end = period_of(ledger, period, asked.get("as_of"))
    start, end = period_of(ledger, (start, min(asked.get("as_of") or end, end)), None)
    asked["as_of"] = end
    horizon, where, policy = question_of(ledger, **asked)
    view = over(Over(start, revenue))
    ((found,),) = ask_all([view], history_source(ledger), horizon, (policy,), where)
    more = {"period": {"start": start, "end": end}, "revenue": revenue}
    return replace(found, more=more, doubts=lambda: [*cautions(found)])
