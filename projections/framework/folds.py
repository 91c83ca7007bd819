"""What a projection's fold is, and how several of them make one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast, get_args, get_type_hints

from ledger.entry import Fact
from ledger.events import Event

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


def parts_of(evolve: Evolve) -> tuple[Evolve, ...]:
    """The folds that a fold consists of, none of them joined."""
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
    """In the annotation of a fold's event, the kinds that it reads, if they are listed elsewhere."""

    def __init__(self, kinds: Iterable[type[Event]]) -> None:
        self.kinds = tuple(kinds)


def reads(evolve: Evolve) -> tuple[type[Event], ...]:
    """The events that a projection reads, from the annotation of its ``evolve``: a union, or ``Reads``."""
    if isinstance(evolve, Joined):
        return tuple(dict.fromkeys(kind for part in parts_of(evolve) for kind in reads(part)))
    if isinstance(evolve, Deferred):
        return reads(evolve.evolve)
    event = get_type_hints(evolve, include_extras=True)["event"]
    inner = get_args(event)
    return next((note.kinds for note in inner if isinstance(note, Reads)), inner or (event,))
