"""Managers: who they are, whom they report to, who stands in for them, and their reports."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from ledger.constrained import Day, Identifier, Text
from ledger.events.models.base import Event, Name, Reason, Territory, optional
from ledger.patterns import MONTH

OrderNumber = Annotated[Identifier, Field(description="the number of the order by which it was decided")]
Month = Annotated[str, StringConstraints(pattern=MONTH), Field(description="2026-03")]


class ManagerAppointed(Event):
    """A person has a post with us from a day on. It replaces the person's earlier post."""

    kind = "manager.appointed"
    party = "house"
    name: Name = Field(description="the person's name")
    role: Text = Field(description="the post")
    from_: Day = Field(alias="from", description="the first day")
    reports_to: Name | None = optional("the person above")
    order: OrderNumber | None = None
    territory: Territory | None = None


class ManagerLeft(Event):
    """A person no longer has a post with us."""

    kind = "manager.left"
    party = "house"
    name: Name = Field(description="the person's name")
    from_: Day = Field(alias="from", description="the first day without them")
    reason: Reason | None = None


class ManagerCovered(Event):
    """A deputy stands in for a manager with all clients. On these days it supersedes ``client.covered``."""

    kind = "manager.covered"
    party = "house"
    manager: Name = Field(description="the manager who is away")
    deputy: Name = Field(description="the person who stands in")
    from_: Day = Field(alias="from", description="the first day")
    until: Day = Field(description="the last day")
    reason: Reason
    order: OrderNumber | None = None


class ReportSubmitted(Event):
    """A manager submitted the report of a month."""

    kind = "report.submitted"
    party = "house"
    manager: Name = Field(description="the manager's name")
    month: Month
    fingerprint: Identifier = Field(description="the hash of the report as it was submitted")
    to: Name | None = optional("the person who gets it")
