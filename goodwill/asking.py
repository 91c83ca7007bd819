"""Questions to the views of a ledger: to the stored ones, or to folds of its entries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple, Unpack

import projections
from goodwill.entries import house_entries
from goodwill.moments import horizon_of, today
from goodwill.options import Asked, asks
from ledger.codec import decode
from ledger.corrections import CORRECTIONS
from ledger.entry import Entry
from ledger.events import ClientCovered
from ledger.recording.entry_log import EntryLog
from ledger.rules.checks import known_currency
from ledger.store.database import Database
from projections import Answer, Filter, stored
from projections.framework.grouping import Groups
from projections.framework.naming import house_language
from projections.framework.needed import Needed
from projections.framework.staffing import staffing_of
from projections.history import Horizon
from projections.in_currency import in_currency
from projections.one_currency import OneCurrency
from projections.policy import Policy
from projections.rates import DatedRates
from projections.stored import LedgerHistorySource
from projections.stored.answering import Shared, States
from projections.stored.keeping.place import found

_COVERS = (ClientCovered.kind, *CORRECTIONS)
"""The kinds that say who stands in for the manager of a single client."""


class Question(NamedTuple):
    """A question, as views take it."""

    horizon: Horizon
    where: Filter
    policy: Policy | None


def question_of(  # noqa: PLR0913 - the options of every view, each with its default
    ledger: EntryLog,
    *,
    client: str | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    manager: str | None = None,
    territory: str | None = None,
    segment: str | None = None,
    team: str | None = None,
    mine: str | None = None,
    group: bool = False,
    policy: Policy | None = None,
) -> Question:
    """The question in the values of ``Asked``; today and now by default."""
    horizon = horizon_of(ledger, as_of, known_at)
    clients = () if client is None else (client,)
    where = Filter(clients, manager, territory, segment, team, mine, group)
    if (manager, territory, segment, team, mine) != (None,) * 5:
        house = history_source(ledger).house(horizon)
        where = replace(where, language=house_language(house))
        if (team, mine) != (None, None):
            covers = map(decode, ledger.recorder.chosen(kinds=_COVERS, upto=horizon.position))
            where = replace(where, staffing=staffing_of(house, covers, horizon))
    return Question(horizon, where, policy)


def history_source(ledger: EntryLog) -> LedgerHistorySource:
    """The entries of a ledger, for folds that read no more than they need."""
    return LedgerHistorySource(ledger.recorder.database, ledger.history)


@asks(Asked)
def answer(
    ledger: EntryLog, view: str, *, full: bool = False, start: date | None = None, **asked: Unpack[Asked]
) -> Answer:
    """The answer of a view by its name, such as "receivables".

    Args:
        full: whether its rows have the fields too that take longer to work out.
        start: the first day of the period of a view that is about one; None: twelve months before the last.
        **asked: as ``Asked`` has it.

    Raises:
        UnknownView: there is no view of that name.
        NoPeriod: a first day is given, and the view is not about a period.
        UnknownChoice: no client has what is asked for.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    (as_of, known_at, position), where, policy = question_of(ledger, **asked)
    return projections.answer(
        view,
        history_source(ledger),
        as_of=as_of,
        known_at=known_at,
        position=position,
        policy=policy,
        where=where,
        full=full,
        start=start,
        today=today(ledger),
    )


def shown(
    ledger: EntryLog,
    view: str,
    *,
    states: States = (),
    full: bool = False,
    start: date | None = None,
    needed: Needed | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """As ``answer``, and sooner where stored views lie in the ledger's database and know that position.

    It writes nothing. The holders have the states that ``states`` names, as ``stored.answer`` takes it.
    ``needed`` is what is needed of its rows, if not all: the answer may have others too, and has no totals.
    """
    quick = from_views(ledger, view, states=states, full=full, start=start, needed=needed, **asked)
    return answer(ledger, view, full=full, start=start, **asked) if quick is None else quick


def from_views(  # noqa: PLR0913 - a question, with its options by name
    ledger: EntryLog,
    view: str,
    *,
    views: Database | None = None,
    as_they_are: bool = False,
    states: States = (),
    full: bool = False,
    start: date | None = None,
    needed: Needed | None = None,
    shared: Shared | None = None,
    **asked: Unpack[Asked],
) -> Answer | None:
    """The answer of the stored views; None if they cannot give it.

    Args:
        views: their database; None: the ledger's.
        as_they_are: whether they may lack entries recorded since; else they must know all that is asked for.
        states: whose states the holders have, as ``stored.answer`` takes it.
        full: whether its rows have the fields too that take longer to work out.
        start: the first day of the period of a view that is about one; None: twelve months before the last.
        needed: what is needed of its rows, as ``shown`` takes it.
        shared: what questions asked together share, as ``stored.answer`` takes it.
    """
    (as_of, known_at, position), where, policy = question_of(ledger, **asked)
    return stored.answer(
        ledger.recorder.database,
        view,
        as_of=as_of,
        known_at=known_at,
        position=None if as_they_are and known_at is None else position,
        views=views,
        policy=policy,
        where=where,
        states=states,
        full=full,
        start=start,
        needed=needed,
        today=today(ledger),
        shared=shared,
    )


def known_house(ledger: EntryLog, answer: Answer) -> list[Entry]:
    """The entries of the house that an answer could have known."""
    return [*history_source(ledger).house(_horizon(answer))]


def exchange_for(ledger: EntryLog, answer: Answer, currency: str | OneCurrency) -> OneCurrency:
    """Shows amounts in a currency, at the rates of each day that an answer could have known.

    Args:
        currency: its code; or what several answers share, which names each missing rate once.

    Raises:
        UnknownCurrency: ISO 4217 has no such code.
        CurrencyWithdrawn: it had the code until a day before that of the answer.
    """
    if isinstance(currency, OneCurrency):
        return currency
    code = currency.strip().upper()
    known_currency(code, answer.as_of)
    return OneCurrency(code, DatedRates(house_entries(ledger), _horizon(answer)))


def in_one_currency(
    ledger: EntryLog,
    answer: Answer,
    currency: str | OneCurrency | None,
    *,
    items: bool = False,
    groups: Groups[Any] | None = None,
) -> Answer:
    """The answer of a view with each row in one currency, at the rates of its own day; None: as it is.

    A row stays in its own currency where there is no rate, and a caution names it. With ``items`` the answer
    is about its items, and has no rows. ``groups`` says how to show rows in it; None: as the view sums them.

    Raises:
        UnknownCurrency: ISO 4217 has no such code.
        CurrencyWithdrawn: it had the code until a day before that of the answer.
        ValueError: no rows of the view are summed.
    """
    if currency is None:
        return answer
    view = projections.ALL[answer.view]
    if (summed := groups or view.groups) is None:
        raise ValueError(f"{view.name} is not summed, so it is in no currency={currency}; leave it out")
    found = in_currency(answer, summed, exchange_for(ledger, answer, currency), items=items)
    return replace(found, totals=[*view.totals.of(found.rows)])


def _horizon(answer: Answer) -> Horizon:
    """How far an answer looked."""
    return Horizon(answer.as_of, answer.known_at, answer.position)


@contextmanager
def stored_views(place: str | None, ledger: EntryLog) -> Iterator[Database | None]:
    """The database of the stored views; None if there are none yet.

    Args:
        place: the path of a file, or a URL of SQLite or PostgreSQL; None: the ledger's own database.
    """
    database = ledger.recorder.database
    if place is None:
        yield database
        return
    views = found(place, database)
    try:
        yield views
    finally:
        if views is not None:
            views.close()
