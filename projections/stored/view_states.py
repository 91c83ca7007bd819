"""The stored state of a client between two refreshes: the states of its views, and how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, get_type_hints

import msgspec

from ledger.events import KINDS
from projections.framework import clients
from projections.framework.clients import Client
from projections.framework.fold import Evolve, Folded
from projections.framework.ordering import Place
from projections.framework.registry import ALL

_FOLDS: dict[str, Evolve] = {"clients": clients.evolve} | {name: view.evolve for name, view in ALL.items()}
"""The fold of the directory, and that of each view; views that have the same fold share its state."""

EVOLVES = tuple(dict.fromkeys(_FOLDS.values()))
"""The folds, each once."""

FOLD_OF = {name: EVOLVES.index(evolve) for name, evolve in _FOLDS.items()}
"""The number of the fold of a view, or of the directory (clients)."""

NAMES = tuple(f"{evolve.__module__.rpartition('.')[2]}_page" for evolve in EVOLVES)
"""The columns of their states, named after the module of the fold."""

COLUMNS = ("client", "position", "since", "shown", "due", "last", "opened", "fault", *NAMES)
"""The columns of the table of states."""

_last: msgspec.json.Decoder[Place | None] = msgspec.json.Decoder(Place | None)
_opened = msgspec.json.Decoder(dict[str, Place])


@dataclass(slots=True)
class State:
    """The state of a client.

    Attributes:
        position: the position of its last entry.
        shown: the day for which its rows are.
        fault: why its entries cannot be folded; the states of its views are then unusable.
    """

    client: str
    position: int
    shown: date
    folded: Folded = field(default_factory=lambda: Folded([None] * len(EVOLVES)))
    fault: str | None = None

    @property
    def directory(self) -> Client:
        """The client as the directory has it."""
        return clients.client_of(self.folded.states[0], self.client)

    @property
    def views(self) -> dict[str, Any]:
        """The state of each view."""
        return {name: self.folded.states[FOLD_OF[name]] for name in ALL}


@cache
def _decoder(number: int) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(get_type_hints(EVOLVES[number])["return"])


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def column_of(name: str) -> str:
    """The column that holds the state of a view, or of the directory (clients)."""
    return NAMES[FOLD_OF[name]]


def state_of(name: str, text: str | None) -> Any:  # noqa: ANN401 - each view has its own state
    """The state of a view or of the directory from its text; None if the view has read nothing."""
    return None if text is None else _decoder(FOLD_OF[name]).decode(text)


def dump(state: State) -> list[Any]:
    """A state as its row; equal states give equal rows."""
    folded = state.folded
    opened = {kind.kind: folded.opened[kind] for kind in KINDS.values() if kind in folded.opened}
    texts = [
        None if view_state is None or state.fault else _text(replace(view_state))  # without its caches
        for view_state in folded.states
    ]
    return [
        state.client,
        state.position,
        _day(folded.since),
        state.shown.isoformat(),
        _day(folded.due),
        _text(folded.last),
        _text(opened),
        state.fault,
        *texts,
    ]


def load(row: Sequence[Any]) -> State:
    """The state of a row."""
    client, position, since, shown, due, last, opened, fault, *texts = row
    folded = Folded(
        [None if text is None else _decoder(number).decode(text) for number, text in enumerate(texts)],
        _read(since),
        _read(due),
        _last.decode(last),
        {KINDS[kind]: place for kind, place in _opened.decode(opened).items()},
    )
    return State(client, position, date.fromisoformat(shown), folded, fault)


def _day(day: date) -> str | None:
    return None if day == date.max else day.isoformat()


def _read(day: str | None) -> date:
    return date.max if day is None else date.fromisoformat(day)
