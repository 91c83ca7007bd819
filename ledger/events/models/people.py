"""People at the client. Fields with personal data are marked as such."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.constrained import Identifier, Text
from ledger.events.base import CLOSING, OPENING
from ledger.events.models.base import Event, PersonalText, Reason, optional

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
    role: Text = Field(description="the person's role at the client")
    influence: int | None = optional(INFLUENCE)
    stance: Stance | None = optional("how the person stands towards us")
    email: PersonalText | None = optional("the e-mail address")
    phone: PersonalText | None = optional("the telephone number")
    decides: bool | None = optional(DECIDES)
    vip: bool | None = optional(VIP)


class ContactChanged(_AboutPerson):
    """Data of a person changed. Fields left out stay as they were."""

    kind = "contact.changed"
    name: PersonalText | None = optional("the new name")
    role: Text | None = optional("the new role")
    influence: int | None = optional(INFLUENCE)
    stance: Stance | None = optional("how the person stands towards us now")
    email: PersonalText | None = optional("the new e-mail address")
    phone: PersonalText | None = optional("the new telephone number")
    decides: bool | None = optional(DECIDES)
    vip: bool | None = optional(VIP)


class ContactLeft(_AboutPerson):
    """A person no longer works for the client."""

    kind = "contact.left"
    reason: PersonalText | None = optional("why the person left")
    successor: PersonId | None = optional("the id of the person who follows")


class ContactErased(Event):
    """Personal data of a person was erased with `goodwill erase`, which records this itself."""

    kind = "contact.erased"
    turn = CLOSING
    person: PersonId
    reason: Reason


class ContactLinked(_AboutPerson):
    """A person has a relation to another one, at the client or at another client."""

    kind = "contact.linked"
    to: PersonId = Field(description="the id of the other person")
    relation: Literal["reports to", "influences", "rivals", "friend of"] = Field(
        description="what the person is to the other"
    )
    to_client: Identifier | None = optional("the code of the other person's client, if it is another")


class ContactStageReached(_AboutPerson):
    """The acquaintance with a person reached a stage, from stranger to friend."""

    kind = "contact.stage_reached"
    stage: Literal["stranger", "acquainted", "trusted", "loyal", "friend"] = Field(
        description="the stage that was reached"
    )
    evidence: PersonalText = Field(description="what shows it")
