"""Makes drafts of the rows of a week's workbook: new events, and corrections of those that were changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from ledger.codec import decode, encode_event
from ledger.corrections import Mark, corrected, in_force, marks
from ledger.entry import HOUSE, Draft, Entry, client_stream
from ledger.errors import Malformed
from ledger.events import AnyEvent, EntryCorrected, VisitPlanned
from ledger.events.base import ERASED, SEALED
from ledger.importing.week.layout import SHEETS, Column, Sheet
from ledger.importing.week.linking import links
from ledger.importing.week.row_events import Values, changed, fields_of, fits, moment_of, prints_of, values_of
from ledger.importing.week.rows import Book, CellFault, Row
from ledger.importing.week.standing_in import manager_covered
from ledger.judging import make_event
from ledger.store.reading import Reader

_UNREADABLE: Final = (ERASED, SEALED)


class Changed(NamedTuple):
    """A cell that a person changed: the title of its column, and what it says before and after."""

    title: str
    before: Any
    after: Any


class Change(NamedTuple):
    """A row that a person changed, and its entry as it stands."""

    row: Row
    entry: Entry
    cells: Sequence[Changed]


class Wanted(NamedTuple):
    """What a row wants to record; ``change`` says what a correction changes."""

    row: Row
    draft: Draft
    change: Change | None = None


class _Known(NamedTuple):
    """What the ledger knows of a row.

    Attributes:
        entry: as it was recorded.
        standing: as corrections leave it.
        voided: whether it is voided.
        said: the fingerprints of what the row said when it was last imported or written.
        times: how often the row corrected it.
    """

    entry: Entry
    standing: Entry
    voided: bool
    said: str
    times: int


class Drafter:
    """Makes the drafts of a workbook.

    Args:
        reader: the entries of the ledger.
        book: the workbook.
        recorder: who records, and for whom, if that is a deputy.
        now: the moment of the import.

    Attributes:
        faults: what is wrong with rows, cell by cell.
        repeated: how many rows say what is recorded already.
    """

    def __init__(self, reader: Reader, book: Book, recorder: tuple[str, str | None], now: datetime) -> None:
        self.faults: list[CellFault] = []
        self.repeated = 0
        self._reader, self._book = reader, book
        self._actor, self._behalf = recorder
        self._now = now.astimezone(book.zone)
        self._streams: dict[UUID, list[Entry]] = {}
        self._entries = self._recorded()
        self._links = links(book.rows)

    def wanted(self) -> Iterator[Wanted]:
        """What the rows want to record, in the order of the sheets and their rows."""
        for row in self._book.rows:
            known = self._known(row.sheet, row.id)
            wanted = self._new(row) if known is None else self._correction(row, known)
            if wanted is not None:
                yield wanted

    def gone(self) -> Iterator[tuple[str, Entry]]:
        """The title of the sheet and the entry of each row that is gone, if nobody voided the entry."""
        for sheet in SHEETS:
            if sheet.name in self._book.whole:
                for at in range(1, self._book.stamp.counts[sheet.name] + 1):
                    row = f"{sheet.name}-{at}"
                    known = None if row in self._book.given else self._known(sheet, row)
                    if known is not None and not known.voided:
                        yield self._book.stamp.sheets[sheet.name], known.standing

    def _key(self, row: str) -> str:
        return f"week:{self._book.stamp.book}:{row}"

    def _recorded(self) -> dict[str, Entry]:
        """The entries of rows by their ids: those that its rows made, and those that it was written with."""
        stamp = self._book.stamp
        keys = {
            self._key(f"{name}-{at}"): f"{name}-{at}"
            for name, count in stamp.counts.items()
            for at in range(1, count + 1)
        }
        found = {keys[key]: decode(row) for key, row in self._reader.by_keys(keys.keys()).items()}
        for row, written in stamp.written.items():
            kept = None if written.entry is None else self._reader.row_named(written.entry)
            if kept is not None:
                found[row] = decode(kept)
        return found

    def _known(self, sheet: Sheet, row: str) -> _Known | None:
        entry = self._entries.get(row)
        if entry is None or entry.kind != sheet.kind:
            return None
        entries = self._stream(entry.stream)
        mark: Mark[Entry] = marks(entries).get(entry.version, Mark())
        ours = [said for one in entries if (said := self._said(sheet, row, one))]
        written = self._book.stamp.written.get(row)
        if ours:
            said = ours[-1]
        elif written is not None and written.entry is not None:
            said = written.prints
        else:
            said = prints_of(sheet, values_of(sheet, entry, self._book.zone))
        return _Known(entry, corrected(entry, mark), mark.voided_by is not None, said, len(ours))

    def _stream(self, stream: UUID) -> list[Entry]:
        """The entries of a stream, read once."""
        if stream not in self._streams:
            self._streams[stream] = [decode(one) for one in self._reader.rows(stream=stream)]
        return self._streams[stream]

    def _said(self, sheet: Sheet, row: str, entry: Entry) -> str | None:
        """The fingerprints in the key of a correction that a row made; None of another entry."""
        name, _, prints = (entry.key or "").rpartition(":")
        own = name.startswith(f"{self._key(row)}#") and isinstance(entry.event, EntryCorrected)
        return prints if own and fits(sheet, prints) else None

    def _new(self, row: Row) -> Wanted | None:
        event = self._event(row, fields_of(row.sheet, self._linked(row), self._book.zone))
        if event is None:
            return None
        at = moment_of(row.values, self._book.zone)
        if row.sheet.ahead:
            at = min(at, self._now)  # a plan is older than what is planned, also if it is handed in later
        source = f"{row.file}:{row.place}"
        return Wanted(row, self._draft(event, at, row.values["client"], self._key(row.id), source))

    def _draft(self, event: AnyEvent, at: datetime, client: str | None, key: str, source: str) -> Draft:
        behalf = self._behalf or self._covered(client, at)
        return Draft(event, at, self._actor, client, behalf, key=key, source=source)

    def _covered(self, client: str | None, at: datetime) -> str | None:
        """The manager of a client for whom the person who records stands in."""
        if client is None:
            return None
        house, own = (in_force(self._stream(one)) for one in (HOUSE, client_stream(client)))
        return manager_covered(self._actor, house, own, (at.date(), self._now.date()))

    def _linked(self, row: Row) -> Values:
        """What a row says, with the planned visit that it reports if it names none."""
        number = self._links.get(row.id)
        if number is None:
            return row.values
        entries = in_force(self._stream(client_stream(row.values["client"])))
        waits = all(
            isinstance(entry.event, VisitPlanned) or getattr(entry.event, "visit", None) != number
            for entry in entries
        )
        return {**row.values, "visit": number} if waits else row.values

    def _event(self, row: Row, fields: Mapping[str, Any]) -> Any:  # noqa: ANN401 - an event of any kind
        """The event of a row's fields; None, with the faults noted, if they make none."""
        try:
            return make_event(row.sheet.kind, fields)
        except Malformed as malformed:
            for path, what in malformed.problems:
                self.faults.append(row.fault(_column_of(row.sheet, path), what))
            return None

    def _correction(self, row: Row, known: _Known) -> Wanted | None:
        """The correction of a row that a person changed; None if nobody did."""
        columns = self._changed(row, known)
        if not columns:
            self.repeated += 1
            return None
        if any(column.name == "client" for column in columns):
            self.faults.append(
                row.fault(
                    "client",
                    f"entry {known.entry.position} is of {known.entry.client}, and a correction cannot move it; put "
                    "that client back, void the entry and write what is right in an empty row",
                )
            )
            return None
        if f'"{SEALED}"' in encode_event(known.standing.event):
            self.faults.append(
                row.fault(
                    "client", "its entry is encrypted, and the key is not here; import it where the keys are"
                )
            )
            return None
        fields = self._overlaid(row, known, columns)
        if self._event(row, fields) is None:
            return None
        return Wanted(row, self._correcting(row, known, columns, fields), self._change(row, known, columns))

    def _changed(self, row: Row, known: _Known) -> list[Column]:
        """The columns that a person changed, and in which the entry does not say the same already."""
        stands = values_of(row.sheet, known.standing, self._book.zone)
        first = values_of(row.sheet, known.entry, self._book.zone)
        return [
            column
            for column in changed(row.sheet, known.said, row.values)
            if stands.get(column.name) not in _UNREADABLE
            and first.get(column.name) not in _UNREADABLE
            and stands.get(column.name) != row.values.get(column.name)
        ]

    def _overlaid(self, row: Row, known: _Known, columns: Sequence[Column]) -> dict[str, Any]:
        """The fields of the entry as it stands, with those that a person changed."""
        new = fields_of(row.sheet, row.values, self._book.zone)
        fields: dict[str, Any] = json.loads(encode_event(known.standing.event))
        for name in {column.field or row.sheet.moment for column in columns} - {""}:
            before = fields.pop(name, None)
            if isinstance(new.get(name), dict) and isinstance(before, dict):
                fields[name] = before | new[name]
            elif name in new:
                fields[name] = new[name]
        return fields

    def _correcting(
        self, row: Row, known: _Known, columns: Sequence[Column], fields: Mapping[str, Any]
    ) -> Draft:
        moved = any(not column.field for column in columns) and not row.sheet.ahead
        event = make_event(
            EntryCorrected.kind,
            {
                "entry": str(known.entry.id),
                "replacement": fields,
                "reason": f"the workbook of {self._book.stamp.week} says otherwise",
                **({"occurred_at": moment_of(row.values, self._book.zone)} if moved else {}),
            },
        )
        key = f"{self._key(row.id)}#{known.times + 1}:{prints_of(row.sheet, row.values)}"
        return self._draft(event, self._now, known.entry.client, key, f"{row.file}:{row.place}")

    def _change(self, row: Row, known: _Known, columns: Sequence[Column]) -> Change:
        stands = values_of(row.sheet, known.standing, self._book.zone)
        titles = self._book.stamp.columns[row.sheet.name]
        cells = [Changed(titles[one.name], stands.get(one.name), row.values.get(one.name)) for one in columns]
        return Change(row, known.standing, cells)


def _column_of(sheet: Sheet, path: str) -> str:
    """The column of a field of which something is wrong."""
    name = path.partition(".")[0]
    if name == sheet.moment:
        return "day"
    return next((column.name for column in sheet.columns if column.field == name), "client")
