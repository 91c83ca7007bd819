"""Managers: who they are, whom they report to, who stands in for them, and their reports.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from datetime import date

from msgspec import field

from ledger.events.base import Event


class ManagerAppointed(Event, frozen=True, kw_only=True):
    """A person has a post with us from a day on. It replaces the person's earlier post."""

    kind = "manager.appointed"
    party = "house"
    name: str
    role: str
    from_: date = field(name="from")
    reports_to: str | None = None
    order: str | None = None
    territory: str | None = None


class ManagerLeft(Event, frozen=True, kw_only=True):
    """A person no longer has a post with us."""

    kind = "manager.left"
    party = "house"
    name: str
    from_: date = field(name="from")
    reason: str | None = None


class ManagerCovered(Event, frozen=True, kw_only=True):
    """A deputy stands in for a manager with all clients. On these days it supersedes ``client.covered``."""

    kind = "manager.covered"
    party = "house"
    manager: str
    deputy: str
    from_: date = field(name="from")
    until: date
    reason: str
    order: str | None = None


class ReportSubmitted(Event, frozen=True, kw_only=True):
    """A manager submitted the report of a month."""

    kind = "report.submitted"
    party = "house"
    manager: str
    month: str
    fingerprint: str
    to: str | None = None
