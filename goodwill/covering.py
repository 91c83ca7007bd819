"""The covers of a ledger: who stands in for whom, and what deputies recorded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Unpack

from goodwill.audit_lists import listing_of
from goodwill.moments import in_order
from goodwill.options import Chosen, asks
from ledger.codec import decode
from ledger.corrections import marks_by_entry
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.auditing.cover_facts import READ, CoverFacts, facts_in_force
from projections.auditing.covers import CoverRow, Managers, cover_rows, covers_of
from projections.stored.noting import cover_facts


@asks(Chosen)
def cover(ledger: EntryLog, *, period: tuple[date, date] | None = None, **asked: Unpack[Chosen]) -> Answer:
    """Covers with what the deputies recorded on their days, and entries for a manager outside of any cover.

    Args:
        period: only covers that hold on a day from the first of these to the last, and of entries outside of
            any cover those that happened then; None: of any day.
        **asked: as ``Chosen`` has it. Of some clients only, it counts these and their entries, and leaves out
            the covers of managers who had none of them on the first day.

    Raises:
        Misuse: the period ends before it begins.
        UnknownChoice: no client has what is asked for.
    """
    within = in_order(*period) if period else None
    found = listing_of(ledger, **asked)
    as_of, clients = found.trail.as_of, found.trail.clients
    facts = facts_known(ledger, found.question.horizon.position, clients)
    managers = Managers(facts.managed)
    covers = [
        one
        for one in covers_of((one for one in facts.decided if one.on <= as_of), managers)
        if clients is None or one.client or managers.clients(one.manager, one.first)
    ]
    acted = (one for one in facts.acted if min(one.on, one.recorded) <= as_of)
    about = {"period": {"start": within.start, "end": within.end}} if within else {}
    answer = found.answer("cover", CoverRow, cover_rows(covers, acted, managers, within), **about)
    then = " in the period" if within else ""
    return replace(answer, empty=f"no cover is recorded{then}, and nobody acted for a colleague{then}")


def facts_known(ledger: EntryLog, upto: int, clients: Collection[str] | None = None) -> CoverFacts:
    """What the entries up to a position say of covers: as noted beside the stored views, or from all entries.

    Args:
        ledger: the ledger.
        upto: the last position that is known.
        clients: only of these, and the covers of all clients of a manager; None: of all.
    """
    facts = cover_facts(ledger.database, upto, clients)
    if facts is not None:
        return facts
    rows = ledger.recorder.chosen(kinds=READ, acting=True, upto=upto)
    wanted = None if clients is None else {None, *clients}
    entries = [decode(row) for row in rows if wanted is None or row.client in wanted]
    facts = CoverFacts.among(facts_in_force(entries, marks_by_entry(entries)))
    return facts if clients is None else facts.of(clients)
