"""The register of exports: whole documents for other programs. It imports none of them.

A new export is one function and its name here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from projections.framework.registry import standing_at

if TYPE_CHECKING:
    from projections.history import History, Horizon

Export: TypeAlias = "Callable[[History, Horizon], Iterator[str]]"
"""The lines of a document, from the entries and how far it looks into them."""


class RegisteredExport(NamedTuple):
    """What is registered under the name of an export.

    Attributes:
        target: where its function stands, as "module:NAME".
        line: what is written, in one line of help.
        more: more help.
    """

    target: str
    line: str
    more: str = ""

    def load(self) -> Export:
        """The function; its module is imported on first use."""
        found: Export = standing_at(self.target)
        return found


EXPORTS: dict[str, RegisteredExport] = {
    "beancount": RegisteredExport(
        "reporting.beancount:journal",
        "a journal for beancount, a plain-text accounting program, of all entries that changed what a client owes.",
        "It ends by asserting the balances of the receivables view.",
    ),
}
"""Every export by its name; its line says what is written."""
