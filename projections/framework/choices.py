"""The error about a choice of clients that no client matches."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.errors import LedgerError, known_names
from ledger.finding import client_hint
from ledger.text import place


class UnknownChoice(LedgerError):
    """No client matches the filter: a mistyped name must not look like an empty report.

    Attributes:
        field: what is chosen by, such as manager.
        value: what was wanted of it.
        known: what there is instead, in order.
    """

    code = "unknown-choice"

    def __init__(self, what: str, value: str, known: Iterable[str], hint: str = "") -> None:
        self.field, self.value, self.known = what, value, sorted(known, key=place)
        super().__init__(f"no client has the {what} '{value}'", hint or known_names(value, self.known))


def unknown_client(code: str, clients: Iterable[tuple[str, str | None]]) -> UnknownChoice:
    """The error about a code that no client has; it names the clients that are meant by code or by name.

    Args:
        code: as a person typed it.
        clients: the codes and the names of those that there are.
    """
    return UnknownChoice("code", code, (), client_hint(code, clients))
