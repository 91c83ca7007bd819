"""The lists made of receivables: the classes of their rows, and their figures by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

from ledger.subledger import Account
from projections.collections import collecting, proposing, reminders
from projections.credit import exposure
from projections.framework.answer import Answer
from projections.framework.lists import Figures, Lists
from projections.framework.periods import Period
from projections.history import History
from projections.measures import provisioning, rows
from projections.measures.measuring import accounts_before, measured
from projections.measures.provisioning import provided
from projections.measures.rows import Measures
from projections.policy import Policy
from projections.receivables import disputes, grouping, promises, roll_forward

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def _figures(
    history: History, now: Answer, then: Answer, period: tuple[date, date] | None
) -> tuple[list[Figures], list[Figures]]:
    """The figures of the lists under two policies, and the measures of a period if they can differ."""
    both = [*_of_lists(now)], [*_of_lists(then)]
    if period and _measured_otherwise(now.rules, then.rules):
        before = accounts_before(history, now, Period(*period))
        for found, answer in zip(both, (now, then), strict=True):
            found.extend(_measures(answer, before, Period(*period)))
    return both


def _measured_otherwise(one: Policy, two: Policy) -> bool:
    """Whether measures can differ: in their definition, or in the allocation of payments."""
    return (one.metrics, one.receivables.allocation) != (two.metrics, two.receivables.allocation)


def _of_lists(answer: Answer) -> Iterator[Figures]:
    """The figures of the worklists, of credit and of provisions, from an answer of receivables."""
    for call in collecting.listed(answer).rows:
        values = {"rank": call.rank, "score": call.score}
        yield Figures("collect", call.client, call.name, call.currency, None, values)
    for row in reminders.listed(answer).rows:
        document = f"{row.document}/{row.instalment}" if row.instalment else row.document
        due: dict[str, Any] = {"level": row.level, "interest": row.interest, "fee": row.fee, "held": row.held}
        yield Figures("reminders", row.client, row.name, row.currency, document, due)
    for used in exposure.exposed(answer).rows:
        yield Figures("exposure", used.client, used.name, used.currency, None, {"reason": used.reason})
    for lost in provided(answer).rows:
        yield Figures("provision", lost.client, lost.name, lost.currency, None, {"provision": lost.provision})


def _measures(answer: Answer, before: Mapping[str, Account | None], period: Period) -> Iterator[Figures]:
    for row in measured(answer, before, period).rows:
        values = {one.name: getattr(row, one.name) for one in fields(Measures)}
        yield Figures("metrics", row.client, row.name, row.currency, None, values)


def _listings() -> dict[str, type[DataclassInstance]]:
    """The classes of the rows of every list, by the command that shows it."""
    return {
        "receivables --by": grouping.GroupRow,
        "receivables --exposure": exposure.ExposureRow,
        "receivables --exposure --items": exposure.OpenOrder,
        "receivables --metrics": rows.Measured,
        "receivables --provision": provisioning.ProvisionRow,
        "receivables --roll-forward": roll_forward.ClientRollForward,
        "receivables --roll-forward --by manager": roll_forward.ManagerRollForward,
        "receivables --roll-forward --by month": roll_forward.MonthRollForward,
        "receivables --roll-forward --items": roll_forward.RolledMovement,
        "receivables --promises": promises.PromiseRow,
        "receivables --disputes": disputes.DisputeRow,
        "collect": collecting.CallRow,
        "reminders": reminders.ReminderRow,
        "settle": proposing.ProposalRow,
    }


LISTS = Lists(("collect", "reminders", "exposure", "provision"), "metrics", _figures, _listings)
"""What is made of receivables."""
