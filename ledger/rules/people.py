"""Rules about people at the client. No personal field is kept in the state, so saying one again counts as news."""

from __future__ import annotations

from ledger.entry import Draft, Entry
from ledger.events import ContactAdded, ContactChanged, ContactLeft, ContactLinked, ContactStageReached
from ledger.rules.checks import within
from ledger.rules.client_state import ClientState, Person, Said
from ledger.rules.refusals import Rule
from ledger.rules.registry import KNOWN, Verdict, folds, judges
from ledger.rules.repeats import holds


class PersonTaken(Rule, code="person-taken"):
    """The id belongs to somebody who is at the client."""

    person: str
    client: str
    says = "person '{person}' is known already at {client}; use another id, or say what is new with contact.changed"


class UnknownPerson(Rule, code="unknown-person"):
    """Nobody of that id was ever at the client."""

    person: str
    client: str
    says = "no person '{person}' at {client}; add them first with contact.added, or name another"


class PersonGone(Rule, code="person-gone"):
    """The person has left the client."""

    person: str
    client: str
    says = "person '{person}' has left {client}; add them again with contact.added if they are back"


class LinkedToSelf(Rule, code="linked-to-self"):
    """A relation needs two people."""

    person: str
    says = "person '{person}' is linked to themselves; name somebody else in --to"


@judges
def judge_added(client_state: ClientState, event: ContactAdded) -> None:
    """An id is used once while its owner is there; somebody who left may come back under it."""
    within("influence", event.influence, 1, 5)
    person = client_state.people.get(event.person)
    if person is not None and person.there:
        raise PersonTaken(event.person, client_state.name)


@judges
def judge_changed(client_state: ClientState, event: ContactChanged, draft: Draft) -> Verdict:
    """Only somebody who is there changes; nothing new is no news."""
    within("influence", event.influence, 1, 5)
    person = _present(client_state, event.person)
    personal = event.name or event.email or event.phone or event.note
    if personal or draft.occurred_at.date() < person.since:
        return None
    same = (
        event.role in {None, person.role}
        and event.influence in {None, person.influence}
        and event.stance in {None, person.stance}
    )
    return KNOWN if same else None


@judges
def judge_left(client_state: ClientState, event: ContactLeft) -> None:
    """Only somebody who is there can leave."""
    _present(client_state, event.person)


@judges
def judge_linked(client_state: ClientState, event: ContactLinked) -> Verdict:
    """Both people are known, and not the same one; the same link again is no news."""
    if event.person == event.to:
        raise LinkedToSelf(event.person)
    _known(client_state, event.to)
    return KNOWN if _link(event) in _known(client_state, event.person).links else None


@judges
def judge_stage(client_state: ClientState, event: ContactStageReached, draft: Draft) -> Verdict:
    """The same stage again is no news."""
    return holds(_known(client_state, event.person).stage, event.stage, draft.occurred_at.date())


@folds
def fold_added(client_state: ClientState, event: ContactAdded, entry: Entry) -> None:
    """Somebody is there; who comes back keeps their links and their stage."""
    known = client_state.people.get(event.person)
    person = Person(event.role, event.influence, event.stance, entry.on)
    if known is not None:
        person.stage, person.links = known.stage, known.links
    client_state.people[event.person] = person


@folds
def fold_changed(client_state: ClientState, event: ContactChanged, entry: Entry) -> None:
    """What is said replaces what was known, unless something of a later day is known."""
    person = client_state.people.get(event.person)
    if person is None or entry.on < person.since:
        return
    person.role = event.role or person.role
    person.influence = person.influence if event.influence is None else event.influence
    person.stance = event.stance or person.stance
    person.since = entry.on


@folds
def fold_left(client_state: ClientState, event: ContactLeft) -> None:
    """Somebody is there no more."""
    person = client_state.people.get(event.person)
    if person is not None:
        person.there = False


@folds
def fold_linked(client_state: ClientState, event: ContactLinked) -> None:
    """Two people are linked."""
    person = client_state.people.get(event.person)
    if person is not None and _link(event) not in person.links:
        person.links.append(_link(event))


@folds
def fold_stage(client_state: ClientState, event: ContactStageReached, entry: Entry) -> None:
    """The acquaintance has come that far."""
    person = client_state.people.get(event.person)
    if person is not None and (person.stage is None or person.stage.since <= entry.on):
        person.stage = Said(event.stage, entry.on)


def _known(client_state: ClientState, person: str) -> Person:
    known = client_state.people.get(person)
    if known is None:
        raise UnknownPerson(person, client_state.name)
    return known


def _present(client_state: ClientState, person: str) -> Person:
    known = _known(client_state, person)
    if not known.there:
        raise PersonGone(person, client_state.name)
    return known


def _link(event: ContactLinked) -> str:
    return f"{event.relation} {event.to}"
