"""Numbered things that are opened once and come to an end: proposals, tenders, complaints, visits ..."""

from __future__ import annotations

from typing import NamedTuple

from ledger.rules.refusals import NotOpen, NumberTaken, UnknownNumber
from ledger.rules.relationship import Relationship

__all__ = ["OPEN", "Thing"]

OPEN = "open"


class Thing(NamedTuple):
    """A sort of numbered things of a client, and the option by which a person names one."""

    name: str
    option: str = "--number"

    def must_be_new(self, relationship: Relationship, number: str) -> None:
        """The number is not in use.

        Raises:
            NumberTaken: it is.
        """
        if number in relationship.numbered.get(self.name, ()):
            raise NumberTaken(self.name, number, relationship.name)

    def must_be_open(self, relationship: Relationship, number: str) -> None:
        """The number stands for something that has not come to its end.

        Raises:
            UnknownNumber: it stands for nothing.
            NotOpen: it came to its end.
        """
        state = relationship.numbered.get(self.name, {}).get(number)
        if state is None:
            raise UnknownNumber(self.name, number, relationship.name, self.option)
        if state != OPEN:
            raise NotOpen(self.name, number, relationship.name, state, self.option)

    def becomes(self, relationship: Relationship, number: str, state: str = OPEN) -> None:
        """Notes the state of a number."""
        relationship.numbered.setdefault(self.name, {})[number] = state
