"""What views have of every client, kept in memory and brought up to each newer position client by client.

A process that answers again and again, such as a server of pages, asks about everybody once. Later it asks
only about the clients of whom something was recorded since, so the cost follows what is new and not what
there is. A fact of the house may change any client's rows, so it makes the next answer begin anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice
from threading import Lock
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ledger.garbage_collector import made_to_stay
from ledger.store.database import Database
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.composing import composed, with_texts
from projections.framework.filters import ANY, AccountHolder, Filter, account_holders
from projections.framework.question import Question
from projections.framework.registry import ALL, AnyView
from projections.framework.tables import Unstored
from projections.history import Horizon
from projections.policy import Policy
from projections.stored.answering import Knowledge, knowledge
from projections.stored.cache_keys import ByFilter, CacheKey
from projections.stored.generation import Generation, Views, usable_views
from projections.stored.history_source import LedgerHistorySource
from projections.stored.listed import Listed, listed

_VERSIONS: Final = 8
"""How many positions of one question are kept: for readers whose pages began before others recorded."""
_USUAL: Final = "receivables"
"""The view with which the directory is read; it is asked most, so that it is kept anyway."""
_CHANGED: Final = "SELECT DISTINCT client FROM entries WHERE position > ? AND position <= ?"


class Whole(NamedTuple):
    """What a view has of every client on a day, as known at a position.

    Attributes:
        directory: every client that the ledger knew, as it was on the day.
        rows: of those that had begun, before they are compared with those of others; if only totals are
            asked for, what rows are made of.
        beside: what rows of others are compared with, of those that had begun, where a view compares that.
        policy: by which the rows are made.
        language: the house's.
        answers: that were made of it, by filter.
        totals: that were made of it likewise, if only they are asked for.
    """

    position: int
    directory: Mapping[str, Client]
    rows: Mapping[str, Sequence[Any]]
    beside: Mapping[str, Sequence[Any]]
    policy: Policy
    language: str
    answers: ByFilter[Answer]
    totals: ByFilter[Sequence[Any]]

    def with_new(self, found: Whole, changed: Collection[str]) -> Whole:
        """The same with what was found of changed clients; its answers stay if nothing of these differs."""
        if all(
            self.rows.get(code) == found.rows.get(code)
            and self.directory.get(code) == found.directory.get(code)
            for code in changed
        ):
            return self._replace(position=found.position)
        rows = {code: rows for code, rows in self.rows.items() if code not in changed}
        beside = {code: one for code, one in self.beside.items() if code not in changed}
        return found._replace(
            directory={**self.directory, **found.directory},
            rows={**rows, **found.rows},
            beside={**beside, **found.beside},
        )


@dataclass(slots=True)
class _Answered:
    """The newest answers to a question, the oldest first; one thread at a time makes the next."""

    wholes: list[Whole] = field(default_factory=list)
    making: Any = field(default_factory=Lock)


class AnswerCache:
    """Answers of the stored views of a ledger about everybody, kept for the next question.

    Args:
        ledger: the ledger's database.
        views: that of the stored views.
        most: how many questions are kept; the one that was asked longest ago goes first.
    """

    def __init__(self, ledger: Database, views: Database, most: int = 24) -> None:
        self._ledger, self._views, self._most = ledger, views, most
        self._kept: OrderedDict[CacheKey, _Answered] = OrderedDict()
        self._clients: tuple[tuple[Generation, int], Listed] | None = None
        self._lock = Lock()

    @made_to_stay()
    def answer(self, name: str, question: Question) -> Answer | None:
        """A view's answer, as ``stored.answer`` gives it, but without items and cautions.

        The question wants no states, no fuller rows, and nothing less than rows.

        Returns:
            None if the spans cannot answer, or the question is one of those that are not kept: about groups
            as one, or of a view whose rows need those of all others. Clients by their codes are answered only
            of a view that compares them with others, and only once it was asked about everybody: else it
            takes less to read those clients alone.

        Raises:
            UnknownChoice: no client has what the filter asks for.
            UnreadablePolicy: this program cannot use the policy in force.
        """
        horizon, where = question.horizon, question.where
        if where.group:
            return None
        asked = CacheKey.of(name, question)
        view = ALL[name].on(question)
        if where.clients and not (view.comparing.beside and self._is_kept(asked)):
            return None
        whole = self._known(asked, question)
        if whole is None:
            return None
        if where.clients:
            named = where.only_named()
            return _answer(view, whole, horizon, where, named) if named <= whole.directory.keys() else None
        made = whole.answers.of(whole.directory, where, lambda: _answer(view, whole, horizon, where))
        return replace(made, known_at=view.horizon(question).known_at, position=horizon.position)

    @made_to_stay()
    def totals(self, name: str, question: Question) -> Sequence[Any] | None:
        """The totals of such an answer alone; None if it takes its rows to make them.

        Raises:
            UnknownChoice: no client has what the filter asks for.
            UnreadablePolicy: this program cannot use the policy in force.
        """
        horizon, where, totalling = question.horizon, question.where, ALL[name].totals.quicker
        asked = CacheKey.of(name, question, totals=True)
        if totalling is None or where.group or where.clients or self._is_kept(asked._replace(totals=False)):
            return None
        whole = self._known(asked, question)
        if whole is None:
            return None

        def made() -> Sequence[Any]:
            if where == ANY:
                return totalling.of(whole.rows.values(), horizon.as_of, whole.policy)
            holders = account_holders(whole.directory, whole.rows.items(), where)
            chosen = [spans for holder in holders for _, spans in holder.states]
            return totalling.of(chosen, horizon.as_of, whole.policy)

        return whole.totals.of(whole.directory, where, made)

    def clear(self) -> None:
        """Forget all answers."""
        with self._lock:
            self._kept.clear()

    def _listed(self, views: Views) -> Listed:
        """All clients at the checkpoint of a generation; read once for the views that are asked there."""
        at = views.generation, views.checkpoint()
        if self._clients is None or self._clients[0] != at:
            self._clients = at, listed(views)
        return self._clients[1]

    @made_to_stay()
    def directory(self, horizon: Horizon) -> Mapping[str, Client] | None:
        """Every client that the ledger knew, as it was on the day; None if the spans cannot answer."""
        whole = self._known(CacheKey.of(_USUAL, Question(horizon)), Question(horizon))
        return None if whole is None else whole.directory

    def _is_kept(self, asked: CacheKey) -> bool:
        with self._lock:
            return asked in self._kept and bool(self._kept[asked].wholes)

    def _known(self, asked: CacheKey, question: Question) -> Whole | None:
        with self._lock:
            answered = self._kept.setdefault(asked, _Answered())
            self._kept.move_to_end(asked)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        with answered.making:
            return self._whole(asked, question, answered.wholes)

    def _whole(self, asked: CacheKey, question: Question, wholes: list[Whole]) -> Whole | None:
        """What is known at a position, made of what was known before where that is kept."""
        before, position = None, question.horizon.position
        for one in wholes:
            if one.position <= position:
                before = one
        if before is not None and before.position == position:
            return before
        changed = None if before is None else self._changed(before.position, position)
        if before is None or changed is None:
            made = self._made(asked, question, None)
        elif changed:
            found = self._made(asked, question, changed)
            made = found and before.with_new(found, changed)
        else:
            made = before._replace(position=position)
        if made is not None:
            wholes.append(made)
            wholes.sort(key=lambda one: one.position)
            del wholes[:-_VERSIONS]
        return made

    def _changed(self, after: int, upto: int) -> set[str] | None:
        """The clients with an entry after one position, up to another; None if the house has one too."""
        found = {client for (client,) in self._ledger.select(_CHANGED, (after, upto))}
        return None if None in found else found

    def _made(self, asked: CacheKey, question: Question, codes: set[str] | None) -> Whole | None:
        """What the stored views know of some clients, or of all; None if they cannot say."""
        view, horizon = ALL[asked.view].on(question), question.horizon
        alone = view.uncompared()
        if asked.totals and view.totals.quicker:
            alone = alone.needing(view.totals.quicker.needed)
        with self._views.snapshot() as cursor:
            found = usable_views(self._views, cursor)
            known = found and knowledge(self._ledger, found, alone, question, only=codes or ())
            if found is None or known is None:
                return None
            known.spans.cautioning = False
            if codes is None:
                known.spans.listed = self._listed(found)
            if asked.totals:
                return _whole(horizon, known, known.spans.bases(codes))
            holders = known.spans.holders(ANY if codes is None else Filter(tuple(codes)))
            known.spans.give_bases(holders)
            rows = {one.code: _rows(view, one, horizon.as_of, known.policy) for one in holders if one.shown}
            if view.storing.unstored:  # the position alone says what is known, and need not be looked up
                rows = self._with_texts(view.storing.unstored, rows, horizon._replace(known_at=None))
            if any(one.everyone and one.everyone.asked for one in holders):
                return None
            return _whole(horizon, known, rows, _beside(view, holders, horizon.as_of))

    def _with_texts(
        self, unstored: Unstored, rows: Mapping[str, Sequence[Any]], horizon: Horizon
    ) -> dict[str, Sequence[Any]]:
        """The rows of clients with the texts that only entries have, which are read at once."""
        source = LedgerHistorySource(self._ledger)
        found = iter(with_texts(unstored, [*chain.from_iterable(rows.values())], source, horizon))
        return {code: [*islice(found, len(own))] for code, own in rows.items()}


def _whole(
    horizon: Horizon,
    known: Knowledge,
    rows: Mapping[str, Sequence[Any]],
    beside: Mapping[str, Sequence[Any]] = MappingProxyType({}),
) -> Whole:
    directory = known.spans.directory
    return Whole(
        horizon.position, directory, rows, beside, known.policy, known.language, ByFilter(), ByFilter()
    )


def _rows(view: AnyView, holder: AccountHolder[Any], as_of: date, policy: Policy) -> Sequence[Any]:
    holder.named = False  # it is one of all here, though it was read by its code
    return view.rows_of(holder, as_of, policy)


def _beside(view: AnyView, holders: Iterable[AccountHolder[Any]], as_of: date) -> Mapping[str, Sequence[Any]]:
    if (beside := view.comparing.beside) is None:
        return {}
    return {one.code: [*beside([basis for _, basis in one.states], as_of)] for one in holders}


def _answer(
    view: AnyView, whole: Whole, horizon: Horizon, where: Filter, named: Collection[str] = ()
) -> Answer:
    """The answer about the clients of a filter; if it names them, they are compared with all others too."""
    shown = {code: whole.rows[code] for code in named if code in whole.rows} if named else whole.rows
    holders = account_holders(whole.directory, shown.items(), where)
    rows = [row for holder in holders for _, found in holder.states for row in found]
    if view.comparing.of:
        others = [found for code, found in whole.beside.items() if code not in shown] if named else []
        rows = view.comparing.of(rows, whole.policy, [*chain.from_iterable(others)])
    rows = sorted(rows, key=order) if (order := view.showing.order) else rows
    return replace(composed(view, rows, horizon, whole.policy, holders), language=whole.language)
