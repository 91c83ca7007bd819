"""What the facts mean: pure folds of a client's entries, and the views made of them for a date.

One function answers every question::

    answer(
        name: str,                                  # "receivables", "loyalty" or "health": a name in ALL
        entries: Iterable[Entry] | History,         # ledger.history(), or better: the function itself (see below)
        *,
        as_of: date,                                # facts that had happened by the end of this day
        known_at: datetime | None,                  # facts the ledger knew by this moment; None: all of them
        position: int,                              # facts up to this position: ledger.position_at(known_at)
        policy: Policy | None = None,               # None: the one in force on as_of, as known at known_at
        where: Filter = ANY,
    ) -> Answer

``History`` is ``Callable[[str | None], Iterable[Entry]]``: all entries in order of position for None, those of
one client for its code. Given the function, memory stays flat: only a client whose facts did not arrive in
order of their date is read a second time. Fastest is ``stored.LedgerPasts(ledger.recorder.database, ledger.history)``,
by which only the clients and kinds of event are read that the answer needs; so the command line asks.

``Filter(clients=(), manager=None, territory=None, segment=None, group=False)`` names the clients wanted. A value
that no client has raises ``UnknownChoice``, a LedgerError with a next step; an unknown view raises ``UnknownView``.

``Answer`` has ``view, as_of, known_at, policy, position, rows, totals, items, rules`` and ``as_json(items=False)``: the
dict of the command-line contract (``items=True`` adds "items": one row per open document or instalment). Rows are
frozen dataclasses, money in them ``Decimal``; ``Answer.table(items=False)`` gives them as flat dicts for CSV and
tables, with keys such as ``overdue 1-30``. ``known_at`` is printed as given: pass the moment of asking for "now".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from ledger.entry import Entry
from projections import health, loyalty, receivables
from projections.answering import Answer, Projection, UnknownView, ask
from projections.choice import ANY, Filter, UnknownChoice
from projections.explaining import Explanation, UnknownDocument, explain_client
from projections.fold import History, Horizon
from projections.moving import Move, explain_move
from projections.policy import DEFAULT, Policy

__all__ = [
    "ALL",
    "ANY",
    "DEFAULT",
    "Answer",
    "Explanation",
    "Filter",
    "History",
    "Move",
    "Policy",
    "Projection",
    "UnknownChoice",
    "UnknownDocument",
    "UnknownView",
    "answer",
    "explain",
    "explain_change",
]

ALL: dict[str, Projection] = {"health": health, "loyalty": loyalty, "receivables": receivables}
"""Every view by its name."""


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
    """What a view says of a ledger, for a day, as known at a moment; see the module's head.

    Raises:
        UnknownView: no view has that name.
        UnknownChoice: no client has what the filter asks for.
        UnreadablePolicy: the policy in force is none that this program can use.
    """
    if name not in ALL:
        raise UnknownView(name, ALL)
    return ask(name, ALL[name], entries, Horizon(as_of, known_at, position), policy, where)


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
    if name not in ALL:
        raise UnknownView(name, ALL)
    horizon = Horizon(as_of, known_at, position)
    return explain_client(name, ALL[name], entries, horizon, policy, document)


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
    if name not in ALL:
        raise UnknownView(name, ALL)
    return explain_move(name, ALL[name], entries, Horizon(until, known_at, position), since, document)
