"""Things with a number that one event opens and another closes: proposals, tenders, complaints, visits ..."""

from __future__ import annotations

import re
from datetime import date
from itertools import count

from ledger.entry import Draft, Entry
from ledger.events import AnyEvent, Event
from ledger.rules.checks import not_before
from ledger.rules.client_state import ClientState, Standing
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
        known = self._known(client_state, number)
        return None if known is None else known.state

    def _known(self, client_state: ClientState, number: str) -> Standing | None:
        return client_state.numbered.get(self.name, {}).get(number)

    def must_be_new(self, client_state: ClientState, number: str) -> None:
        """Refuse a number that is in use.

        Raises:
            NumberTaken: it is.
        """
        if self.state(client_state, number) is not None:
            raise NumberTaken(self.name, number, client_state.name)

    def must_be_open(self, client_state: ClientState, number: str, draft: Draft) -> None:
        """Refuse a number that is not open, and a draft dated before the thing began.

        Raises:
            UnknownNumber: it is not in use.
            NotOpen: it is closed.
            BeforeItsDocument: it began later.
        """
        known = self._known(client_state, number)
        if known is None:
            raise UnknownNumber(self.name, number, client_state.name, self.option)
        if known.state != OPEN:
            raise NotOpen(self.name, number, client_state.name, known.state, self.option)
        not_before(f"{self.name} '{number}'", known.since, draft.occurred_at.date())

    def judge(self, client_state: ClientState, event: AnyEvent, draft: Draft) -> None:
        """Refuse a number that is in use for the event that takes a new one, or not open for any other."""
        number = getattr(event, self.field)
        if type(event) is self.first:
            self.must_be_new(client_state, number)
        else:
            self.must_be_open(client_state, number, draft)

    def next(self, client_state: ClientState) -> str:
        """The number that the ledger gives the client's next thing of this sort: ``V-1``, ``V-2`` ..."""
        taken = client_state.numbered.get(self.name, {})
        return next(number for at in count(len(taken) + 1) if (number := f"{self.letter}-{at}") not in taken)

    def open(self, client_state: ClientState, number: str, since: date) -> None:
        """Keep that a number is open since a day."""
        client_state.numbered.setdefault(self.name, {})[number] = Standing(OPEN, since)

    def _fold(self, client_state: ClientState, event: AnyEvent, entry: Entry) -> None:
        number: str | None = getattr(event, self.field)
        if number is not None:
            known = self._known(client_state, number)
            since = entry.on if known is None or type(event) is self.first else known.since
            standing = Standing(self.states[type(event)], since)
            client_state.numbered.setdefault(self.name, {})[number] = standing


LEDGER_NUMBERS: dict[type[Event], Numbered] = {}
"""The sorts of things that the ledger numbers, by the kind that takes a new number."""
