"""The views of touches, as functions of a ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Unpack

from goodwill.asking import history_source, question_of, shown
from goodwill.grouping import summed_by
from goodwill.moments import period_of
from goodwill.options import Asked, asks
from ledger.errors import Misuse
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.framework.periods import Period
from projections.policy import in_force
from projections.stored.answering import read_later
from projections.touches.selects import counted_by


@asks(Asked)
def activity(
    ledger: EntryLog,
    *,
    by: str | None = None,
    period: tuple[date, date] | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """What was planned and held with clients in a period; ``items`` of the answer are the touches.

    Where rows are summed, ask for items while the ledger is open: they are read when they are asked for.

    Args:
        by: sums the rows by manager, client, channel, territory, segment or group; None: a row for each
            client.
        period: its first and its last day; None: the twelve months up to ``as_of``.
        **asked: as ``Asked`` has it; ``as_of`` within the period ends it there.

    Raises:
        Misuse: the period ends before it begins, there is no such grouping, or there are two.
    """
    start, asked["as_of"] = period_of(ledger, period, asked.get("as_of"))
    if by is None:
        return shown(ledger, "activity", question_of(ledger, **asked)._replace(start=start))
    if asked.get("group") and by != "group":
        raise Misuse(f"group=True and by='{by}' are two groupings; leave out one, or say by='group'")
    question = question_of(ledger, **asked | {"group": by == "group"})._replace(start=start)
    horizon = question.horizon
    policy = question.policy or in_force(history_source(ledger).house(horizon), horizon)
    counted = counted_by(by, Period(start, horizon.as_of), question.today or horizon.as_of, policy)
    found = summed_by(ledger, shown(ledger, "activity", question._replace(needed=counted)), by)
    return replace(found, behind=read_later(lambda: shown(ledger, "activity", question).items))
