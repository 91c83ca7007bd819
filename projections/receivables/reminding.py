"""The reminders on a client's page: what was sent when, and of what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from projections.receivables.account import Account


class Reminder(NamedTuple):
    """A reminder as it was sent.

    Attributes:
        instalments: document and instalment, where instalments were named.
    """

    number: str
    on: date
    level: int
    documents: tuple[str, ...]
    instalments: tuple[tuple[str, int], ...]
    position: int

    def is_of(self, document: str, instalment: int | None, due: date) -> bool:
        """Whether it reminded of a document, or of one of its instalments: of those named, else of those due."""
        if document not in self.documents:
            return False
        named = [number for one, number in self.instalments if one == document]
        return instalment is None or (instalment in named if named else due < self.on)

    def meaning(self, document: str) -> Reminder:
        """The same, of a document that stands for what it named."""
        return self._replace(documents=(document,), instalments=())


def by_document(account: Account) -> dict[str, list[Reminder]]:
    """The reminders of each document that is owed; one of an invoice that repeats orders is of those orders."""
    found: dict[str, list[Reminder]] = {}
    for one in account.reminders:
        for document in one.documents:
            for number in account.names(document):
                found.setdefault(number, []).append(one if number == document else one.meaning(number))
    return found
