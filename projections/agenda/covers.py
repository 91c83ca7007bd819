"""Covers of managers that begin in a week: rows of an agenda that no single client has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.events import ManagerCovered
from ledger.spellings import Spellings
from projections.agenda.choosing import chosen, days_of
from projections.agenda.reasons import COVER
from projections.agenda.things import Thing
from projections.agenda.view import ToDo, place, row_of
from projections.framework.answer import Answer
from projections.framework.periods import Period


def with_covers(answer: Answer, house: Iterable[Entry], week: Period) -> Answer:
    """The agenda with the covers of managers whose clients are in view.

    Args:
        answer: the agenda.
        house: the entries of the house that the answer could have known.
        week: the week of the agenda.
    """
    covers = {
        _thing(entry, event): event.manager
        for entry in in_force([*house])
        if isinstance(event := entry.event, ManagerCovered) and entry.on <= answer.as_of
    }
    days = days_of(week.start, answer.as_of)
    beginning = chosen(covers, days)
    if not beginning:  # as in most weeks: nobody needs to know whose clients are in view
        return answer
    borne = {
        (client.manager, client.language or answer.language)
        for holder in answer.holders
        if holder.shown
        for client, _ in holder.members
    }
    key = Spellings([*borne, *((manager, answer.language) for manager in covers.values())]).key
    managers = {key(name) for name, _ in borne}
    rows = [row_of(ToDo(None, None, one, days), None) for one in beginning if key(covers[one]) in managers]
    return replace(answer, rows=sorted([*answer.rows, *rows], key=place)) if rows else answer


def _thing(entry: Entry, event: ManagerCovered) -> Thing:
    what = f"{event.deputy} stands in for {event.manager} until {event.until}"
    return Thing(COVER, "", COVER, what, event.from_, entry.on, entry.position)
