"""The views of touches, as functions of a ledger."""

from __future__ import annotations

from datetime import date
from typing import Unpack

from goodwill.asking import shown
from goodwill.grouping import summed_by
from goodwill.moments import period_of
from goodwill.options import Asked, asks
from ledger.recording.entry_log import EntryLog
from projections import Answer


@asks(Asked)
def activity(
    ledger: EntryLog,
    *,
    by: str | None = None,
    period: tuple[date, date] | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """What was planned and held with clients in a period; ``items`` of the answer are the touches.

    Args:
        by: sums the rows by manager, client, channel, territory, segment or group; None: a row for each
            client.
        period: its first and its last day; None: the twelve months up to ``as_of``.
        **asked: as ``Asked`` has it; ``as_of`` within the period ends it there.

    Raises:
        ValueError: the period ends before it begins, there is no such grouping, or there are two.
    """
    start, asked["as_of"] = period_of(ledger, period, asked.get("as_of"))
    if by is None:
        return shown(ledger, "activity", start=start, **asked)
    if asked.get("group") and by != "group":
        raise ValueError(f"group=True and by='{by}' are two groupings; leave out one, or say by='group'")
    asked["group"] = by == "group"
    return summed_by(ledger, shown(ledger, "activity", start=start, **asked), by)
