"""Questions to views: about which clients, as of which day, as known at which moment, under which policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from ledger.entry import Entry
from ledger.errors import LedgerError, near_or_all
from ledger.garbage_collector import uncollected
from ledger.times import shifted
from ledger.unseen import meant
from projections.framework import clients
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.composing import answer_of
from projections.framework.filters import ANY, AccountHolder, Everyone, Filter, account_holders
from projections.framework.fold import fold_days, kinds_of
from projections.framework.naming import house_language
from projections.framework.past_days import PastDay, Timeline, past_days, timeline_of
from projections.framework.question import Question
from projections.framework.registry import ALL, REGISTER, AnyView
from projections.history import History, HistorySource, Horizon, source_of
from projections.policy import Policy, Timetable, among_products, in_force, timetable


class UnknownView(LedgerError):
    """There is no view of that name."""

    code = "unknown-view"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"there is no view '{name}'", near_or_all(name, [*known]))


def view_called(name: str) -> AnyView:
    """The view of a name.

    Raises:
        UnknownView: there is none.
    """
    if name not in ALL:
        raise UnknownView(name, REGISTER)
    return ALL[name]


def answer(  # noqa: PLR0913 - a question, with its options by name
    name: str,
    entries: Iterable[Entry] | History,
    *,
    as_of: date,
    known_at: datetime | None,
    position: int,
    policy: Policy | None = None,
    where: Filter = ANY,
    full: bool = False,
    start: date | None = None,
    today: date | None = None,
) -> Answer:
    """A view's answer about a ledger, for a day, as known at a moment; see the docstring of ``projections``.

    ``full`` asks for the fields too that take longer to work out; ``start`` is the first day of the period of
    a view that is about one; ``today`` is the day on which the answer is seen, if ``as_of`` is yet to come.

    Raises:
        NoPeriod: the view is not about a period.
        UnknownView: no view has that name.
        UnknownChoice: no client matches the filter.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    horizon = Horizon(as_of, known_at, position)
    question = Question(horizon, where, policy, today=today, start=start, full=full)
    return answer_of_facts(name, entries, question)


def answer_of_facts(name: str, entries: Iterable[Entry] | History, question: Question) -> Answer:
    """The same to a question, whose answer has all rows and states; it raises as ``answer`` does."""
    view = view_called(name).on(question._replace(needed=None))
    ((found,),) = ask_all([view], entries, view.horizon(question), (question.policy,), question.where)
    return found


def ask_all(
    views: Iterable[AnyView],
    entries: Iterable[Entry] | History,
    horizon: Horizon,
    policies: Sequence[Policy | None],
    where: Filter = ANY,
) -> Iterator[list[Answer]]:
    """Each view's answer under each policy (None: the one in force); the entries are folded once."""
    views, source = [*views], source_of(entries)
    compared, house = any(view.compares for view in views), list(source.house(horizon))
    named = set() if compared else where.only_named()
    codes = source.clients(horizon, named) if named else ()
    if len(codes) < len(named) or not codes:
        codes = source.clients(horizon)
        named = {meant(code, codes) for code in named}
    adopted = timetable(house)
    policies = [policy and among_products(policy, house, horizon) for policy in policies]
    timetables = [Timetable.always(policy) if policy else adopted for policy in policies]
    used = [policy or in_force(house, horizon) for policy in policies]
    language = house_language(house)
    wanted, others = [code for code in codes if code in named] if named else codes, dict[str, HeldStates]()
    if not (named or compared) and where != Filter(where.clients, group=where.group):
        others = held((), source, horizon, codes)
        wanted = _chosen(others, horizon, where)
    found = held(views, source, horizon, wanted, timetables)
    known = others | found
    directory = {code: known[code].client if code in known else Client(code) for code in codes}
    begun = {code: one for code, one in found.items() if one.since <= horizon.as_of}
    clients_then = {code: one.client for code, one in sorted(known.items()) if one.since <= horizon.as_of}
    for number, view in enumerate(views):
        states = ((code, one.states[number]) for code, one in begun.items())
        chosen = account_holders(directory, states, where)
        everyone = _everyone(begun, number)
        for holder in chosen:
            holder.everyone = everyone
        answers = (
            answer_from_states(
                view, chosen, _earlier(view, number, begun, turn), horizon, (policy, timetables[turn], source)
            )
            for turn, policy in enumerate(used)
        )
        yield [replace(one, language=language, clients=clients_then) for one in answers]


def _chosen(known: Mapping[str, HeldStates], horizon: Horizon, where: Filter) -> list[str]:
    """The codes of the clients that a filter chooses, in the order of all.

    Raises:
        UnknownChoice: no client has what it asks for.
    """
    directory = {code: one.client for code, one in known.items()}
    begun = ((code, None) for code, one in known.items() if one.since <= horizon.as_of)
    holders: list[AccountHolder[Any]] = account_holders(directory, begun, where)
    chosen = {client.code for holder in holders for client, _ in holder.members}
    return [code for code in known if code in chosen]


def _everyone(begun: Mapping[str, HeldStates], number: int) -> Everyone[Any]:
    """The state of every client in a view."""
    return Everyone(lambda: {code: one.states[number] for code, one in begun.items()})


def _earlier(
    view: AnyView, number: int, begun: Mapping[str, HeldStates], turn: int
) -> dict[int, dict[str, Any]]:
    """What the rows of clients were made of so many days before, under the policies of one timetable."""
    return {
        days: {code: one.earlier[number, days][turn] for code, one in begun.items()}
        for days in view.lookback.days
    }


class HeldStates(NamedTuple):
    """What is known of a client on a day.

    Attributes:
        client: as the directory has it.
        since: the first day of any of its entries.
        states: the state of each view.
        earlier: by number of view and of days, what its rows were made of so many days before, under each
            timetable of policies.
    """

    client: Client
    since: date
    states: Sequence[Any]
    earlier: Mapping[tuple[int, int], Sequence[Any]]


@uncollected()
def held(
    views: Sequence[AnyView],
    source: HistorySource,
    horizon: Horizon,
    codes: Iterable[str],
    timetables: Sequence[Timetable] = (),
) -> dict[str, HeldStates]:
    """What is known of some clients on the day of a horizon, for some views, by code.

    Args:
        views: the views.
        source: the history.
        horizon: how far it looks.
        codes: of the clients.
        timetables: of policies, under which earlier days are shown.
    """
    folds = (clients.evolve, *(view.fold for view in views))
    kinds, as_of = kinds_of(folds), horizon.as_of
    back = {days: shifted(as_of, -days) for view in views for days in view.lookback.days}
    found = {}
    for code in codes:
        facts, since = source.facts(code, kinds, horizon)
        earlier: dict[tuple[int, int], list[Any]] = {}
        for day, folded, _ in fold_days(folds, facts, {as_of, *back.values()}):
            client = clients.client_of(folded.states[0], code)
            for number, view in enumerate(views):
                for days in view.lookback.days:
                    if back[days] == day:
                        state = folded.states[1 + number]
                        earlier[number, days] = [*_bases(view, client, state, day, timetables)]
        found[code] = HeldStates(client, since, folded.states[1:], earlier)
    return found


def _bases(
    view: AnyView,
    client: Client,
    state: Any,  # noqa: ANN401 - of any view
    day: date,
    timetables: Iterable[Timetable],
) -> Iterator[Any]:
    """What a client's rows are made of under each timetable, made once where they depend on the same."""
    made: dict[tuple[object, ...], Any] = {}
    for one in timetables:
        policy = one.usable_on(day)
        depends = view.depends(policy)
        if depends not in made:
            made[depends] = view.basis(client, state, day, policy)
        yield made[depends]


def answer_from_states(
    view: AnyView,
    chosen: Sequence[AccountHolder[Any]],
    earlier: Mapping[int, Mapping[str, Any]],
    horizon: Horizon,
    made: tuple[Policy, Timetable, HistorySource],
) -> Answer:
    """A view's answer about account holders with their states.

    Args:
        view: the view.
        chosen: the account holders in view.
        earlier: the span rows of clients so many days before, by number of days.
        horizon: how far it looks.
        made: how figures are made: the policy, those of the days before, and the history of these.
    """
    policy, policies, source = made
    bases = {
        client.code: view.basis(client, state, horizon.as_of, policy)
        for holder in chosen
        if holder.shown or view.compares
        for client, state in holder.members
    }
    based = [holder.based_on(bases, earlier) for holder in chosen]
    if view.lookback.steps:
        for holder in based:
            holder.past = partial(
                folded_past, view, [client for client, _ in holder.members], horizon, policies, source
            )
    return answer_of(view, based, horizon, (policy, source), chosen)


def folded_past(
    view: AnyView,
    members: Sequence[Client],
    horizon: Horizon,
    policies: Timetable,
    source: HistorySource,
) -> Iterator[PastDay]:
    """The days before that of a horizon, from the facts of some clients that count as one."""

    def timelines(since: date) -> list[Timeline]:
        return [folded_timeline(view, client, horizon, policies, (source, since)) for client in members]

    return past_days(timelines, horizon.as_of, policies)


def folded_timeline(
    view: AnyView, client: Client, horizon: Horizon, policies: Timetable, found_in: tuple[HistorySource, date]
) -> Timeline:
    """What the rows of a client were made of from a day on."""
    source, since = found_in
    facts, _ = source.facts(client.code, kinds_of((view.fold,)), horizon)
    turns = {day for day, _ in policies.steps if since < day < horizon.as_of}
    found = []
    for day, folded, _ in fold_days((view.fold,), facts, {since, *turns}, changes=True):
        if day >= horizon.as_of:
            break
        found.append((day, view.basis(client, folded.states[0], day, policies.usable_on(day))))
    return timeline_of(client, found, view.basis(client, None, since, policies.usable_on(since)))
