"""Approvals by their asker, or by a person who is not above the asker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, get_args

from ledger.approvals import Approval
from ledger.entry import Entry
from ledger.rules.refusals import Rule
from projections.auditing.trail import AboutEntry, Trail, about
from projections.framework.columns import Column

ADVICE = "Ask a person above the asker to decide again, and void the approval if the answer is no."

Judge = Callable[[Entry], Rule | None]
"""The rule that an approval breaks, by all that is known; None if it breaks none."""


@dataclass(frozen=True, kw_only=True)
class ApprovalRow(AboutEntry):
    """An approval by the wrong person."""

    what: Annotated[str, Column("What was approved.", least=16)]
    asker: Annotated[str, Column("Who had asked for it.")]
    approver: Annotated[str, Column("Who approved it.")]
    fault: Annotated[
        str, Column("asker-approves or not-above, as `goodwill check` calls it.", colours="yellow")
    ]


def approvals(trail: Trail, judge: Judge) -> list[ApprovalRow]:
    """The approvals in force by the wrong person, in order of position.

    Args:
        trail: the entries.
        judge: judges one of them.
    """
    kinds = [kind.kind for kind in get_args(Approval)]
    return [
        ApprovalRow(
            **about(entry),
            what=getattr(rule, "what", ""),
            asker=getattr(rule, "asker", ""),
            approver=getattr(entry.event, "by", None) or entry.on_behalf_of or entry.actor,
            fault=rule.code,
        )
        for entry, mark in trail.chosen(*kinds)
        if not mark.voided_by and (rule := judge(entry)) is not None
    ]
