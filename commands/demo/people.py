"""Stories of people at the client: who they are, who matters, who leaves."""

from __future__ import annotations

from commands.demo.client import Client, Story
from ledger import events
from ledger.events.people import Stance

_ROLES = ("director", "head of purchasing", "buyer", "store manager", "accountant", "warehouse manager")
_STANCES: tuple[Stance, ...] = ("champion", "supporter", "neutral", "neutral", "sceptic", "opponent")
_STAGES = (
    ("stranger", "introduced by e-mail"),
    ("acquainted", "knows our names and our range"),
    ("trusted", "shared next year's plan with us"),
    ("loyal", "spoke for us in their own house"),
    ("friend", "calls before anything goes wrong"),
)
_REASONS = ("retired", "moved to another company", "the post was closed")


def introduced(client: Client) -> Story:
    """The manager meets the first people of a client."""
    for _ in range(client.dice.between(2, 4)):
        yield _somebody_new(client)
    first, second, *_ = client.people
    yield events.ContactLinked(person=second, to=first, relation="reports to")


def _somebody_new(client: Client) -> events.ContactAdded:
    dice, number = client.dice, client.number("P")
    nth = client.numbers["P"]
    client.people[number] = 0
    return events.ContactAdded(
        person=number,
        name=client.country.person_name(dice),
        role=_ROLES[(nth - 1) % len(_ROLES)],
        influence=max(1, 6 - nth),
        stance=dice.pick(_STANCES),
        email=f"contact{nth}@{client.card.code.lower()}.example" if dice.chance(0.7) else None,
    )


def deepened(client: Client) -> Story:
    """An acquaintance goes one stage further; where it cannot, the person has a new post."""
    who = client.somebody()
    if client.people[who] == len(_STAGES):
        yield from changed(client)
        return
    stage, evidence = _STAGES[client.people[who]]
    client.people[who] += 1
    yield events.ContactStageReached.model_validate({"person": who, "stage": stage, "evidence": evidence})


def changed(client: Client) -> Story:
    """Somebody has a new post, and with it a new telephone."""
    phone = f"+000 {client.dice.between(100, 999)} {client.dice.between(1000, 9999)}"
    yield events.ContactChanged(person=client.somebody(), role=client.dice.pick(_ROLES), phone=phone)


def replaced(client: Client) -> Story:
    """Somebody leaves, and a successor takes the place."""
    leaving, reason = client.somebody(), client.dice.pick(_REASONS)
    yield _somebody_new(client)
    del client.people[leaving]
    other, *_, successor = client.people
    yield events.ContactLeft(person=leaving, reason=reason, successor=successor)
    yield events.ContactLinked(person=successor, to=other, relation="influences")
