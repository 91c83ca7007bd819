"""A view's answer from the stored spans: of any day, as known now or at a past moment, as from the facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from ledger.garbage_collector import made_to_stay
from ledger.store.database import Database
from ledger.store.errors import InterfaceError
from ledger.times import shifted
from projections.framework.answer import Answer, LedgerClosed
from projections.framework.answering import answer_of_facts, held
from projections.framework.clients import Client
from projections.framework.composing import answer_of
from projections.framework.filters import ANY, AccountHolder, account_holders
from projections.framework.naming import house_language
from projections.framework.question import Question
from projections.framework.registry import ALL, AnyView, views_with_rows
from projections.history import Horizon
from projections.policy import Policy, Timetable, among_products, in_force, timetable
from projections.stored.changed import Changed
from projections.stored.generation import Generation, Views, usable_views
from projections.stored.history_source import LedgerHistorySource
from projections.stored.listed import Listed
from projections.stored.reading import Known

_LIGHT: Final = "prospects"
"""The view that is read for who the clients were: any would do, and this one costs least, because little is
stored of it, and every policy leaves it as it is."""


@made_to_stay()
def answer(
    ledger: Database,
    name: str,
    question: Question,
    *,
    views: Database | None = None,
    shared: Shared | None = None,
) -> Answer | None:
    """A view's answer from the stored spans as they are; catch up before.

    It is None if they cannot answer: this version of the program made none, the view has none, they do not
    know that position yet or follow other rules, a client that is asked about could not be folded, the day is
    ``date.max``, or the states of all clients are wanted.

    Args:
        ledger: the ledger's database.
        name: of a view.
        question: what is asked; its moment of knowledge is printed as given.
        views: the database of the stored views; None: the ledger's.
        shared: what questions asked together share; it is filled.

    Raises:
        NoPeriod: a first day is given, and the view is not about a period.
        UnknownChoice: no client has what the filter asks for.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    view = ALL[name].on(question)
    made = _asked(ledger, view, question, views or ledger, shared)
    if made is None or view.items is None or (needed := view.items.needed) is None:
        return made
    fuller = question._replace(needed=needed(question.horizon.as_of))

    def items() -> Sequence[Any]:
        try:
            found = _asked(ledger, view.on(fuller).uncompared(), fuller, views or ledger, None)
        except InterfaceError:  # views of another place are closed once they have answered
            found = None
        return (found or answer_of_facts(name, LedgerHistorySource(ledger), question)).items

    return replace(made, behind=read_later(items))


def read_later(items: Callable[[], Sequence[Any]]) -> Callable[[], Sequence[Any]]:
    """What reads the items of an answer from its ledger, once, when somebody asks for them.

    It raises ``LedgerClosed`` if the ledger is closed by then.
    """

    @cache
    def read() -> Sequence[Any]:
        try:
            return items()
        except InterfaceError as closed:
            raise LedgerClosed from closed

    return read


def _asked(
    ledger: Database, view: AnyView, question: Question, views: Database, shared: Shared | None
) -> Answer | None:
    """As ``answer``, with the items of what the rows are made of."""
    with views.snapshot() as cursor:
        found = None if question.states == "all" else usable_views(views, cursor)
        only = () if view.compares else question.where.only_named()
        known = found and knowledge(ledger, found, view, question, shared, only=only)
        if found is None or known is None:
            return None
        place = found.generation, found.checkpoint(), question.horizon.as_of
        if shared is not None:
            known.spans.listed = shared.listed.get(place)
        made = _answered(ledger, known, view, question)
        if shared is not None and known.spans.listed:
            shared.listed[place] = known.spans.listed
        return made


@made_to_stay()
def directory(ledger: Database, horizon: Horizon) -> Mapping[str, Client] | None:
    """Every client that the ledger knew, as it was on the day; None if the spans cannot say."""
    with ledger.snapshot() as cursor:
        found = usable_views(ledger, cursor)
        known = found and knowledge(ledger, found, ALL[_LIGHT], Question(horizon))
        if known is None:
            return None
        known.spans.holders(ANY)
        return known.spans.directory


def answers_all(ledger: Database, horizon: Horizon) -> bool:
    """Whether the spans in a ledger's database can answer questions to every view that has spans."""
    shared = Shared()
    with ledger.snapshot() as cursor:
        found = usable_views(ledger, cursor)
        return found is not None and all(
            knowledge(ledger, found, view, Question(horizon), shared)
            for view in views_with_rows()
            if view.spans
        )


class Rules(NamedTuple):
    """By which rules figures are made, as the entries of the house have them.

    Attributes:
        policy: of the day.
        used: the policies of all days.
        made: those under which the spans were made.
        language: the house's.
    """

    policy: Policy
    used: Timetable
    made: Timetable
    language: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What questions asked together share.

    Attributes:
        rules: by checkpoint, horizon and policy asked for.
        listed: all clients as they were on a day, by generation, checkpoint and day.
    """

    rules: dict[tuple[int, Horizon, Policy | None], Rules] = field(default_factory=dict)
    listed: dict[tuple[Generation, int, date], Listed] = field(default_factory=dict)


class Knowledge(NamedTuple):
    """What the stored spans know of clients for a question, and by what their rows are made."""

    spans: Known
    policy: Policy
    language: str


def knowledge(
    ledger: Database,
    found: Views,
    view: AnyView,
    question: Question,
    shared: Shared | None = None,
    *,
    only: Collection[str] = (),
) -> Knowledge | None:
    """What the spans know; None if they do not know that position yet or were made under other rules.

    It is None too if a client that is asked about could not be folded.

    Args:
        ledger: the ledger's database.
        found: the stored views.
        view: what is asked.
        question: what is asked of it.
        shared: what the questions of a page have in common; it is filled.
        only: the codes of the clients whose rows are read; without any, all are.

    Raises:
        UnreadablePolicy: this program cannot use the policy in force.
    """
    horizon, policy = question.horizon, question.policy
    if not view.spans or horizon.as_of == date.max or not found.are_sound(only):
        return None
    checkpoint = found.checkpoint()
    if horizon.position > checkpoint:
        return None
    key = checkpoint, horizon, policy
    rules = shared.rules.get(key) if shared is not None else None
    if rules is None:
        rules = _rules(ledger, *key)
        if shared is not None:
            shared.rules[key] = rules
    if not _alike(view, horizon.as_of, rules.used, rules.made):
        return None
    past = Changed(ledger, LedgerHistorySource(ledger), horizon, checkpoint)
    known = Known(
        found,
        view,
        (horizon.as_of, rules.used),
        past,
        as_adopted=policy is None and rules.used.parts_from(rules.made) is None,
    )
    return Knowledge(known, rules.policy, rules.language)


def _rules(ledger: Database, checkpoint: int, horizon: Horizon, policy: Policy | None) -> Rules:
    house = LedgerHistorySource(ledger).house(Horizon(horizon.as_of, None, checkpoint))
    policy = policy and among_products(policy, house, horizon)
    used = Timetable.always(policy) if policy else timetable(filter(horizon.knows, house))
    language = house_language(filter(horizon.knows, house))
    return Rules(policy or in_force(house, horizon), used, timetable(house), language)


def _answered(ledger: Database, known: Knowledge, view: AnyView, question: Question) -> Answer:
    """The answer of what the spans know."""
    horizon = question.horizon
    alone = not (view.compares or view.lookback.days) and question.where == question.of_everyone.where
    if alone and question.needed and question.needed.with_rows:
        bases = known.spans.bases(None)
        chosen, beside = account_holders(known.spans.directory, bases.items(), question.where), list[Any]()
    else:
        chosen = known.spans.holders(question.where)
        beside = known.spans.give_bases(chosen)
    clients = known.spans.clients
    holders = _with_states(ledger, view, question, chosen) if question.states else chosen
    source = LedgerHistorySource(ledger)
    # the position alone says what was known, and the moment is only printed
    made = answer_of(view, chosen, horizon._replace(known_at=None), (known.policy, source), holders, beside)
    known_at = view.horizon(question).known_at
    return replace(made, known_at=known_at, language=known.language, clients=clients)


def _alike(view: AnyView, as_of: date, used: Timetable, made: Timetable) -> bool:
    """Whether the rules used are those that the spans were made under, on the days that the view looks at."""
    days = {shifted(as_of, -back) for back in (0, *view.lookback.days)}
    if view.lookback.steps:
        days |= {day for day, _ in (*used.steps, *made.steps) if day < as_of}
    return all(view.depends(used.usable_on(day)) == view.depends(made.usable_on(day)) for day in days)


def _with_states(
    ledger: Database, view: AnyView, question: Question, chosen: Sequence[AccountHolder[Any]]
) -> list[AccountHolder[Any]]:
    """The account holders with the states that are wanted in place of what their rows are made of."""
    horizon, states = question.horizon, question.states
    matter = _with_kinds(ledger, states, horizon.position) if isinstance(states, tuple) else None
    codes = [
        client.code
        for holder in chosen
        if (holder.shown or view.compares)
        and (matter is not None or any(spans for _, spans in holder.members))
        for client, _ in holder.members
        if matter is None or client.code in matter
    ]
    folded = held([view], LedgerHistorySource(ledger), horizon._replace(known_at=None), codes)
    found = {code: one.states[0] for code, one in folded.items()}
    return [holder.based_on(found, {}) for holder in chosen]


def _with_kinds(ledger: Database, kinds: Sequence[str], upto: int) -> set[str]:
    """The clients with an entry of some kinds up to a position."""
    marks = ", ".join("?" * len(kinds))
    statement = f"SELECT DISTINCT client FROM entries WHERE kind IN ({marks}) AND position <= ?"  # noqa: S608 - marks
    return {client for (client,) in ledger.select(statement, (*kinds, upto))}
