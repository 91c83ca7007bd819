"""Rules about people at the client. No personal field is kept in the state, so saying one again counts as news."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.entry import Draft, Entry
from ledger.events import ContactAdded, ContactChanged, ContactLeft, ContactLinked, ContactStageReached
from ledger.rules.checks import within
from ledger.rules.refusals import Rule
from ledger.rules.registry import KNOWN, Verdict, folds, judges
from ledger.rules.relationship import Person, Relationship, Said
from ledger.rules.repeats import holds


@dataclass(eq=False)
class PersonTaken(Rule):
    """The id belongs to somebody who is at the client."""

    person: str
    client: str
    code = "person-taken"
    says = "person '{person}' is known already at {client}; use another id, or say what is new with contact.changed"


@dataclass(eq=False)
class UnknownPerson(Rule):
    """Nobody of that id was ever at the client."""

    person: str
    client: str
    code = "unknown-person"
    says = "no person '{person}' at {client}; add them first with contact.added, or name another"


@dataclass(eq=False)
class PersonGone(Rule):
    """The person has left the client."""

    person: str
    client: str
    code = "person-gone"
    says = "person '{person}' has left {client}; add them again with contact.added if they are back"


@dataclass(eq=False)
class LinkedToSelf(Rule):
    """A relation needs two people."""

    person: str
    code = "linked-to-self"
    says = "person '{person}' is linked to themselves; name somebody else in --to"


@judges
def judge_added(relationship: Relationship, event: ContactAdded) -> None:
    """An id is used once while its owner is there; somebody who left may come back under it."""
    within("influence", event.influence, 1, 5)
    person = relationship.people.get(event.person)
    if person is not None and person.there:
        raise PersonTaken(event.person, relationship.name)


@judges
def judge_changed(relationship: Relationship, event: ContactChanged, draft: Draft) -> Verdict:
    """Only somebody who is there changes; nothing new is no news."""
    within("influence", event.influence, 1, 5)
    person = _present(relationship, event.person)
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
def judge_left(relationship: Relationship, event: ContactLeft) -> None:
    """Only somebody who is there can leave."""
    _present(relationship, event.person)


@judges
def judge_linked(relationship: Relationship, event: ContactLinked) -> Verdict:
    """Both people are known, and not the same one; the same link again is no news."""
    if event.person == event.to:
        raise LinkedToSelf(event.person)
    _known(relationship, event.to)
    return KNOWN if _link(event) in _known(relationship, event.person).links else None


@judges
def judge_stage(relationship: Relationship, event: ContactStageReached, draft: Draft) -> Verdict:
    """The same stage again is no news."""
    return holds(_known(relationship, event.person).stage, event.stage, draft.occurred_at.date())


@folds
def fold_added(relationship: Relationship, event: ContactAdded, entry: Entry) -> None:
    """Somebody is there; who comes back keeps their links and their stage."""
    known = relationship.people.get(event.person)
    person = Person(event.role, event.influence, event.stance, entry.on)
    if known is not None:
        person.stage, person.links = known.stage, known.links
    relationship.people[event.person] = person


@folds
def fold_changed(relationship: Relationship, event: ContactChanged, entry: Entry) -> None:
    """What is said replaces what was known, unless something of a later day is known."""
    person = relationship.people.get(event.person)
    if person is None or entry.on < person.since:
        return
    person.role = event.role or person.role
    person.influence = person.influence if event.influence is None else event.influence
    person.stance = event.stance or person.stance
    person.since = entry.on


@folds
def fold_left(relationship: Relationship, event: ContactLeft) -> None:
    """Somebody is there no more."""
    person = relationship.people.get(event.person)
    if person is not None:
        person.there = False


@folds
def fold_linked(relationship: Relationship, event: ContactLinked) -> None:
    """Two people are linked."""
    person = relationship.people.get(event.person)
    if person is not None and _link(event) not in person.links:
        person.links.append(_link(event))


@folds
def fold_stage(relationship: Relationship, event: ContactStageReached, entry: Entry) -> None:
    """The acquaintance has come that far."""
    person = relationship.people.get(event.person)
    if person is not None and (person.stage is None or person.stage.since <= entry.on):
        person.stage = Said(event.stage, entry.on)


def _known(relationship: Relationship, person: str) -> Person:
    known = relationship.people.get(person)
    if known is None:
        raise UnknownPerson(person, relationship.name)
    return known


def _present(relationship: Relationship, person: str) -> Person:
    known = _known(relationship, person)
    if not known.there:
        raise PersonGone(person, relationship.name)
    return known


def _link(event: ContactLinked) -> str:
    return f"{event.relation} {event.to}"
