"""The views of selling, as functions of a ledger."""

from __future__ import annotations

from typing import Unpack

from goodwill.asking import shown
from goodwill.grouping import summed_by
from goodwill.options import Asked, asks
from ledger.recording.entry_log import EntryLog
from projections import Answer


@asks(Asked)
def pipeline(ledger: EntryLog, *, by: str | None = None, **asked: Unpack[Asked]) -> Answer:
    """Open proposals and tenders; ``items`` of the answer are those that ended.

    Args:
        by: sums the rows by client, manager, territory, segment, group, agent, product or month; a month is
            that in which we expect a decision.
        **asked: as ``Asked`` has it.

    Raises:
        ValueError: there is no such grouping, or there are two.
    """
    return _asked(ledger, "pipeline", by, asked)


def _asked(ledger: EntryLog, view: str, by: str | None, asked: Asked) -> Answer:
    """A view, summed as ``by`` has it.

    Raises:
        ValueError: there is no such grouping, or there are two.
    """
    if by is None:
        return shown(ledger, view, **asked)
    if asked.get("group") and by != "group":
        raise ValueError(f"group=True and by='{by}' are two groupings; leave out one, or say by='group'")
    return summed_by(ledger, shown(ledger, view, **asked | {"group": by == "group"}), by)
