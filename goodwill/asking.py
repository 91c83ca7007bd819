"""Questions to the views of a ledger: to the stored ones, or to folds of its entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeAlias, Unpack

import projections
from goodwill.entries import house_entries
from goodwill.moments import clocks_of
from goodwill.options import Asked, asks
from ledger.codec import decode
from ledger.corrections import CORRECTIONS
from ledger.entry import Entry
from ledger.errors import Misuse
from ledger.events import ClientCovered
from ledger.recording.entry_log import EntryLog
from ledger.rules.checks import known_currency
from ledger.store.database import Database
from projections import Answer, Filter, stored
from projections.agenda.weeks import week_of
from projections.framework.answering import answer_of_facts
from projections.framework.grouping import Groups
from projections.framework.naming import house_language
from projections.framework.periods import Period
from projections.framework.question import Question
from projections.framework.staffing import Staffing, staffing_of
from projections.history import Horizon
from projections.in_currency import in_currency
from projections.one_currency import OneCurrency
from projections.policy import Policy
from projections.rates import DatedRates
from projections.stored import LedgerHistorySource
from projections.stored.answering import Shared
from projections.stored.keeping.place import found
from projections.stored.noting import entries_of_covers

_COVERS = (ClientCovered.kind, *CORRECTIONS)
"""The kinds that say who stands in for the manager of a single client."""
Ask: TypeAlias = Callable[[str, Question], Answer]
"""Gives the answer of a view to a question, such as ``partial(shown, ledger)``."""


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
    clocks = clocks_of(ledger, as_of, known_at)
    horizon = clocks.horizon
    clients = () if client is None else (client,)
    where = Filter(clients, manager, territory, segment, team, mine, group)
    if (manager, territory, segment, team, mine) != (None,) * 5:
        house = history_source(ledger).house(horizon)
        where = replace(where, language=house_language(house))
        if (team, mine) != (None, None):
            # an agenda of the week asks about its other days too
            where = replace(where, staffing=staffing_on(ledger, horizon, week_of(horizon.as_of), house))
    return Question(horizon, where, policy, clocks.today, clocks.seen_at)


def staffing_on(
    ledger: EntryLog, horizon: Horizon, days: Period, house: Sequence[Entry] | None = None
) -> Staffing:
    """Our people on the day of a horizon.

    Args:
        ledger: that knows of them.
        horizon: how far to look.
        days: those whose covers of clients are wanted; it may have others too.
        house: the entries of the house, where they are known.
    """
    covers = entries_of_covers(ledger.database, horizon.position, days)
    if covers is None:
        covers = [*map(decode, ledger.recorder.chosen(kinds=_COVERS, upto=horizon.position))]
    return staffing_of(history_source(ledger).house(horizon) if house is None else house, covers, horizon)


def history_source(ledger: EntryLog) -> LedgerHistorySource:
    """The entries of a ledger, for folds that read no more than they need."""
    return LedgerHistorySource(ledger.database, ledger.history)


@asks(Asked)
def answer(
    ledger: EntryLog, view: str, *, full: bool = False, start: date | None = None, **asked: Unpack[Asked]
) -> Answer:
    """The answer of a view by its name, such as "receivables", from the entries.

    The functions named after a view ask stored views first, which is quicker, and give no states.

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
    return from_facts(ledger, view, question_of(ledger, **asked)._replace(full=full, start=start))


def from_facts(ledger: EntryLog, view: str, question: Question) -> Answer:
    """The answer of a view from the entries, with the states of all account holders and with all rows."""
    return answer_of_facts(view, history_source(ledger), question)


def shown(ledger: EntryLog, view: str, question: Question, *, shared: Shared | None = None) -> Answer:
    """As ``from_facts``, and sooner where stored views lie in the ledger's database and know that position.

    It writes nothing. ``shared`` is what questions asked together share.
    """
    quick = stored.answer(ledger.database, view, question, shared=shared)
    return from_facts(ledger, view, question) if quick is None else quick


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
        Misuse: no rows of the view are summed.
    """
    if currency is None:
        return answer
    view = projections.ALL[answer.view]
    if (summed := groups or view.groups) is None:
        raise Misuse(f"{view.name} is not summed, so it is in no currency={currency}; leave it out")
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
    database = ledger.database
    if place is None:
        yield database
        return
    views = found(place, database)
    try:
        yield views
    finally:
        if views is not None:
            views.close()
