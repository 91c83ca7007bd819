"""Master data on a day: a client's registration with its changes, and how the house describes itself."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from ledger.entry import Entry, Fact
from ledger.events import ClientDetailsChanged, ClientRegistered, ClientRenamed, HouseDescribed
from projections.framework.history import Horizon, house_facts


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


def house_on(entries: Iterable[Entry], horizon: Horizon) -> HouseDescribed | None:
    """How the house describes itself on the day of a horizon; None if it had not by then.

    Args:
        entries: in order of position; entries of other streams are ignored.
        horizon: how far to look.
    """
    described = house_facts(entries, HouseDescribed, horizon)
    return described[-1][1] if described else None
