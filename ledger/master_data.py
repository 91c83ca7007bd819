"""Master data: what an event said of a client or a person, with what later events changed of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from ledger.entry import Fact
from ledger.events import (
    ClientDetailsChanged,
    ClientParentChanged,
    ClientReassigned,
    ClientRegistered,
    ClientRenamed,
    ContactAdded,
    ContactChanged,
    Event,
    ProspectQualified,
)

_CHANGED_BY: dict[type[Event], tuple[type[Event], ...]] = {
    ClientRegistered: (
        ClientRenamed,
        ClientDetailsChanged,
        ClientParentChanged,
        ClientReassigned,
        ProspectQualified,
    ),
    ContactAdded: (ContactChanged,),
}
"""The kinds of event that change the fields of another event, which they have under the same names."""


def master_data(happened: Iterable[Fact]) -> ClientRegistered | None:
    """A client's registration with what it has become after some facts; None without one.

    Args:
        happened: its facts in the order of folding.
    """
    card: ClientRegistered | None = None
    for entry in happened:
        if isinstance(entry.event, ClientRegistered):
            card = entry.event
        elif card is not None:
            card = replace(card, **changes(card, entry.event))
    return card


def changes(of: Event, by: Event) -> dict[str, Any]:
    """The fields of an event that a later event changes, with their new values. A field left out stays."""
    if type(by) not in _CHANGED_BY.get(type(of), ()):
        return {}
    if isinstance(of, ContactAdded) and isinstance(by, ContactChanged) and of.person != by.person:
        return {}
    if isinstance(by, ClientParentChanged):
        return {"parent": by.parent}  # none is an owner too
    shared = (name for name in by.__struct_fields__ if name in of.__struct_fields__)
    return {name: value for name in shared if (value := getattr(by, name)) not in {None, ()}}


def changed_by(kind: type[Event], field: str) -> type[Event] | None:
    """The kind of event that changes a field of events of a kind; None if there is none."""
    return next((one for one in _CHANGED_BY.get(kind, ()) if field in one.__struct_fields__), None)
