"""For whom a deputy acts with a client, so that an import of a week says so in its entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ledger.entry import Entry
from ledger.events import ClientCovered, ClientReassigned, ClientRegistered, ManagerCovered
from ledger.spellings import name_key


def manager_covered(
    actor: str, house: Iterable[Entry], own: Sequence[Entry], days: Iterable[date]
) -> str | None:
    """The manager of a client for whom a person stands in on the first of some days on which they do so.

    Args:
        actor: the person.
        house: the entries of the house in force.
        own: those of the client.
        days: such as that on which something happened, and that on which it is recorded.
    """
    covers = [entry.event for entry in house if isinstance(entry.event, ManagerCovered)]
    of_client = [entry.event for entry in own if isinstance(entry.event, ClientCovered)]
    for day in days:
        manager = _manager(own, day)
        of_manager = [one for one in covers if name_key(one.manager) == name_key(manager or "")]
        held = _holding(of_manager, day) or _holding(of_client, day)
        if manager and name_key(actor) != name_key(manager) and name_key(actor) in held:
            return manager
    return None


def _holding(covers: Iterable[ManagerCovered | ClientCovered], day: date) -> set[str]:
    """The deputies of a day, as names are compared."""
    return {name_key(one.deputy) for one in covers if one.from_ <= day <= one.until}


def _manager(own: Iterable[Entry], day: date) -> str | None:
    """Who answers for a client on a day; a registration holds from the beginning."""
    told = [
        (isinstance(entry.event, ClientReassigned), entry.on, entry.occurred_at, entry.position, entry.event)
        for entry in own
        if isinstance(entry.event, ClientRegistered | ClientReassigned)
    ]
    known = [one for one in told if not one[0] or one[1] <= day]
    return max(known, key=lambda one: one[:4])[-1].manager if known else None
