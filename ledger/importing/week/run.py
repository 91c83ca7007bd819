"""Imports weeks' workbooks: new rows are recorded, changed rows correct their entries, nothing is voided.

A row is known by the id in its hidden column. Its key in the ledger is made of that and the id of the
workbook, so the same workbook again adds nothing. A correction's key has the fingerprints of the row too, by
which the next import sees what a person changed since (see ``ledger.importing.week.row_events``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeAlias

from ledger.entry import Entry
from ledger.errors import Conflict, Refused, about
from ledger.importing.faults import NotThisWorkbook
from ledger.importing.run import OnFault
from ledger.importing.week.drafting import Change, Drafter, Wanted
from ledger.importing.week.naming import Names
from ledger.importing.week.reading import read_book
from ledger.importing.week.rows import Book, CellFault, Row
from ledger.recording.journal import TRIES, Journal
from ledger.recording.staged_work import StagedWork
from ledger.recording.unit_of_work import Outcome

Confirm: TypeAlias = Callable[[Sequence[Change]], bool]
"""Asks whether to correct the entries of changed rows."""


class Gone(NamedTuple):
    """A row that is gone from its sheet, and the entry that it stood for, which stays."""

    file: str
    sheet: str
    entry: Entry


@dataclass
class WeekReport:
    """The result of an import.

    Attributes:
        dry_run: whether it recorded nothing on request.
        written: whether it recorded.
        read: the number of rows that say something.
        recorded: the number of new entries by kind; in a dry run, those that would be.
        corrected: the changes that were recorded; in a dry run, those that would be.
        held: the changes that were not confirmed.
        repeated: the number of rows that say what is recorded already.
        gone: rows that are gone; their entries stay.
        advice: warnings about what was recorded, with the place of the row.
        faults: what is wrong, cell by cell.
    """

    dry_run: bool
    written: bool = False
    read: int = 0
    recorded: Counter[str] = field(default_factory=Counter)
    corrected: list[Change] = field(default_factory=list)
    held: list[Change] = field(default_factory=list)
    repeated: int = 0
    gone: list[Gone] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)


def import_week(  # noqa: PLR0913 - a question, with its options by name
    ledger: Journal,
    files: Sequence[Path],
    *,
    actor: str,
    now: datetime,
    on_behalf_of: str | None = None,
    on_fault: OnFault = "stop",
    dry_run: bool = False,
    confirm: Confirm = lambda _: False,
) -> WeekReport:
    """Record what weeks' workbooks say, in one transaction.

    Args:
        ledger: the ledger that they are for.
        files: the workbooks.
        actor: who records.
        on_behalf_of: the person for whom the actor stands in; None: the manager of each client for whom they
            stand in by a cover.
        now: the moment of the import, at which plans are made unless they are of an earlier one.
        on_fault: ``stop`` records nothing if there is a fault; ``skip`` records the other rows.
        dry_run: decide them and record nothing.
        confirm: asks about changed rows, if there are any; without a yes their entries stay as they are.

    Raises:
        NotThisWorkbook: a workbook is of another ledger or version, was changed, or is given twice.
        Unreadable: a file is damaged.
        Conflict: others kept recording first; nothing was recorded.
    """
    books = _books(ledger, files, now)
    wanted: list[Wanted] = []
    report = WeekReport(dry_run, read=sum(book.count for book in books))
    for book in books:
        drafter = Drafter(ledger.recorder, book, (actor, on_behalf_of), now)
        wanted += drafter.wanted()
        report.faults += [*book.faults, *drafter.faults]
        report.repeated += drafter.repeated
        report.gone += [Gone(book.path.name, title, entry) for title, entry in drafter.gone()]
    changes = [one.change for one in wanted if one.change is not None]
    if changes and not _stops(report, on_fault) and not confirm(changes):
        report.held = changes
        wanted = [one for one in wanted if one.change is None]
    with ledger.stage() as work:
        _decide(work, wanted, report, on_fault)
    return report


def _books(ledger: Journal, files: Sequence[Path], now: datetime) -> list[Book]:
    """The workbooks, each of this ledger and once."""
    names = Names(ledger.recorder)
    books = [read_book(path, names, now) for path in files]
    seen: dict[str, str] = {}
    for book in books:
        name = book.path.name
        if book.stamp.ledger != ledger.database.ledger_id:
            raise NotThisWorkbook(
                f"{name} was written for another ledger",
                "name that one with --ledger, or write a workbook of this one with `goodwill template week`",
            )
        if book.stamp.book in seen:
            raise NotThisWorkbook(
                f"{seen[book.stamp.book]} and {name} are copies of one workbook", "name one of them"
            )
        seen[book.stamp.book] = name
    return books


def _stops(report: WeekReport, on_fault: OnFault) -> bool:
    return bool(report.faults) and on_fault == "stop"


def _decide(work: StagedWork, wanted: Sequence[Wanted], report: WeekReport, on_fault: OnFault) -> None:
    """Let the rules decide, and append what they admit."""
    drafts = [one.draft for one in wanted]
    outcomes = {draft.key: found for draft, found in zip(drafts, work.decide_each(drafts), strict=True)}
    own = [*report.faults]
    for _ in range(TRIES):
        report.faults = [*own, *_refused(wanted, outcomes)]
        if report.dry_run or _stops(report, on_fault):
            break
        if work.append():
            report.written = True
            break
        outcomes |= {draft.key: found for draft, found in work.again()}
    else:
        raise Conflict(TRIES)
    if report.dry_run or report.written:
        _count(report, wanted, outcomes)


def _refused(
    wanted: Sequence[Wanted], outcomes: Mapping[str | None, Outcome | Refused]
) -> Iterator[CellFault]:
    for one in wanted:
        found = outcomes[one.draft.key]
        if isinstance(found, Refused):
            yield one.row.fault(_column_of(one.row, found), about(one.draft.event.kind, str(found)))


def _column_of(row: Row, refused: Refused) -> str:
    """The column whose cell is a fact of the refusal; that of the client if none is."""
    facts = {str(getattr(refused, name)) for name in getattr(refused, "facts", ())}
    cells = (name for name in row.letters if name != "client" and str(row.values.get(name)) in facts)
    return next(cells, "client")


def _count(
    report: WeekReport, wanted: Sequence[Wanted], outcomes: Mapping[str | None, Outcome | Refused]
) -> None:
    for one in wanted:
        found = outcomes[one.draft.key]
        if isinstance(found, Refused):
            continue
        if not found.new:
            report.repeated += 1
        elif one.change is not None:
            report.corrected.append(one.change)
        else:
            report.recorded[one.draft.event.kind] += 1
        report.advice += (
            f"{one.row.file}, {one.row.place}: {advice.told(dry_run=report.dry_run)}"
            for advice in found.advice
        )
