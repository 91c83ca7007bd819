"""Warnings: what is recorded all the same, although it is likely a slip or needs somebody's eye.

Recording prints them, and ``check`` lists them as long as they hold, with all that is known by then.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.entry import Draft
from ledger.rules.client_state import ClientState
from ledger.rules.refusals import Rule, UnknownPerson
from ledger.rules.registry import ADVISERS, Context, judge_of


def warnings(client_state: ClientState, draft: Draft, context: Context) -> Iterator[Rule]:
    """The warnings about a recorded event, each as the refusal that a strict rule would raise.

    Args:
        client_state: the state of its stream, which has the event.
        draft: the event with its date and its author.
        context: as for rules.
    """
    event = draft.event
    judge_of(type(event))  # it imports the warnings of the kind's party
    if event.party == "client":
        yield from unknown_people(client_state, event.people)
    for adviser in ADVISERS.get(type(event), ()):
        yield from adviser(client_state, event, draft, context)


def unknown_people(client_state: ClientState, people: tuple[str | None, ...]) -> Iterator[Rule]:
    """A warning for each id that names nobody at the client."""
    for person in people:
        if person is not None and person not in client_state.people:
            yield UnknownPerson(person, client_state.name)
