"""How rules are declared: ``@judges`` before a rule, ``@folds`` before a change of the client state.

The annotation of ``event`` names the kinds of event that a function is for. The rules of a party are
imported when the first of its kinds is judged, because a person records one at a time.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias, TypeVar, get_args, get_type_hints

from msgspec import Struct

from ledger.entry import Draft, Entry
from ledger.events import AnyEvent
from ledger.rules.client_state import ClientState
from ledger.rules.credit_policy import HousePolicy


class Context(Struct, frozen=True):
    """What a rule may know beyond the client state. It is passed in; no rule reads a clock or another stream.

    Attributes:
        now: the moment of recording, aware.
        ancestors: the codes of a client's parent, grandparent and so on.
        policy: the house's policy on a day; None where credit is not to be judged.
    """

    now: datetime
    ancestors: Callable[[str], Iterator[str]] = lambda _code: iter(())
    policy: Callable[[date], HousePolicy | None] = lambda _day: None


Judge: TypeAlias = Callable[[ClientState, Any, Draft, Context], bool | None]
Fold: TypeAlias = Callable[[ClientState, Any, Entry], None]
J = TypeVar("J", bound=Callable[..., bool | None])
F = TypeVar("F", bound=Fold)

REPEAT = True
"""What a rule returns for an event that repeats a known fact: it is not recorded again."""

_SEVERAL = {"money": ("documents", "payments", "claims")}
"""The modules of rules of a party that has several; any other party has the one with its name."""

JUDGES: dict[type, Judge] = {}
"""The one rule of every kind whose party was imported."""

FOLDS: dict[type, list[Fold]] = {}
"""What a kind changes in the client state, beside the account."""


def judges(rule: J) -> J:
    """Declare a rule. It takes client_state and event, and may take draft and context after them."""
    for kind in _kinds(rule):
        if kind in JUDGES:
            raise TypeError(f"{kind.__name__} has two rules; {rule.__name__} is the second")
        JUDGES[kind] = _with_all_parameters(rule)
    return rule


def _with_all_parameters(rule: Callable[..., bool | None]) -> Judge:
    match len(inspect.signature(rule).parameters):
        case 2:
            return lambda client_state, event, _draft, _context: rule(client_state, event)
        case 3:
            return lambda client_state, event, draft, _context: rule(client_state, event, draft)
        case _:
            return rule


@cache
def judge_of(kind: type[AnyEvent]) -> Judge:
    """The rule of a kind, from the rules of the party in whose module the kind is."""
    party = kind.__module__.rpartition(".")[2]
    for module in _SEVERAL.get(party, (party,)):
        if kind in JUDGES:
            break
        import_module(f"ledger.rules.{module}")
    return JUDGES[kind]


def folds(fold: F) -> F:
    """Declare a change of the client state, as a function of client_state, event and entry."""
    for kind in _kinds(fold):
        FOLDS.setdefault(kind, []).append(fold)
    return fold


def _kinds(function: Callable[..., Any]) -> tuple[type, ...]:
    annotation = get_type_hints(function)["event"]
    return get_args(annotation) or (annotation,)
