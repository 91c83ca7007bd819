"""What decides an answer that is kept: the view, the day and the policy, and whom a filter means."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from operator import attrgetter
from threading import Lock
from typing import Final, Generic, NamedTuple, TypeVar

from projections.framework.clients import Client
from projections.framework.filters import Filter, tests_of
from projections.framework.question import Question
from projections.policy import Policy

T = TypeVar("T")

_FIELDS: Final = {"manager": "manager", "territory": "territory", "segment": "segment", "team": "manager"}
"""By field of a filter, the field of a client on which alone its test depends."""


class CacheKey(NamedTuple):
    """What decides an answer about everybody, or its totals alone, apart from the position."""

    view: str
    as_of: date
    start: date | None
    policy: Policy | None
    totals: bool = False

    @classmethod
    def of(cls, view: str, question: Question, *, totals: bool = False) -> CacheKey:
        """What of a question decides it."""
        return cls(view, question.horizon.as_of, question.start, question.policy, totals)


class ByFilter(Generic[T]):
    """What was made for filters, in bounded memory; all spellings of a name have it together.

    Args:
        most: how much is kept; what was asked for longest ago goes first.
        spellings: how many filters are remembered with what they mean.
    """

    def __init__(self, most: int = 64, spellings: int = 512) -> None:
        self._made: OrderedDict[Hashable, T] = OrderedDict()
        self._meant: OrderedDict[Filter, Hashable] = OrderedDict()
        self._most, self._spellings, self._lock = most, spellings, Lock()

    def of(self, directory: Mapping[str, Client], where: Filter, make: Callable[[], T]) -> T:
        """What was made for a filter before, or else what a function makes.

        Raises:
            UnknownChoice: no client of the directory has what the filter asks for.
        """
        meant = self._meant.get(where)
        if meant is None:
            meant = _meant(directory, where)
        with self._lock:
            _keep(self._meant, where, meant, self._spellings)
            if meant in self._made:
                self._made.move_to_end(meant)
                return self._made[meant]
        made = make()
        with self._lock:
            _keep(self._made, meant, made, self._most)
        return made


K = TypeVar("K")
V = TypeVar("V")


def _keep(kept: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)


def _meant(directory: Mapping[str, Client], where: Filter) -> Hashable:
    """What decides which clients a filter without codes chooses: by field, the values that pass its test."""
    found = []
    for name, field in _FIELDS.items():
        if (wanted := getattr(where, name)) is not None:
            alone = Filter(**{name: wanted}, language=where.language, staffing=where.staffing)
            (fits,) = tests_of(directory, alone)
            values = {attrgetter(field)(one) for one in directory.values() if fits(one)}
            found.append((name, frozenset(values)))
    return (*found, where.mine)
