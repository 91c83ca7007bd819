"""The workbook of a week, which a manager fills in, as a function of a ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from goodwill.agendas import agenda
from goodwill.arguments import judged
from goodwill.moments import horizon_of
from goodwill.names import house_locale, house_zone
from goodwill.our_people import clients_of
from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.events import CompetitorSeen, VisitCancelled, VisitMissed, VisitMoved
from ledger.importing.week.layout import BY_KIND, SHEETS
from ledger.importing.week.row_events import clock_of, values_of
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.text import place
from projections import Answer
from projections.agenda.weeks import name_of, week_called
from projections.framework import clients
from projections.framework.clients import Client, client_of
from projections.framework.fold import fold_client
from projections.framework.periods import Period
from projections.history import Horizon
from projections.people import contacts
from projections.touches import visits
from projections.touches.visits import Touches
from reporting.week import Contents, Known, Person, PrefilledRow, ToDo, workbook
from reporting.words import words_for, words_in


@exact
@judged
def week_workbook(ledger: EntryLog, *, manager: str, week: str, language: str | None = None) -> bytes:
    """A workbook (XLSX) in which a manager plans and reports a week, for ``import_weeks``.

    It has what the ledger knows of the week, and it names people: call ``log_read`` before you hand it out,
    if ``reads_are_logged`` says so. No two workbooks have the same id, so each is filled in for itself.

    Args:
        ledger: the ledger.
        manager: whose clients it is about, and those for whom this person stands in on a day of the week.
        week: such as "2026-W27".
        language: of its titles and choices, such as "ro"; None: that of the house, or else English.

    Raises:
        UnknownLanguage: there are no words for the language.
        Misuse: there is no such week.
        UnknownChoice: no client has that manager, no post that person, and no cover of that week that deputy.
    """
    words = words_in(language) if language else words_for(house_locale(ledger))
    return workbook(_contents(ledger, manager, week_called(week)), words)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a client's entries say.

    Attributes:
        entries: those in force.
    """

    client: Client
    entries: Sequence[Entry]
    people: contacts.Contacts
    touches: Touches


def _contents(ledger: EntryLog, manager: str, week: Period) -> Contents:
    own, spellings = clients_of(ledger, manager)
    to_do = agenda(ledger, week=name_of(week), mine=manager)
    known = (client for holder in to_do.holders if holder.shown for client, _ in holder.members)
    covered = (one.code for one in known if spellings.key(one.manager) != spellings.key(manager))
    codes = own.union(covered)
    horizon, zone, made_at = horizon_of(ledger), house_zone(ledger), ledger.now()
    told = [_told(ledger, code, horizon) for code in sorted(codes, key=place)]
    ledger_id = ledger.database.ledger_id
    named = f"{ledger_id} {manager} {week.start} {made_at.isoformat()}"
    return Contents(
        ledger=ledger_id,
        book=hashlib.sha256(named.encode()).hexdigest()[:12],
        manager=manager,
        week=name_of(week),
        zone=str(zone or UTC),
        made_at=made_at,
        clients=[Known(one.client.code, one.client.name or "", one.client.currency) for one in told],
        people=[person for one in told for person in _people(one)],
        competitors=sorted({*_competitors(told)}, key=place),
        rows=_rows(told, week, zone or UTC),
        agenda=[*_agenda(to_do, zone or UTC)],
    )


def _told(ledger: EntryLog, code: str, horizon: Horizon) -> _Told:
    entries = [*ledger.history(code)]
    folds = (clients.evolve, contacts.evolve, visits.evolve)
    client, people, touches = fold_client(folds, entries, horizon).states
    return _Told(
        client_of(client, code), in_force(entries), people or contacts.Contacts(), touches or Touches()
    )


def _people(told: _Told) -> Iterator[Person]:
    for person, one in told.people.items():
        if one.left is None and one.name:
            yield Person(told.client.code, person, one.name)


def _competitors(told: Iterable[_Told]) -> Iterator[str]:
    for one in told:
        yield from (
            entry.event.competitor for entry in one.entries if isinstance(entry.event, CompetitorSeen)
        )


def _rows(told: Sequence[_Told], week: Period, zone: tzinfo) -> dict[str, list[PrefilledRow]]:
    """What is recorded of the week, and the visits that wait for a report."""
    rows: dict[str, list[PrefilledRow]] = {sheet.name: [] for sheet in SHEETS}
    for one in told:
        for entry in _as_planned(one.entries):
            sheet = BY_KIND.get(entry.kind)
            values = values_of(sheet, entry, zone) if sheet else {}
            if sheet and week.holds(date.fromisoformat(values["day"])):
                rows[sheet.name].append(PrefilledRow(values, str(entry.id)))
        rows["visits"] += _unreported(one, week, zone)
    for found in rows.values():
        found.sort(key=lambda kept: (kept.values["day"], kept.values.get("hour", ""), kept.values["client"]))
    return rows


def _as_planned(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, without plans that a later entry moved or ended without a visit."""
    entries = [*entries]
    undone = {
        entry.event.visit
        for entry in entries
        if isinstance(entry.event, VisitMoved | VisitMissed | VisitCancelled)
    }
    return (entry for entry in entries if entry.kind != "visit.planned" or _number(entry) not in undone)


def _number(entry: Entry) -> str | None:
    return getattr(entry.event, "visit", None)


def _unreported(told: _Told, week: Period, zone: tzinfo) -> Iterator[PrefilledRow]:
    """The visits that are planned up to the end of the week, and of which no entry says how they went."""
    for number, plan in told.touches.planned.items():
        if plan.at.date() <= week.end:
            channel = told.touches.rows[plan.position,].channel
            yield PrefilledRow(
                {"client": told.client.code, **clock_of(plan.at, zone), "channel": channel, "visit": number}
            )


def _agenda(found: Answer, zone: tzinfo) -> Iterator[ToDo]:
    for row in found.rows:
        hour = datetime.fromisoformat(row.starts).astimezone(zone) if row.starts else None
        at = f"{hour:%H:%M}" if hour else None
        yield ToDo(row.when, at, row.client, row.name, row.why, row.what, row.number, row.due)
