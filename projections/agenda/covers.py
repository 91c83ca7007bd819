"""Covers of managers that begin in a week: rows of an agenda that no single client has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.events import ManagerCovered
from ledger.spellings import Spellings
from projections.agenda.reasons import COVER
from projections.agenda.things import Thing
from projections.agenda.view import ToDo, chosen, place, row_of
from projections.framework.answer import Answer
from projections.framework.periods import Period


def with_covers(answer: Answer, house: Iterable[Entry], week: Period) -> Answer:
    """The agenda with the covers of managers whose clients are in view.

    Args:
        answer: the agenda.
        house: the entries of the house that the answer could have known.
        week: the week of the agenda.
    """
    covered = [
        (entry, entry.event) for entry in in_force([*house]) if isinstance(entry.event, ManagerCovered)
    ]
    if not covered:
        return answer
    borne = {
        (client.manager, client.language or answer.language)
        for holder in answer.holders
        if holder.shown
        for client, _ in holder.members
    }
    key = Spellings([*borne, *((event.manager, answer.language) for _, event in covered)]).key
    managers = {key(name) for name, _ in borne}
    things = []
    for entry, event in covered:
        if key(event.manager) in managers and entry.on <= answer.as_of:
            what = f"{event.deputy} stands in for {event.manager} until {event.until}"
            things.append(Thing(COVER, "", COVER, what, event.from_, entry.on, entry.position))
    wanted = [ToDo(None, None, one, answer.as_of) for one in chosen(things, answer.as_of, week)]
    rows = [row_of(one, week, None) for one in wanted]
    return replace(answer, rows=sorted([*answer.rows, *rows], key=place)) if rows else answer
