"""What a projection's fold is, and how several of them make one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias, TypeVar, cast, get_args, get_type_hints

from ledger.entry import Fact
from ledger.events import Event

E = TypeVar("E")
State = TypeVar("State")
Led = TypeVar("Led")

Evolve: TypeAlias = Callable[[Any, Fact, Any], Any]
"""(state or None, entry, event) -> state. The loop owns the state: ``evolve`` may change it and return it."""


class Joined:
    """Several folds as one, which may be joined themselves.

    Its state is made of the state of each, None where no entry concerned that one.
    """

    def __init__(self, folds: Iterable[Evolve], make: Callable[..., Any]) -> None:
        self.folds, self.make = tuple(folds), make


def joined(folds: Iterable[Evolve], make: Callable[..., Any] = lambda *states: states) -> Evolve:
    """Several folds as one, each of them once; a single one is left as it is.

    Args:
        folds: the folds.
        make: makes the state of their states.
    """
    several = tuple(dict.fromkeys(folds))
    return several[0] if len(several) == 1 else cast("Evolve", Joined(several, make))


class Following:
    """A fold that reads the state of another one beside its own, as the same entry left it."""

    def __init__(self, leader: Evolve, evolve: Callable[..., Any]) -> None:
        self.leader, self.evolve = leader, evolve


def following(
    leader: Callable[[Led | None, Fact, Any], Led],
) -> Callable[
    [Callable[[State | None, Fact, E, Led | None], State]], Callable[[State | None, Fact, E], State]
]:
    """Let a fold follow another one, so that several share what that one found.

    Its last argument is the state of the other, to read; None where no entry concerned the other yet.
    """
    return lambda evolve: cast("Callable[[State | None, Fact, E], State]", Following(leader, evolve))


def step_of(evolve: Evolve) -> Callable[..., Any]:
    """What makes the state after an entry of a fold that is not joined."""
    if isinstance(evolve, Following):
        return evolve.evolve
    return evolve


def parts_of(evolve: Evolve) -> tuple[Evolve, ...]:
    """The folds that a fold consists of, none of them joined, each after the one that it follows."""
    if isinstance(evolve, Following):
        return (*parts_of(evolve.leader), cast("Evolve", evolve))
    if isinstance(evolve, Joined):
        return tuple(dict.fromkeys(part for one in evolve.folds for part in parts_of(one)))
    return (evolve,)


class Deferred:
    """A fold whose state few readers ask for.

    Where another fold does the same at once, both share that state; else the state is a ``Waiting``.
    """

    def __init__(self, evolve: Evolve) -> None:
        self.evolve = evolve

    def __call__(self, state: Waiting | None, entry: Fact, event: Event) -> Waiting:
        """Keep an entry until a reader asks for the state."""
        waiting = state or Waiting(self.evolve)
        waiting.facts.append((entry, event))
        waiting.kinds.add(type(event))
        return waiting


@dataclass(slots=True, eq=False)
class Waiting:
    """A state that is folded when a reader asks for it.

    Attributes:
        evolve: the fold.
        facts: what is not folded yet.
        kinds: of all facts, folded or not.
    """

    evolve: Evolve
    facts: list[tuple[Fact, Event]] = field(default_factory=list)
    kinds: set[type[Event]] = field(default_factory=set)
    _state: Any = None

    @property
    def state(self) -> Any:  # noqa: ANN401 - the state of any fold
        """The state after all facts."""
        for entry, event in self.facts:
            self._state = self.evolve(self._state, entry, event)
        self.facts.clear()
        return self._state


class Reads:
    """In the annotation of a fold's event, the kinds that it reads, if they are listed elsewhere.

    Args:
        kinds: the kinds.
        aside: those of which no span row is made, but only what is worked out of the state itself.
    """

    def __init__(self, kinds: Iterable[type[Event]], aside: Iterable[type[Event]] = ()) -> None:
        self.kinds, self.aside = tuple(kinds), frozenset(aside)


def reads(evolve: Evolve) -> tuple[type[Event], ...]:
    """The events that a projection reads, from the annotation of its ``evolve``: a union, or ``Reads``."""
    return tuple(dict.fromkeys(kind for part in parts_of(evolve) for kind in read_by(part)))


def read_by(part: Evolve) -> tuple[type[Event], ...]:
    """The events that a fold reads which is not joined, without those of the one that it follows."""
    return _read_by(part).kinds


@cache
def moving(part: Evolve) -> frozenset[type[Event]]:
    """Those of the events that a fold reads of which its span rows are made."""
    found = _read_by(part)
    return frozenset(found.kinds) - found.aside


def _read_by(part: Evolve) -> Reads:
    step = part.evolve if isinstance(part, Deferred) else step_of(part)
    event = get_type_hints(step, include_extras=True)["event"]
    inner = get_args(event)
    return next((note for note in inner if isinstance(note, Reads)), Reads(inner or (event,)))
