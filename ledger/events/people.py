"""People at the client. Fields with personal data are marked as such.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from typing import Literal

from ledger.events.base import CLOSING, OPENING, Event


class _AboutPerson(Event, frozen=True, kw_only=True):
    person: str


class ContactAdded(_AboutPerson, frozen=True, kw_only=True):
    """We got to know a person at the client."""

    kind = "contact.added"
    turn = OPENING
    personal = ("note", "name", "email", "phone")
    name: str
    role: str
    influence: int | None = None
    stance: Literal["champion", "supporter", "neutral", "sceptic", "opponent"] | None = None
    email: str | None = None
    phone: str | None = None
    decides: bool | None = None
    vip: bool | None = None


class ContactChanged(_AboutPerson, frozen=True, kw_only=True):
    """Data of a person changed. Fields left out stay as they were."""

    kind = "contact.changed"
    personal = ("note", "name", "email", "phone")
    name: str | None = None
    role: str | None = None
    influence: int | None = None
    stance: Literal["champion", "supporter", "neutral", "sceptic", "opponent"] | None = None
    email: str | None = None
    phone: str | None = None
    decides: bool | None = None
    vip: bool | None = None


class ContactLeft(_AboutPerson, frozen=True, kw_only=True):
    """A person no longer works for the client."""

    kind = "contact.left"
    personal = ("note", "reason")
    reason: str | None = None
    successor: str | None = None


class ContactErased(Event, frozen=True, kw_only=True):
    """Personal data of a person was erased with `goodwill erase`, which records this itself."""

    kind = "contact.erased"
    turn = CLOSING
    person: str
    reason: str


class ContactLinked(_AboutPerson, frozen=True, kw_only=True):
    """A person has a relation to another one, at the client or at another client."""

    kind = "contact.linked"
    personal = ("note",)
    to: str
    relation: Literal["reports to", "influences", "rivals", "friend of"]
    to_client: str | None = None


class ContactStageReached(_AboutPerson, frozen=True, kw_only=True):
    """The acquaintance with a person reached a stage, from stranger to friend."""

    kind = "contact.stage_reached"
    personal = ("note", "evidence")
    stage: Literal["stranger", "acquainted", "trusted", "loyal", "friend"]
    evidence: str
