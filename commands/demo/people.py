"""Stories of people at the client: who they are, who matters, who leaves."""

from __future__ import annotations

from commands.demo.client import Client, Story
from commands.demo.tables import PHRASES
from ledger import events

_WELL_KNOWN = 3
"""Of the first people of a client the manager knows the influence and the stance; of others nothing yet."""

_LARGE = 5


def introduced(client: Client) -> Story:
    """The manager meets the first people of a client."""
    for _ in range(client.dice.between(2, 4)):
        yield _somebody_new(client)
    first, second, *_ = client.people
    yield events.ContactLinked(person=second, to=first, relation="reports to")
    if parent := client.card.parent:
        boss = f"P-{int(parent.rpartition('-')[2])}-1"
        yield events.ContactLinked(person=first, to=boss, relation="reports to", to_client=parent)


def _somebody_new(client: Client) -> events.ContactAdded:
    dice, number = client.dice, client.number("P")
    nth = client.numbers["P"]
    client.people[number] = 0
    stance = client.pick("stances")
    known = nth <= _WELL_KNOWN and (client.habit.decider or nth > 1)
    return events.ContactAdded(
        person=number,
        name=client.country.person_name(dice),
        role=PHRASES["roles"][(nth - 1) % len(PHRASES["roles"])],
        influence=6 - nth if known else None,
        stance=stance if known else None,
        decides=True if nth == 1 and client.habit.decider else None,
        vip=True if nth == 1 and client.size >= _LARGE else None,
        email=f"contact{nth}@{client.card.code.lower()}.example" if dice.chance(0.7) else None,
    )


def deepened(client: Client) -> Story:
    """The manager gets to know a person better; a person who is a friend already has a new post instead."""
    who, stages = client.somebody(), PHRASES["stages"]
    if client.people[who] == len(stages):
        yield from changed(client)
    else:
        yield events.ContactStageReached(person=who, **stages[client.people[who]])
        client.people[who] += 1


def changed(client: Client) -> Story:
    """A person has a new post, and with it a new telephone."""
    phone = f"+000 {client.dice.between(100, 999)} {client.dice.between(1000, 9999)}"
    yield events.ContactChanged(person=client.somebody(), role=client.pick("roles"), phone=phone)


def replaced(client: Client) -> Story:
    """A person leaves, and a successor comes."""
    leaving, reason = client.somebody(), client.pick("left")
    yield _somebody_new(client)
    del client.people[leaving]
    other, *_, successor = client.people
    yield events.ContactLeft(person=leaving, reason=reason, successor=successor)
    yield events.ContactLinked(person=successor, to=other, relation="influences")
