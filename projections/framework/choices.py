"""The error about a choice of clients that no client matches."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.errors import LedgerError, known_names


class UnknownChoice(LedgerError):
    """No client matches the filter: a mistyped name must not look like an empty report."""

    code = "unknown-choice"

    def __init__(self, what: str, value: str, known: Iterable[str]) -> None:
        self.what, self.value = what, value
        super().__init__(f"no client has the {what} '{value}'; {known_names(value, known)}")
