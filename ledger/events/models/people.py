"""People at the client. Fields with personal data are marked as such."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.constrained import Identifier, Text
from ledger.events.base import OPENING
from ledger.events.models.base import Event, PersonalText, optional

PersonId = Annotated[Identifier, Field(description="the person's id: opaque, never a name")]
Stance = Literal["champion", "supporter", "neutral", "sceptic", "opponent"]
INFLUENCE = "from 1 (little) to 5 (decides); leave it out if you do not know"
DECIDES = "whether the person decides about buying from us"
VIP = "whether the person is to be looked after with special care"


class _AboutPerson(Event):
    person: PersonId
    note: PersonalText | None = optional("a remark about the person")


class ContactAdded(_AboutPerson):
    """We got to know a person at the client."""

    kind = "contact.added"
    turn = OPENING
    name: PersonalText = Field(description="the name as its owner writes it, in any script")
    role: Text
    influence: int | None = optional(INFLUENCE)
    stance: Stance | None = None
    email: PersonalText | None = None
    phone: PersonalText | None = None
    decides: bool | None = optional(DECIDES)
    vip: bool | None = optional(VIP)


class ContactChanged(_AboutPerson):
    """Data of a person changed. Fields left out stay as they were."""

    kind = "contact.changed"
    name: PersonalText | None = None
    role: Text | None = None
    influence: int | None = optional(INFLUENCE)
    stance: Stance | None = None
    email: PersonalText | None = None
    phone: PersonalText | None = None
    decides: bool | None = optional(DECIDES)
    vip: bool | None = optional(VIP)


class ContactLeft(_AboutPerson):
    """A person no longer works for the client."""

    kind = "contact.left"
    reason: PersonalText | None = None
    successor: PersonId | None = None


class ContactLinked(_AboutPerson):
    """A person has a relation to another one, at the client or at another client."""

    kind = "contact.linked"
    to: PersonId
    relation: Literal["reports to", "influences", "rivals", "friend of"]
    to_client: Identifier | None = optional("the code of the other person's client, if it is another")


class ContactStageReached(_AboutPerson):
    """The acquaintance with a person reached a stage, from stranger to friend."""

    kind = "contact.stage_reached"
    stage: Literal["stranger", "acquainted", "trusted", "loyal", "friend"]
    evidence: Text
