"""Finds the client that a person means by the beginning of a name, where only reading depends on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

import click

from commands.ui.failures import complain
from commands.ui.file_formats import promised
from commands.ui.settings import Settings

if TYPE_CHECKING:
    from projections.framework.choices import UnknownChoice

P = ParamSpec("P")
R = TypeVar("R")

_RECORDING: Final = ("record", "yes", "submit")
_OF_PROGRAMS: Final = frozenset({"json", "jsonl", "csv"})


def by_name(function: Callable[P, R]) -> Callable[P, R]:
    """Let a command that only reads take the beginning of one client's name in place of its code.

    The command says on standard error which client that is. What programs read is of codes alone.
    """

    @wraps(function)
    def run(*values: P.args, **options: P.kwargs) -> R:
        try:
            return function(*values, **options)
        except Exception as wrong:
            if (unknown := _unknown_code(wrong)) is None or options.get("known_at"):
                raise  # what a client is called now may not have been known then
            found = _client_of(unknown, guess=_reads_for_people(options))
            name = next((name for name, value in options.items() if value == unknown.value), None)
            if name is None:
                raise
        options[name] = found
        return function(*values, **options)

    return run


def with_candidates(function: Callable[P, R]) -> Callable[P, R]:
    """Let the error of a command about an unknown code name the clients whose name a person may mean."""

    @wraps(function)
    def run(*values: P.args, **options: P.kwargs) -> R:
        try:
            return function(*values, **options)
        except Exception as wrong:
            if (unknown := _unknown_code(wrong)) is not None:
                _client_of(unknown, guess=False)
            raise

    return run


def _reads_for_people(options: Mapping[str, object]) -> bool:
    """Whether a command only reads, and a person sees what it says: nobody guesses for others."""
    forms = options.get("form"), promised(str(options.get("output") or ""))
    return _OF_PROGRAMS.isdisjoint(forms) and not any(map(options.get, _RECORDING))


def _unknown_code(wrong: Exception) -> UnknownChoice | None:
    from projections.framework.choices import UnknownChoice

    return wrong if isinstance(wrong, UnknownChoice) and wrong.field == "code" else None


def _client_of(unknown: UnknownChoice, *, guess: bool) -> str:
    """The code of the only client whose name begins with a text.

    Raises:
        UnknownChoice: there is none, or there are several, which the error names.
    """
    from commands.ui.opening import reading
    from ledger.recording.namesakes import all_named, clients_beginning
    from projections.framework.choices import unknown_client

    settings = click.get_current_context().ensure_object(Settings)
    with reading(settings) as ledger:
        named = all_named(ledger.recorder)
    found = clients_beginning(unknown.value, named)
    if guess and len(found) == 1:
        complain(f"no client has the code '{unknown.value}'; this is {found[0].code} ({found[0].name})")
        return found[0].code
    raise unknown_client(unknown.value, ((one.code, one.name) for one in named)) from None
