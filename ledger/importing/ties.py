"""Notices orders and invoices of an import that nothing ties together, so that exposure counts both."""

from __future__ import annotations

from typing import Final

from ledger.entry import Draft

_ORDER: Final = "order.placed"
_INVOICE: Final = "invoice.issued"


class Ties:
    """The clients of new orders, of new invoices, and of invoices that name an order."""

    def __init__(self) -> None:
        self._of: dict[str, set[str]] = {_ORDER: set(), _INVOICE: set()}
        self._tied: set[str] = set()

    def note(self, draft: Draft) -> None:
        """Note a draft that adds an entry."""
        if draft.client is not None and draft.event.kind in self._of:
            self._of[draft.event.kind].add(draft.client)
            if getattr(draft.event, "orders", ()):
                self._tied.add(draft.client)

    def untied(self) -> int:
        """How many clients have both, and no invoice that names an order."""
        return len((self._of[_ORDER] & self._of[_INVOICE]) - self._tied)
