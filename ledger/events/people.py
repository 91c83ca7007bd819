"""People at the client. What these events say about a person is personal data, marked as such field by field."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.events.base import OPENING, Event, PersonalText
from ledger.text import Identifier, Text

PersonId = Annotated[Identifier, Field(description="the person's id: opaque, never a name")]
Stance = Literal["champion", "supporter", "neutral", "sceptic", "opponent"]
INFLUENCE = "from 1 (little) to 5 (decides)"


class _AboutPerson(Event):
    person: PersonId
    note: PersonalText | None = Field(default=None, description="anything worth adding about the person")


class ContactAdded(_AboutPerson):
    """Somebody at the client whom we deal with."""

    kind = "contact.added"
    turn = OPENING
    name: PersonalText = Field(description="the name as its owner writes it, in any script")
    role: Text
    influence: int = Field(description=INFLUENCE)
    stance: Stance
    email: PersonalText | None = None
    phone: PersonalText | None = None


class ContactChanged(_AboutPerson):
    """What we knew of a person is different now; fields left out stay as they were."""

    kind = "contact.changed"
    name: PersonalText | None = None
    role: Text | None = None
    influence: int | None = Field(default=None, description=INFLUENCE)
    stance: Stance | None = None
    email: PersonalText | None = None
    phone: PersonalText | None = None


class ContactLeft(_AboutPerson):
    """The person no longer works for the client."""

    kind = "contact.left"
    reason: PersonalText | None = None
    successor: PersonId | None = None


class ContactLinked(_AboutPerson):
    """One person stands in a relation to another."""

    kind = "contact.linked"
    to: PersonId
    relation: Literal["reports to", "influences", "rivals", "friend of"]


class ContactStageReached(_AboutPerson):
    """How far the acquaintance has come, from stranger to friend, and what shows it."""

    kind = "contact.stage_reached"
    stage: Literal["stranger", "acquainted", "trusted", "loyal", "friend"]
    evidence: Text
