"""A client's master data on a day: its registration with what changed since."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from ledger.entry import Fact
from ledger.events import ClientDetailsChanged, ClientRegistered, ClientRenamed


def master_data(happened: Iterable[Fact]) -> ClientRegistered | None:
    """A client's registration with the name and the details that it has after some facts; None without one.

    Args:
        happened: its facts in the order of folding.
    """
    card: ClientRegistered | None = None
    for entry in happened:
        match entry.event:
            case ClientRegistered() as event:
                card = event
            case ClientRenamed() as event if card is not None:
                card = replace(card, name=event.name, legal_name=event.legal_name or card.legal_name)
            case ClientDetailsChanged() as event if card is not None:
                card = replace(card, **event.changed())
    return card
