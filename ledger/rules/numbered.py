"""Things with a number that one event opens and another closes: proposals, tenders, complaints, visits ..."""

from __future__ import annotations

import re
from itertools import count

from ledger.entry import Entry
from ledger.events import AnyEvent, Event
from ledger.rules.client_state import ClientState
from ledger.rules.refusals import NotOpen, NumberTaken, UnknownNumber
from ledger.rules.registry import FOLDS

OPEN = "open"


class Numbered:
    """One sort of numbered things. Declaring it makes the client state keep the state of each number.

    Args:
        name: what a message calls such a thing.
        opens: the kinds of event after which a number is open; the first of them takes a new number.
        closes: the kinds of event that close it; the last word of ``visit.held`` is the state it leaves.
        field: the field of these events that holds the number.
        option: the option of the command line that names a number.
        letter: begins the numbers that the ledger gives where an event leaves the number out.
    """

    def __init__(
        self,
        name: str,
        opens: tuple[type[AnyEvent], ...],
        closes: tuple[type[AnyEvent], ...] = (),
        *,
        field: str = "number",
        option: str = "--number",
        letter: str = "",
    ) -> None:
        self.name, self.field, self.option, self.letter = name, field, option, letter
        self.first = opens[0]
        self.states = dict.fromkeys(opens, OPEN) | {kind: re.split("[._]", kind.kind)[-1] for kind in closes}
        for kind in self.states:
            FOLDS.setdefault(kind, []).append(self._fold)
        if letter:
            LEDGER_NUMBERS[self.first] = self

    def state(self, client_state: ClientState, number: str) -> str | None:
        """The state of a number; None if it is not in use."""
        return client_state.numbered.get(self.name, {}).get(number)

    def must_be_new(self, client_state: ClientState, number: str) -> None:
        """Refuse a number that is in use.

        Raises:
            NumberTaken: it is.
        """
        if self.state(client_state, number) is not None:
            raise NumberTaken(self.name, number, client_state.name)

    def must_be_open(self, client_state: ClientState, number: str) -> None:
        """Refuse a number that is not open.

        Raises:
            UnknownNumber: it is not in use.
            NotOpen: it is closed.
        """
        state = self.state(client_state, number)
        if state is None:
            raise UnknownNumber(self.name, number, client_state.name, self.option)
        if state != OPEN:
            raise NotOpen(self.name, number, client_state.name, state, self.option)

    def judge(self, client_state: ClientState, event: AnyEvent) -> None:
        """Refuse a number that is in use for the event that takes a new one, or not open for any other."""
        judge = self.must_be_new if type(event) is self.first else self.must_be_open
        judge(client_state, getattr(event, self.field))

    def next(self, client_state: ClientState) -> str:
        """The number that the ledger gives the client's next thing of this sort: ``V-1``, ``V-2`` ..."""
        taken = client_state.numbered.get(self.name, {})
        return next(number for at in count(len(taken) + 1) if (number := f"{self.letter}-{at}") not in taken)

    def open(self, client_state: ClientState, number: str) -> None:
        """Keep that a number is open."""
        client_state.numbered.setdefault(self.name, {})[number] = OPEN

    def _fold(self, client_state: ClientState, event: AnyEvent, _entry: Entry) -> None:
        number: str | None = getattr(event, self.field)
        if number is not None:
            client_state.numbered.setdefault(self.name, {})[number] = self.states[type(event)]


LEDGER_NUMBERS: dict[type[Event], Numbered] = {}
"""The sorts of things that the ledger numbers, by the kind that takes a new number."""
