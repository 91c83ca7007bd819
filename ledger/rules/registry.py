"""Which function judges a kind of event, and which one folds it: read from the annotation of ``event``.

A rule asks only for what it needs, by name: ``event`` always, ``client_state``, ``draft`` and ``context`` (to
judge) or ``entry`` (to fold) where it looks at them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Literal, TypeAlias, TypeVar, get_args, get_type_hints

Verdict: TypeAlias = Literal[True] | None
"""What a rule that does not refuse says: None for news, ``KNOWN`` for a repeat of what already holds."""

KNOWN: Literal[True] = True

Judge: TypeAlias = Callable[[Any, Any, Any, Any], Verdict]
Fold: TypeAlias = Callable[[Any, Any, Any], None]
F = TypeVar("F", bound=Callable[..., Verdict])
G = TypeVar("G", bound=Callable[..., None])
H = TypeVar("H", bound=Callable[..., Any])

JUDGES: dict[type, Judge] = {}
"""The rule of every kind, called with (client_state, event, draft, context)."""

FOLDS: dict[type, Fold] = {}
"""What a kind does to the state, called with (client_state, event, entry); most kinds of talk do nothing."""

FOLLOWS: dict[type, Callable[[Any, Any, Any, Any], tuple[Any, ...]]] = {}
"""What is recorded together with an event, from (client_state, event, draft, context)."""

_JUDGE_FORMS: dict[tuple[str, ...], Callable[[Callable[..., Verdict]], Judge]] = {
    ("event",): lambda rule: lambda _r, event, _d, _c: rule(event),
    ("event", "context"): lambda rule: lambda _r, event, _d, context: rule(event, context),
    ("event", "draft"): lambda rule: lambda _r, event, draft, _c: rule(event, draft),
    ("client_state", "event"): lambda rule: lambda client_state, event, _d, _c: rule(client_state, event),
    ("client_state", "event", "draft"): lambda rule: lambda r, event, draft, _c: rule(r, event, draft),
    ("client_state", "event", "context"): lambda rule: lambda r, event, _d, context: rule(r, event, context),
    ("client_state", "event", "draft", "context"): lambda rule: rule,
}
_FOLD_FORMS: dict[tuple[str, ...], Callable[[Callable[..., None]], Fold]] = {
    ("client_state", "event"): lambda fold: lambda client_state, event, _e: fold(client_state, event),
    ("client_state", "event", "entry"): lambda fold: fold,
}


def judges(rule: F) -> F:
    """Registers the rule of the kinds that its ``event`` is annotated with."""
    fitted = _JUDGE_FORMS[tuple(inspect.signature(rule).parameters)](rule)
    _register(JUDGES, rule, fitted)
    return rule


def folds(fold: G) -> G:
    """Registers what the kinds that its ``event`` is annotated with do to the state."""
    fitted = _FOLD_FORMS[tuple(inspect.signature(fold).parameters)](fold)
    _register(FOLDS, fold, fitted)
    return fold


def follows(function: H) -> H:
    """Registers what is recorded together with the kinds that its ``event`` is annotated with."""
    _register(FOLLOWS, function, function)
    return function


def _register(table: dict[type, Any], function: Callable[..., Any], fitted: Callable[..., Any]) -> None:
    annotation = get_type_hints(function)["event"]
    for event in get_args(annotation) or (annotation,):
        if event in table:
            raise TypeError(f"{event.__name__} has two rules; {function.__name__} is the second")
        table[event] = fitted
