"""The covers of a ledger: who stands in for whom, and what deputies recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from goodwill.audit_lists import listing_of
from goodwill.options import Chosen, asks
from ledger.events import ClientCovered, ClientReassigned, ClientRegistered, ManagerCovered
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.auditing.covers import CoverRow, Managers, cover_rows, covers_of

_MANAGED = (ClientRegistered.kind, ClientReassigned.kind)
_COVERED = (ManagerCovered.kind, ClientCovered.kind)


@asks(Chosen)
def cover(ledger: EntryLog, **asked: Unpack[Chosen]) -> Answer:
    """Covers with what the deputies recorded on their days, and entries for a manager outside of any cover.

    Args:
        **asked: as ``Chosen`` has it. Of some clients only, it counts these and their entries, and leaves out
            the covers of managers who had none of them on the first day.

    Raises:
        UnknownChoice: no client has what is asked for.
    """
    found = listing_of(ledger, at_once=(*_MANAGED, *_COVERED), **asked)
    trail, clients = found.trail, found.trail.clients
    for_others = (entry for entry in trail.read(()) if entry.on_behalf_of is not None)
    acting = (entry for entry, mark in trail.as_corrected(for_others) if not mark.voided_by)
    managed = trail.in_force(*_MANAGED)
    managers = Managers(one for one in managed if clients is None or one.client in clients)
    decided = (one for one in trail.in_force(*_COVERED) if one.on <= trail.as_of)
    covers = [
        one
        for one in covers_of(decided, managers)
        if clients is None
        or (one.client in clients if one.client else managers.clients(one.manager, one.first))
    ]
    shown = cover_rows(covers, filter(trail.chooses, acting), managers)
    answer = found.answer("cover", CoverRow, shown)
    return replace(answer, empty="no cover is recorded, and nobody acted for a colleague")
