"""Where pages read: a ledger with its stored views, and what is kept of them from page to page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from commands.read.quickness import are_quick, tell_left_out
from commands.ui.failures import complain
from goodwill.asking import from_facts, history_source
from goodwill.governing import adopted_policies
from goodwill.moments import today
from ledger.errors import Unreadable, known_names
from ledger.store.errors import PersistenceError, first_line, is_read_only
from projections import stored
from projections.framework.clients import directory, evolve
from projections.framework.filters import places
from projections.framework.fold import fold
from projections.framework.naming import Naming, house_language
from projections.stored import catch_up
from projections.stored.answer_cache import AnswerCache
from reporting.web import BadAddress

if TYPE_CHECKING:
    from ledger.entry import Entry
    from ledger.recording.entry_log import EntryLog
    from ledger.store.database import Database
    from projections import Answer
    from projections.framework.clients import Client
    from projections.framework.question import Question
    from projections.history import Horizon
    from projections.policy import Policy
    from projections.stored.answering import Shared

_DIRECTORIES: Final = 16
"""How many directories of other days are remembered."""


class Offered(NamedTuple):
    """What the clients of a day have: their managers, places and segments."""

    managers: list[str]
    territories: list[str]
    segments: list[str]


class Source:
    """Where the pages of a server read.

    Args:
        ledger: the entries.
        views: the database of the stored views; None: pages are answered from the entries.
        policies: other policies than those of the house, by the names that addresses have.
    """

    def __init__(
        self,
        ledger: EntryLog,
        views: Database | None = None,
        policies: Mapping[str, Policy] | None = None,
    ) -> None:
        self.ledger, self._views, self._policies = ledger, views, policies or {}
        self._kept = None if views is None else AnswerCache(ledger.database, views)
        self._catching, self._told, self._forgotten = Lock(), set[str](), 0
        self.offered = lru_cache(maxsize=_DIRECTORIES)(self._offered)

    def forget_erased(self) -> None:
        """Forget what was kept of people whom another program erased since the last page."""
        people = self.ledger.database.people
        people.forget_destroyed()
        if self._forgotten != people.forgotten and self._kept:
            self._kept.clear()
        self._forgotten = people.forgotten

    def is_quick(self) -> bool:
        """Whether the stored views can be asked, and have little to take in."""
        return self._views is not None and are_quick(self.ledger, self._views, lambda _sentence: None)

    def _tell(self, sentence: str) -> None:
        """Print a sentence on standard error, once while the server runs."""
        if sentence not in self._told:
            self._told.add(sentence)
            complain(sentence)

    def caught_up(self) -> bool:
        """Bring the stored views up to the newest entry; whether they can be asked."""
        if self._views is None:
            return False
        with self._catching:
            try:
                if not are_quick(self.ledger, self._views, self._tell):
                    return False
                return catch_up(self.ledger.database, today(self.ledger), views=self._views) is not None
            except PersistenceError as wrong:  # they may still know enough
                if not is_read_only(wrong):
                    complain(f"the stored views stay as they were: {first_line(wrong)}")
                return True
            except Unreadable as wrong:
                complain(f"{wrong}; answered from the entries")
                return False

    def answer(self, name: str, question: Question, shared: Shared | None) -> Answer:
        """A view's answer: from the stored views if they have it, else from the entries.

        Args:
            name: of the view.
            question: what is asked.
            shared: what the questions of a page share; None: the stored views are not to be asked.
        """
        found, database = None, self.ledger.database
        if shared is not None:
            found = stored.answer(database, name, question, views=self._views, shared=shared)
            if found is None and self._views is not None:
                tell_left_out(self._views, self._tell)
        return from_facts(self.ledger, name, question) if found is None else found

    def overall(self, name: str, question: Question) -> Answer | None:
        """A view's answer about everybody in view, without items, from what is kept; None if it cannot be."""
        return None if self._kept is None or _to_come(question) else self._kept.answer(name, question)

    def totals(self, name: str, question: Question) -> Sequence[Any] | None:
        """The totals of such an answer alone; None if it takes its rows to make them."""
        return None if self._kept is None or _to_come(question) else self._kept.totals(name, question)

    def directory(self, horizon: Horizon, *, stored: bool) -> Mapping[str, Client]:
        """Every client that the ledger knew, as it was on the day."""
        found = self._kept.directory(horizon) if self._kept and stored else None
        return _folded(self.ledger, horizon) if found is None else found

    def _offered(self, horizon: Horizon, *, stored: bool) -> Offered:
        """What the clients of a day have, each name once and sorted."""
        house = [*history_source(self.ledger).house(horizon)]
        language = house_language(house)
        clients = [(one, one.language or language) for one in self.directory(horizon, stored=stored).values()]
        return Offered(
            _once(((one.manager, tongue) for one, tongue in clients), house),
            _once((place, tongue) for one, tongue in clients for place in places(one.territory)),
            _once((one.segment, tongue) for one, tongue in clients),
        )

    def policy(self, name: str | None, horizon: Horizon) -> Policy | None:
        """The policy that an address names: one that the server was given, or one that the house adopted.

        Raises:
            BadAddress: there is none of that name.
        """
        if name is None:
            return None
        known = {**adopted_policies(self.ledger, horizon), **self._policies}
        if name not in known:
            raise BadAddress(f"there is no policy '{name}'", known_names(name, [*known]))
        return known[name]

    def policies(self, horizon: Horizon) -> list[str]:
        """The names that an address may give."""
        return [*{**self._policies, **adopted_policies(self.ledger, horizon)}]


def _to_come(question: Question) -> bool:
    """Whether the answer is about a day to come, so that it depends on the day on which it is seen."""
    return question.today is not None and question.horizon.as_of > question.today


def _folded(ledger: EntryLog, horizon: Horizon) -> dict[str, Client]:
    return directory(fold((evolve,), history_source(ledger), horizon))


def _once(borne: Iterable[tuple[str | None, str]], house: Sequence[Entry] = ()) -> list[str]:
    """The names that clients of some languages bear, each in one spelling, as lists show it."""
    names = sorted({(name, language) for name, language in borne if name})
    naming = Naming(names, house)
    return sorted({naming.name(naming.key(name)) or name for name, _ in names})
