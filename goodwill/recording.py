"""Recording what is repeated or corrected, and importing files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple

from ledger.codec import decode, encode_event
from ledger.corrections import Correction, Mark, corrected, in_force, marks
from ledger.entry import Draft, Entry, stream_of
from ledger.events import AnyEvent, VisitHeld
from ledger.money import exact

if TYPE_CHECKING:
    from ledger.importing import Report
    from ledger.importing.week.run import WeekReport
    from ledger.recording.entry_log import EntryLog
    from ledger.recording.journal import Journal


def stated_moment(event: AnyEvent) -> datetime | None:
    """When an event happened as it says itself; None if it does not."""
    return event.started_at if isinstance(event, VisitHeld) else None


class Wanted(NamedTuple):
    """A draft, and whether its date was given; without one it happens now."""

    draft: Draft
    dated: bool


def as_before(ledger: Journal, wanted: Sequence[Wanted]) -> list[Draft]:
    """The drafts; one without a date whose key is recorded already gets the date of that entry.

    Without this, the ledger would refuse a repetition under the same key as something that happened later.
    """
    undated = {one.draft.key for one in wanted if not one.dated and one.draft.key is not None}
    known = ledger.recorder.by_keys(undated - {None}) if undated else {}
    return [
        draft._replace(occurred_at=datetime.fromisoformat(known[draft.key].occurred_at))
        if not dated and draft.key in known
        else draft
        for draft, dated in wanted
    ]


def entry_in_force(ledger: EntryLog, reference: str) -> Entry | None:
    """An entry by its position or id, as corrections left it, even if it is voided; None if there is none."""
    entry = ledger.named(reference)
    if entry is None:
        return None
    stream = [decode(row) for row in ledger.recorder.rows(stream=entry.stream)]
    return corrected(entry, marks(stream).get(entry.version, Mark()))


class Left(NamedTuple):
    """What is in force of an entry once a void or a correction of it is voided.

    Attributes:
        entry: as it was recorded.
        standing: as corrections leave it.
        mark: the entries that still void or correct it.
    """

    entry: Entry
    standing: Entry
    mark: Mark[Entry]


def left_by(ledger: EntryLog, void: Entry) -> Left | None:
    """What a void of a void or of a correction leaves in force; None if it voids another entry.

    Args:
        ledger: the ledger, which may have the void already.
        void: the entry that voids.
    """
    rows = ledger.recorder.rows(stream=void.stream)
    stream = [*(entry for entry in map(decode, rows) if entry.version < void.version), void]
    by_id = {str(entry.id): entry for entry in stream}
    undone = by_id.get(getattr(void.event, "entry", ""))
    if undone is None or not isinstance(undone.event, Correction):
        return None
    entry = by_id[undone.event.entry]
    mark = marks(stream).get(entry.version, Mark())
    return Left(entry, corrected(entry, mark), mark)


@exact
def fields_in_force(
    ledger: EntryLog, reference: str, client: str | None = None
) -> tuple[str, dict[str, Any]]:
    """The kind of an entry and its fields as JSON has them, as corrections left them.

    A program changes some and gives them as the replacement of an ``entry.corrected``.

    Raises:
        UnknownEntry: there is no such entry.
    """
    from ledger.rules import UnknownEntry

    entry = entry_in_force(ledger, reference)
    if entry is None:
        raise UnknownEntry(reference, client or "any client")
    return entry.kind, json.loads(encode_event(entry.event))


def recorded_before(ledger: EntryLog, draft: Draft) -> Entry | None:
    """The newest entry in force that says what a draft says, of any date; None if there is none."""
    stream = stream_of(draft.event, draft.client)
    entries = in_force(decode(row) for row in ledger.recorder.rows(stream=stream))
    return next((entry for entry in reversed(entries) if entry.event.answers(draft.event)), None)


@exact
def import_files(  # noqa: PLR0913 - most are options, passed by name
    ledger: Journal,
    files: Sequence[Path],
    *,
    mapping: Path,
    actor: str,
    encoding: str | None = None,
    on_fault: Literal["stop", "skip"] = "stop",
    rejects: Path | None = None,
    dry_run: bool = False,
) -> Report:
    """Record the rows of CSV, TSV, XLSX or JSON lines files. Importing a file again adds nothing.

    Args:
        files: the files, in any order.
        mapping: the TOML document that says what their rows mean.
        actor: who records, where the mapping does not say.
        encoding: the encoding of files for which the mapping states none.
        on_fault: ``stop`` records nothing where there is any fault; ``skip`` records the rest.
        rejects: a CSV file, or a workbook (``.xlsx``), for the rows that a fault kept out; written over if it
            is there.
        dry_run: report what would be recorded, and record nothing.

    Raises:
        MappingError: the mapping does not fit the files.
        EncodingUncertain: an encoding can only be guessed, and this is no dry run.
        CannotKeep: rejects as CSV would change numbers or dates of a workbook or of JSON.
        Unreadable: a file cannot be read to its end.
        Conflict: others kept recording first; nothing was recorded, so run the same import again.
    """
    from ledger.importing import Rejects, load_mapping, run_import

    return run_import(
        ledger,
        files,
        load_mapping(mapping),
        actor=actor,
        dry_run=dry_run,
        encoding=encoding,
        on_fault=on_fault,
        rejects=None if rejects is None else Rejects(rejects.name, partial(_opened, rejects)),
    )


def _opened(path: Path, *, encoding: str | None) -> IO[Any]:
    """A new file of text, whose lines end as they are written; of bytes without an encoding."""
    return path.open("wb") if encoding is None else path.open("w", encoding=encoding, newline="")


@exact
def import_weeks(
    ledger: Journal,
    files: Sequence[Path],
    *,
    actor: str,
    on_fault: Literal["stop", "skip"] = "stop",
    dry_run: bool = False,
    correct: bool = False,
) -> WeekReport:
    """Record what weeks' workbooks say. Importing a workbook again records only what is new in it.

    Args:
        ledger: the ledger that they were written for.
        files: the workbooks.
        actor: who records.
        on_fault: ``stop`` records nothing where there is any fault; ``skip`` records the rest.
        dry_run: report what would be recorded, and record nothing.
        correct: whether to correct the entries of rows that a person changed since.

    Raises:
        NotThisWorkbook: a workbook is of another ledger or version, was changed, or is given twice.
        Unreadable: a file is damaged.
        Conflict: others kept recording first; nothing was recorded, so run the same import again.
    """
    from ledger.importing.week.run import import_week

    return import_week(
        ledger,
        files,
        actor=actor,
        now=ledger.now(),
        on_fault=on_fault,
        dry_run=dry_run,
        confirm=lambda _: correct,
    )
