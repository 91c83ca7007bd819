"""The directory: who a client is, who answers for it, where it belongs, and on which terms we deal."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.entry import Fact
from ledger.events import ClientReassigned, ClientRegistered, ClientTermsAgreed

__all__ = ["VERSION", "Client", "evolve"]

VERSION = 1
"""Raised whenever the fold or its page changes."""


@dataclass(slots=True)
class Client:
    """A client as the directory has it; what nobody said is None."""

    code: str
    name: str | None = None
    currency: str | None = None
    manager: str | None = None
    territory: str | None = None
    segment: str | None = None
    parent: str | None = None
    terms: ClientTermsAgreed | None = None


def evolve(
    page: Client | None, entry: Fact, event: ClientRegistered | ClientReassigned | ClientTermsAgreed
) -> Client:
    """The client after an entry."""
    page = page or Client(entry.client or "")
    match event:
        case ClientRegistered():
            page.name, page.currency = event.name, event.currency
            page.manager, page.territory = event.manager, event.territory
            page.segment, page.parent = event.segment, event.parent
        case ClientReassigned():
            page.manager = event.manager
        case ClientTermsAgreed():
            page.terms = event
    return page
