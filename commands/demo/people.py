"""People at the client: who they are, who matters, who leaves."""

from __future__ import annotations

from typing import Literal, TypeAlias

from commands.demo.life import Life
from commands.demo.names import person
from ledger.events import ContactAdded, ContactChanged, ContactLeft, ContactLinked, ContactStageReached
from ledger.events.people import Stance

__all__ = ["add_contact", "change", "deepen", "meet_the_house", "somebody", "turn_over"]

Stage: TypeAlias = Literal["stranger", "acquainted", "trusted", "loyal", "friend"]

_ROLES = ("director", "head of purchasing", "buyer", "store manager", "accountant", "warehouse manager")
_STANCES: tuple[Stance, ...] = ("champion", "supporter", "neutral", "neutral", "sceptic", "opponent")
_STAGES: tuple[tuple[Stage, str], ...] = (
    ("stranger", "introduced by e-mail"),
    ("acquainted", "knows our names and our range"),
    ("trusted", "shared next year's plan with us"),
    ("loyal", "spoke for us in their own house"),
    ("friend", "calls before anything goes wrong"),
)
_REASONS = ("retired", "moved to another company", "the post was closed")
_TURNED = ("a new post", "after the reorganisation", "now signs alone")


def add_contact(life: Life) -> str:
    """Somebody new whom we deal with; returns the person's id."""
    nth = int(life.state.get("person", "0"))
    life.state["person"] = str(nth + 1)
    number = f"P-{life.number + 1}-{nth + 1}"
    dice = life.dice
    life.say(
        ContactAdded(
            person=number,
            name=person(life.country, dice),
            role=_ROLES[nth % len(_ROLES)],
            influence=max(1, 5 - nth) if nth < len(_ROLES) else dice.between(1, 4),
            stance=dice.pick(_STANCES),
            email=f"contact{nth + 1}@{life.code.lower()}.example" if dice.chance(0.7) else None,
        )
    )
    life.people.append(number)
    life.stages[number] = 0
    return number


def meet_the_house(life: Life) -> None:
    """The first people of a client, and how they stand to one another."""
    for _ in range(life.dice.between(2, 4)):
        add_contact(life)
    life.say(ContactLinked(person=life.people[1], to=life.people[0], relation="reports to"))


def somebody(life: Life) -> str:
    """One of the people who are there; the first ones are met most."""
    return life.people[min(life.dice.below(len(life.people)), life.dice.below(len(life.people)))]


def deepen(life: Life) -> None:
    """An acquaintance goes one stage further; where it cannot, the person has a new post."""
    who = somebody(life)
    stage = life.stages[who]
    if stage == len(_STAGES):
        change(life)
        return
    name, evidence = _STAGES[stage]
    life.say(ContactStageReached(person=who, stage=name, evidence=evidence))
    life.stages[who] += 1


def change(life: Life) -> None:
    """Somebody has a new post, and with it a new telephone."""
    life.say(
        ContactChanged(
            person=somebody(life),
            role=f"{life.dice.pick(_ROLES)}, {life.dice.pick(_TURNED)}",
            phone=f"+000 {life.dice.between(100, 999)} {life.dice.between(1000, 9999)}",
        )
    )


def turn_over(life: Life) -> None:
    """Somebody leaves, and a successor takes the place."""
    if len(life.people) < 2:  # noqa: PLR2004 - with one person left, nobody leaves
        add_contact(life)
        return
    leaving = life.people[life.dice.below(len(life.people))]
    successor = add_contact(life)
    life.people.remove(leaving)
    del life.stages[leaving]
    life.say(ContactLeft(person=leaving, reason=life.dice.pick(_REASONS), successor=successor))
    if life.dice.chance(0.5):
        other = life.people[0]
        life.say(
            ContactLinked(
                person=successor, to=other, relation=life.dice.pick(("influences", "rivals", "friend of"))
            )
        )
