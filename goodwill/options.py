"""What a program can ask of a view: which clients, as of which day, as known at which moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from goodwill.arguments import judged
from ledger.garbage_collector import made_to_stay
from ledger.money import exact

if TYPE_CHECKING:
    from projections.policy import Policy

F = TypeVar("F", bound=Callable[..., Any])


class Seen(TypedDict, total=False):
    """How far an answer looks.

    Attributes:
        as_of: what had happened by the end of this day; None: today. Beside a period, the day up to which it
            is shown, if that comes before its last; None shows a period that has not begun whole.
        known_at: what the ledger knew by this moment, seen on its day; None: now.
    """

    as_of: date | None
    known_at: datetime | None


class Chosen(Seen, total=False):
    """Which clients an answer is about, and how far it looks.

    Attributes:
        client: the client's code; None: every client.
        manager: only clients of this manager.
        territory: only clients of this place and the places in it.
        segment: only clients of this segment.
        team: only clients of this person and of all who report to them on the day, in any depth.
        mine: only clients of this person, and of managers for whom they stand in on the day.
        group: whether the companies of a group count as one client.
    """

    client: str | None
    manager: str | None
    territory: str | None
    segment: str | None
    team: str | None
    mine: str | None
    group: bool


CHOICES = tuple(name for name in Chosen.__annotations__ if name not in {"group", *Seen.__annotations__})
"""The options of ``Chosen`` that leave out clients."""


class Asked(Chosen, total=False):
    """The options of every view: those of ``Chosen`` and ``Seen``, and a policy.

    Attributes:
        policy: how figures are made; None: by the policy in force.
    """

    policy: Policy | None


def asks(options: type) -> Callable[[F], F]:
    """Let ``help`` and a prompt show the options, such as ``Asked``, beside the function's own arguments.

    The function counts in ``EXACT``, and refuses arguments that make no sense. While it answers a command,
    nothing is searched for cycles: answers are many objects, and have none.
    """

    def show(answering: F) -> F:
        own, function = signature(answering), made_to_stay()(exact(judged(answering)))
        named = [one for one in own.parameters.values() if one.kind is not Parameter.VAR_KEYWORD]
        taken = {one.name for one in named}
        asked = [
            Parameter(
                name,
                Parameter.KEYWORD_ONLY,
                default=False if name == "group" else None,
                annotation=getattr(hint, "__forward_arg__", hint),
            )
            for name, hint in options.__annotations__.items()
            if name not in taken
        ]
        function.__dict__["__signature__"] = own.replace(parameters=[*named, *asked])
        return function

    return show
