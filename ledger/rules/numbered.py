"""Numbered things that are opened once and come to an end: proposals, tenders, complaints, visits ..."""

from __future__ import annotations

from typing import NamedTuple

from ledger.rules.client_state import ClientState
from ledger.rules.refusals import NotOpen, NumberTaken, UnknownNumber

OPEN = "open"


class Thing(NamedTuple):
    """A sort of numbered things of a client, and the option by which a person names one."""

    name: str
    option: str = "--number"

    def must_be_new(self, client_state: ClientState, number: str) -> None:
        """The number is not in use.

        Raises:
            NumberTaken: it is.
        """
        if number in client_state.numbered.get(self.name, ()):
            raise NumberTaken(self.name, number, client_state.name)

    def must_be_open(self, client_state: ClientState, number: str) -> None:
        """The number stands for something that has not come to its end.

        Raises:
            UnknownNumber: it stands for nothing.
            NotOpen: it came to its end.
        """
        state = client_state.numbered.get(self.name, {}).get(number)
        if state is None:
            raise UnknownNumber(self.name, number, client_state.name, self.option)
        if state != OPEN:
            raise NotOpen(self.name, number, client_state.name, state, self.option)

    def becomes(self, client_state: ClientState, number: str, state: str = OPEN) -> None:
        """Notes the state of a number."""
        client_state.numbered.setdefault(self.name, {})[number] = state
