"""What the arguments of functions for programs may be: judged by their names, before a function begins.

A wrong argument that a function took without a word gave an answer about nothing, or failed deep inside.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

if TYPE_CHECKING:
    from ledger.errors import Misuse

F = TypeVar("F", bound=Callable[..., Any])

BOUNDS: Final[Mapping[str, tuple[int, int | None]]] = {
    "within": (0, 36_500),
    "days": (0, 36_500),
    "gap": (1, 36_500),
    "most": (0, None),
    "month_ends": (1, 120),
    "sample": (1, None),
    "seed": (0, None),
}
"""The least and the most of arguments that are whole numbers; None: there is no most. Options have them."""
SAME: Final = ("text", "near", "time", "place")
"""What one report may repeat of another."""
_DAYS: Final = frozenset({"as_of", "first", "last", "since", "until", "start", "end", "drawn"})
_PERIODS: Final = frozenset({"period", "against", "recorded"})
_SEVERAL: Final = frozenset({"kinds", "tables", "same"})
_TEXTS: Final = frozenset(
    {"client", "manager", "territory", "segment", "team", "mine"}
    | {"actor", "person", "about", "document", "view", "week", "month"}
)


def judged(function: F) -> F:
    """Let a function refuse arguments that make no sense, as ``judge`` says; what is None is left out.

    Arguments that are given by position are judged too, by the names of the function's parameters.
    """
    from inspect import Parameter, signature  # commands read the bounds at every start

    taken = signature(function).parameters.values()
    names = [one.name for one in taken if one.kind is Parameter.POSITIONAL_OR_KEYWORD]

    @wraps(function)
    def judging(*given: object, **named: object) -> object:
        for name, value in (*zip(names, given, strict=False), *named.items()):
            if value is not None:
                judge(name, value)
        return function(*given, **named)

    return cast("F", judging)


def judge(name: str, value: Any) -> None:  # noqa: ANN401 - whatever a program gives
    """Refuse an argument that its name does not allow.

    Raises:
        Misuse: it is of another type, or lies outside of the bounds.
    """
    if name in BOUNDS:
        _whole(name, value)
    elif name in _DAYS:
        from goodwill.moments import day_of

        day_of(value, name)
    elif name in _PERIODS:
        _period(name, value)
    elif name in _SEVERAL:
        _several(name, value)
    elif name == "near" and not isinstance(value, int | float):
        raise _misuse(f"near={value!r} is no number; give one above 0, at most 1")
    elif name in _TEXTS and not isinstance(value, str):
        raise _misuse(f"{name}={value!r} is no text; give it as one, such as {name}='{value}'")


def _whole(name: str, value: object) -> None:
    least, most = BOUNDS[name]
    bounds = f"{least} or more" if most is None else f"{least} to {most}"
    if isinstance(value, bool) or not isinstance(value, int):
        raise _misuse(f"{name}={value!r} is no whole number; give {bounds}")
    if value < least or (most is not None and value > most):
        raise _misuse(f"{name}={value} is not within the bounds; give {bounds}")


def _several(name: str, value: object) -> None:
    if isinstance(value, str):
        raise _misuse(f"{name}='{value}' is one text and not several; give {name}=['{value}']")
    if not isinstance(value, Collection) or not all(isinstance(one, str) for one in value):
        raise _misuse(f"{name}={value!r} is no collection of texts; give one, such as {name}=['a', 'b']")
    if name == "same" and (unknown := {*value} - {*SAME}):
        raise _misuse(f"same={min(unknown)!r} is unknown; give some of {', '.join(SAME)}")


def _period(name: str, value: object) -> None:
    from goodwill.moments import in_order

    if not isinstance(value, tuple | list) or len(value) != 2:  # noqa: PLR2004 - two ends
        raise _misuse(f"{name}={value!r} is no period; give its first and its last day, such as two dates")
    in_order(*value)


def _misuse(sentence: str) -> Misuse:
    from ledger.errors import Misuse  # commands read the bounds at every start

    return Misuse(sentence)
