"""Answers of views summed by a manager, a segment or another grouping."""

from __future__ import annotations

from collections.abc import Callable

from goodwill.asking import in_one_currency, known_house, question_of, shown
from goodwill.options import Asked
from ledger.errors import Misuse
from ledger.recording.entry_log import EntryLog
from projections import ALL, Answer
from projections.framework.grouping import grouped


def summed_by(ledger: EntryLog, found: Answer, by: str | None) -> Answer:
    """An answer with a row for each group, and for each currency of its rows.

    Args:
        ledger: that the answer is about; its house appoints managers.
        found: the answer of a view; for ``by="group"`` it must be asked for with ``group=True``.
        by: client, manager, territory, segment, group, or a grouping of the view; None: what the view shows
            without one.

    Raises:
        Misuse: the view has no such grouping.
    """
    groups = ALL[found.view].groups
    if by is None:
        return groups.ungrouped(found) if groups else found
    if groups is None:
        raise Misuse(f"{found.view} has no by")
    return grouped(found, groups, by, known_house(ledger, found))


def asked_by(
    ledger: EntryLog,
    view: str,
    by: str | None,
    asked: Asked,
    some: Callable[[Answer], Answer] = lambda found: found,
    *,
    currency: str | None = None,
) -> Answer:
    """A view, or some of its rows, summed as ``by`` has it.

    Raises:
        Misuse: there is no such grouping, or there are two.
    """
    if by is not None:
        if asked.get("group") and by != "group":
            raise Misuse(f"group=True and by='{by}' are two groupings; leave out one, or say by='group'")
        asked = asked | {"group": by == "group"}
    found = in_one_currency(ledger, shown(ledger, view, question_of(ledger, **asked)), currency)
    return summed_by(ledger, some(found), by)
