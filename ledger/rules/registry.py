"""How rules are declared: ``@judges`` for a rule, ``@folds`` for a change of the client state, ``@advises``.

The annotation of ``event`` names the kinds of event that a function is for. The rules of a party are
imported when the first of its kinds is judged, because a person records one at a time.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias, TypeVar, get_args, get_type_hints

from msgspec import Struct

from ledger.entry import Draft, Entry
from ledger.events import AnyEvent
from ledger.rules.client_state import ClientState
from ledger.rules.credit_policy import HousePolicy
from ledger.rules.refusals import Rule


class Context(Struct, frozen=True):
    """What a rule may know beyond the client state. It is passed in: no rule reads a clock or a database.

    Rules read other streams only through these callbacks.

    Attributes:
        now: the moment of recording, aware.
        ancestors: the codes of a client's parent, grandparent and so on.
        policy: the house's policy on a day.
        house: the state of the house's stream.
        other_plans: the states of a manager's plans in streams of another spelling of the name.
        client: the state of another client's stream, by its code.
        owned: the codes of the clients that a client owns or owned; None where no other stream is read.
        judge_limits: whether the policy's limits are judged: credit, discounts, approvals and covers. They
            are when an event is recorded, not when recorded ones are decided again; points are even then.
    """

    now: datetime
    ancestors: Callable[[str], Iterator[str]] = lambda _code: iter(())
    policy: Callable[[date], HousePolicy] = lambda _day: HousePolicy()
    house: Callable[[], ClientState] = ClientState
    other_plans: Callable[[str], Sequence[ClientState]] = lambda _manager: ()
    client: Callable[[str], ClientState] = lambda _code: ClientState()
    owned: Callable[[str], Iterable[str]] | None = None
    judge_limits: bool = False


Judge: TypeAlias = Callable[[ClientState, Any, Draft, Context], bool | None]
Adviser: TypeAlias = Callable[[ClientState, Any, Draft, Context], Iterator[Rule]]
Fold: TypeAlias = Callable[[ClientState, Any, Entry], None]
R = TypeVar("R")
J = TypeVar("J", bound=Callable[..., bool | None])
A = TypeVar("A", bound=Callable[..., Iterator[Rule]])
F = TypeVar("F", bound=Fold)

REPEAT = True
"""What a rule returns for an event that repeats a known fact: it is not recorded again."""

_SEVERAL = {"money": ("documents", "payments", "claims")}
"""The modules of rules of a party that has several; any other party has the one with its name."""

JUDGES: dict[type, Judge] = {}
"""The one rule of every kind whose party was imported."""

ADVISERS: dict[type, list[Adviser]] = {}
"""The warnings about every kind whose party was imported."""

FOLDS: dict[type, list[Fold]] = {}
"""What a kind changes in the client state, beside the account."""


def judges(rule: J) -> J:
    """Declare a rule. It takes client_state and event, and may take draft and context after them."""
    for kind in _kinds(rule):
        if kind in JUDGES:
            raise TypeError(f"{kind.__name__} has two rules; {rule.__name__} is the second")
        JUDGES[kind] = _with_all_parameters(rule)
    return rule


def advises(adviser: A) -> A:
    """Declare warnings, with the same parameters as a rule: it yields each as the refusal that it might be.

    The client state already has the event. ``check`` asks for the warnings again, with all that is known.
    """
    for kind in _kinds(adviser):
        ADVISERS.setdefault(kind, []).append(_with_all_parameters(adviser))
    return adviser


def _with_all_parameters(rule: Callable[..., R]) -> Callable[[ClientState, Any, Draft, Context], R]:
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
