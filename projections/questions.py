"""Questions to a view by its name: what it says, the entries behind it, and what moved it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from ledger.entry import Entry
from projections.choice import ANY, Filter
from projections.explaining import Explanation, explain_client
from projections.fold import History, Horizon
from projections.framework.answer import Answer
from projections.framework.asking import ask, view_called
from projections.moving import Move, explain_move
from projections.policy import Policy


def answer(
    name: str,
    entries: Iterable[Entry] | History,
    *,
    as_of: date,
    known_at: datetime | None,
    position: int,
    policy: Policy | None = None,
    where: Filter = ANY,
) -> Answer:
    """What a view says of a ledger, for a day, as known at a moment; see the head of ``projections``.

    Raises:
        UnknownView: no view has that name.
        UnknownChoice: no client has what the filter asks for.
        UnreadablePolicy: the policy in force is none that this program can use.
    """
    return ask(view_called(name), entries, Horizon(as_of, known_at, position), policy, where)


def explain(
    name: str,
    entries: Iterable[Entry],
    *,
    as_of: date,
    known_at: datetime | None,
    position: int,
    policy: Policy | None = None,
    document: str | None = None,
) -> Explanation:
    """The entries behind what a view says of one client, or of a group: contributions that sum to its figures.

    Args:
        name: the view's, as for ``answer``.
        entries: every entry of the client, ``ledger.history(client)``, and where the policy in force is wanted
            those of the house. Entries of several clients are those of a group, explained together.
        as_of: as for ``answer``.
        known_at: as for ``answer``.
        position: as for ``answer``.
        policy: as for ``answer``.
        document: only this invoice, order ..., open or closed; None: all that is open, or counts.

    Raises:
        UnknownView: no view has that name.
        UnknownDocument: the view knows no document of that number.
        UnreadablePolicy: the policy in force is none that this program can use.
    """
    horizon = Horizon(as_of, known_at, position)
    return explain_client(view_called(name), entries, horizon, policy, document)


def explain_change(
    name: str,
    entries: Iterable[Entry],
    *,
    since: date,
    until: date,
    known_at: datetime | None,
    position: int,
    document: str | None = None,
) -> Move:
    """What moved a view's figures between two days: entries that sum exactly to the difference of what it says of each.

    Args:
        name: as for ``answer``.
        entries: as for ``explain``.
        since: the first day; what happened on it is in both figures.
        until: the last day.
        known_at: as for ``answer``; both days are looked at as they were known then.
        position: as for ``answer``.
        document: only what is open of this one, or what it contributes.

    Raises:
        UnknownView: no view has that name.
        UnknownDocument: the view knows no document of that number.
        UnreadablePolicy: a policy in force on one of the days is none that this program can use.
    """
    return explain_move(view_called(name), entries, Horizon(until, known_at, position), since, document)
