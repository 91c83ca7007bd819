"""A view's answer from the stored spans: of any day, as known now or at a past moment, as from the facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from ledger.collector import uncollected
from ledger.store.database import Database
from ledger.times import shifted
from projections.framework.answer import Answer
from projections.framework.asking import answer_of, held
from projections.framework.filters import ANY, AccountHolder, Filter
from projections.framework.history import Horizon
from projections.framework.naming import house_language
from projections.framework.registry import ALL, AnyView
from projections.policy import Policy, Timetable, among_products, in_force, timetable
from projections.stored.generations import Views, usable_views
from projections.stored.history_source import LedgerHistorySource
from projections.stored.reading import Known, Past

States: TypeAlias = Literal["open"] | tuple[str, ...]
"""Whose states are wanted beside rows: of clients of whom something is open, or with some kinds of entry."""


@uncollected()
def answer(  # noqa: PLR0913 - a question, with its options by name
    ledger: Database,
    name: str,
    *,
    as_of: date,
    known_at: datetime | None,
    position: int | None = None,
    views: Database | None = None,
    policy: Policy | None = None,
    where: Filter = ANY,
    states: States = (),
    full: bool = False,
    start: date | None = None,
) -> Answer | None:
    """A view's answer from the stored spans as they are; catch up before.

    Args:
        ledger: the ledger's database.
        name: of a view.
        as_of: the day asked for.
        known_at: the moment of knowledge; printed as given.
        position: the last entry known at that moment; None: the last that the spans know.
        views: the database of the stored views; None: the ledger's.
        policy: how to compute the figures; None: the policy that the house had adopted.
        where: the clients wanted.
        states: whose states the holders have, folded from the facts: of the clients with a span row on the
            day ("open"), or with an entry of one of these kinds; by default they have span rows.
        full: whether to work out the fields too that take longer.
        start: the first day of the period of a view that is about one; None: as the view declares it.

    Returns:
        None if the spans cannot answer: this version of the program made none, the view has none, they do not
        know that position yet or were made under other rules of the policy, a client cannot be folded, or the
        day is ``date.max``, of which spans tell nothing.

    Raises:
        NoPeriod: a first day is given, and the view is not about a period.
        UnknownChoice: no client has what the filter asks for.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    view = ALL[name].on(as_of, full=full, start=start)
    with (views or ledger).snapshot() as cursor:
        found = usable_views(views or ledger, cursor)
        if not view.spans or as_of == date.max or found is None or found.faulty():
            return None
        horizon = Horizon(as_of, known_at, found.checkpoint() if position is None else position)
        return _answered(ledger, found, view, horizon, policy, where, states)


def _answered(
    ledger: Database,
    found: Views,
    view: AnyView,
    horizon: Horizon,
    policy: Policy | None,
    where: Filter,
    states: States,
) -> Answer | None:
    """The answer, unless the spans do not know that position yet or were made under other rules."""
    source, checkpoint = LedgerHistorySource(ledger), found.checkpoint()
    house = source.house(Horizon(horizon.as_of, None, checkpoint))
    policy = policy and among_products(policy, house, horizon)
    used = Timetable.always(policy) if policy else timetable(filter(horizon.knows, house))
    policy, made = policy or in_force(house, horizon), timetable(house)
    if horizon.position > checkpoint or not _alike(view, horizon.as_of, used, made):
        return None
    known = Known(found, view, (horizon.as_of, used), Past(ledger, source, horizon, checkpoint))
    chosen = known.holders(where)
    beside = known.give_bases(chosen)
    holders = _with_states(ledger, view, horizon, states, chosen) if states else chosen
    language = house_language(filter(horizon.knows, house))
    return replace(answer_of(view, chosen, horizon, policy, holders, beside), language=language)


def _alike(view: AnyView, as_of: date, used: Timetable, made: Timetable) -> bool:
    """Whether the rules used are those that the spans were made under, on the days that the view looks at."""
    days = {shifted(as_of, -back) for back in (0, *view.back)}
    if view.steps:
        days |= {day for day, _ in (*used.steps, *made.steps) if day < as_of}
    return all(view.depends(used.usable_on(day)) == view.depends(made.usable_on(day)) for day in days)


def _with_states(
    ledger: Database, view: AnyView, horizon: Horizon, states: States, chosen: Sequence[AccountHolder[Any]]
) -> list[AccountHolder[Any]]:
    """The account holders with the states that are wanted in place of what their rows are made of."""
    matter = None if states == "open" else _with_kinds(ledger, states, horizon.position)
    codes = [
        client.code
        for holder in chosen
        if holder.shown or view.compare
        for client, spans in holder.members
        if (spans if matter is None else client.code in matter)
    ]
    folded = held([view], LedgerHistorySource(ledger), horizon._replace(known_at=None), codes)
    found = {code: one.states[0] for code, one in folded.items()}
    return [holder.based_on(found, {}) for holder in chosen]


def _with_kinds(ledger: Database, kinds: Sequence[str], upto: int) -> set[str]:
    """The clients with an entry of some kinds up to a position."""
    marks = ", ".join("?" * len(kinds))
    statement = f"SELECT DISTINCT client FROM entries WHERE kind IN ({marks}) AND position <= ?"  # noqa: S608 - marks
    return {client for (client,) in ledger.select(statement, (*kinds, upto))}
