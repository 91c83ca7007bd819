"""Rules about people at the client.

The client state holds no personal fields, so an event that repeats one is recorded again.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.entry import Draft
from ledger.events import (
    ContactAdded,
    ContactChanged,
    ContactErased,
    ContactLeft,
    ContactLinked,
    ContactStageReached,
)
from ledger.rules.checks import not_before, repeats, within
from ledger.rules.client_state import ClientState, Person
from ledger.rules.folding import link_of
from ledger.rules.references import unknown_people
from ledger.rules.refusals import NameTaken, Rule, UnknownClient, UnknownPerson
from ledger.rules.registry import Context, advises, judges


class PersonTaken(Rule, NameTaken, code="person-taken"):
    """The id belongs to a person who is at the client."""

    person: str
    client: str
    what = "{client} has a person '{person}' already"
    advice = "use another id, or record changes with contact.changed"


class PersonGone(Rule, code="person-gone"):
    """The person has left the client."""

    person: str
    client: str
    what = "person '{person}' has left {client}"
    advice = "add them again with contact.added if they are back"


class PersonDiffersInCase(Rule, code="person-differs-in-case"):
    """The id of a new person differs from another only in upper and lower case."""

    person: str
    other: str
    client: str
    what = "person '{person}' of {client} differs from '{other}' only in upper and lower case"
    advice = "if they are one person, void this entry with entry.voided"


class LinkedToSelf(Rule, code="linked-to-self"):
    """A link needs two people."""

    person: str
    what = "person '{person}' cannot be linked to themselves"
    advice = "name another person in --to"


@judges
def judge_added(client_state: ClientState, event: ContactAdded) -> None:
    """An id names one person at a time. A person who left may come back under theirs."""
    within("influence", event.influence, 1, 5)
    person = client_state.people.get(event.person)
    if person is not None and person.there:
        raise PersonTaken(event.person, client_state.name)


@advises
def advise_added(client_state: ClientState, event: ContactAdded) -> Iterator[Rule]:
    """No other id of the client's people differs from this one only in case."""
    key = event.person.casefold()
    for other in client_state.people:
        if other == event.person:
            return  # the later of the two is the one that may be wrong
        if other.casefold() == key:
            yield PersonDiffersInCase(event.person, other, client_state.name)
            return


@judges
def judge_changed(client_state: ClientState, event: ContactChanged, draft: Draft) -> bool:
    """Only a person who is there can change; a change of nothing is not recorded."""
    within("influence", event.influence, 1, 5)
    person = _present(client_state, event.person)
    personal = event.name or event.email or event.phone or event.note
    if personal or draft.occurred_at.date() < person.changed:
        return False
    return (
        event.role in {None, person.role}
        and event.influence in {None, person.influence}
        and event.stance in {None, person.stance}
        and event.decides in {None, person.decides}
        and event.vip in {None, person.vip}
    )


@judges
def judge_left(client_state: ClientState, event: ContactLeft, draft: Draft) -> None:
    """Only a person who is there can leave, and not before they came."""
    person = _present(client_state, event.person)
    not_before(f"person '{event.person}'", person.since, draft.occurred_at.date())


@judges
def judge_erased(_client_state: ClientState, event: ContactErased) -> None:
    """Anyone whom an entry names may ask for it, even if they left, or were never added as a contact."""


@judges
def judge_linked(client_state: ClientState, event: ContactLinked) -> bool:
    """A link needs two different people, both known if they are of the client; it is not recorded again."""
    if event.to_client not in {None, client_state.code}:
        _person(client_state, event.person)
    elif event.person == event.to:
        raise LinkedToSelf(event.person)
    else:
        _person(client_state, event.to)
    return link_of(event) in _person(client_state, event.person).links


@advises
def advise_linked(
    _client_state: ClientState, event: ContactLinked, _draft: Draft, context: Context
) -> Iterator[Rule]:
    """A person at another client is known there."""
    if event.to_client is not None:
        other = context.client(event.to_client)
        if other.code is None:
            yield UnknownClient(event.to_client)
        else:
            yield from unknown_people(other, (event.to,))


@judges
def judge_stage(client_state: ClientState, event: ContactStageReached, draft: Draft) -> bool:
    """The same stage is not recorded again."""
    return repeats(_person(client_state, event.person).stage, event.stage, draft)


def _person(client_state: ClientState, person: str) -> Person:
    found = client_state.people.get(person)
    if found is None:
        raise UnknownPerson(person, client_state.name)
    return found


def _present(client_state: ClientState, person: str) -> Person:
    found = _person(client_state, person)
    if not found.there:
        raise PersonGone(person, client_state.name)
    return found
