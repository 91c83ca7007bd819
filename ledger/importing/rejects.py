"""The rows that faults keep out of an import, as a file to correct and import again."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import IO, Any, NamedTuple, Protocol

from ledger.errors import sentence
from ledger.importing.detection import Meter
from ledger.importing.faults import CannotKeep
from ledger.importing.readers import Layout, rows
from ledger.importing.reject_sheets import write_sheets
from ledger.importing.report import Report, Tally
from ledger.importing.values import Cell, Plain


class OpenRejects(Protocol):
    """Opens the file for rejects."""

    def __call__(self, *, encoding: str | None) -> AbstractContextManager[IO[Any]]:
        """A stream in this encoding that leaves the ends of lines as they are; without one, of bytes."""


class Rejects(NamedTuple):
    """The file for rejects.

    Attributes:
        name: its name; one that ends in ``.xlsx`` is of a workbook, and any other of CSV.
        opened: opens it.
    """

    name: str
    opened: OpenRejects


def must_keep(rejects: Rejects, layouts: Sequence[Layout]) -> None:
    """Check that rejects are read again as they were: numbers and dates of a program become text in CSV.

    Raises:
        CannotKeep: in the notation of their file, the text would be another number or date, or none.
    """
    for layout in layouts if not _is_workbook(rejects) else ():
        files = layout.files
        if layout.form in {"xlsx", "jsonl"} and (files.decimal != "." or "." in files.thousands):
            raise CannotKeep(rejects.name, layout.name, "numbers", f"decimals after '{files.decimal}'")
        if layout.form == "xlsx" and "iso" not in files.dates:
            raise CannotKeep(rejects.name, layout.name, "dates", f"dates as {' or '.join(files.dates)}")
        if layout.form == "xlsx" and files.era not in {None, "gregorian"}:
            raise CannotKeep(rejects.name, layout.name, "dates", f"years of the {files.era} era")


def _is_workbook(rejects: Rejects) -> bool:
    return rejects.name.lower().endswith(".xlsx")


def write_rejects(rejects: Rejects, layouts: Sequence[Layout], tally: Tally, report: Report) -> None:
    """Write the rows that faults kept out. Once corrected, the same mapping imports them.

    The columns are those of the files, then ``file``, ``row`` and ``fault``. The encoding, the delimiter and
    the row of the header are those of the first file with a fault; a workbook has a sheet for each that the
    mapping states. A row is written without a fault of its own if another row of its document has the fault.
    A row with too many cells has the others behind its fault.

    Raises:
        OutOfBounds: a workbook does not hold them.
    """
    spoiled = [layout for layout in layouts if tally.faulted.get(layout.name)]
    if not spoiled:
        return
    form = spoiled[0]
    if _is_workbook(rejects):
        sheets: dict[str | None, list[Layout]] = {}
        for layout in sorted(layouts, key=lambda one: one.files.sheet is not None):
            if layout in spoiled or layout.files.sheet:
                sheets.setdefault(layout.files.sheet, []).append(layout)
        tables = {sheet: _table(part, tally, report) for sheet, part in sheets.items()}
        with rejects.opened(encoding=None) as out:
            write_sheets(out, tables, rejects.name, form.files.header)
        return
    with rejects.opened(encoding=form.encoding) as out:
        writer = csv.writer(out, delimiter=form.delimiter or ",", quotechar=form.files.quote)
        writer.writerows(_table(spoiled, tally, report))


def _table(layouts: Sequence[Layout], tally: Tally, report: Report) -> Iterator[list[Cell]]:
    """The rows of a file or sheet: those above its header, the header, and those that were kept out."""
    names = list(dict.fromkeys(name for layout in layouts for name in layout.names))
    faults: dict[tuple[str, int], list[str]] = {}
    for file, number, name, what in report.faults:
        faults.setdefault((file, number), []).append(sentence(name, what))
    yield from ([] for _ in range(1, layouts[0].files.header))
    yield [*names, "file", "row", "fault"]
    for layout in layouts:
        file = layout.name
        kept_out = tally.faulted.get(file, ())
        for number, row in rows(layout, Meter()):
            if number in kept_out:
                cells = dict(zip(layout.names, row, strict=False))
                what, more = "; ".join(faults.get((file, number), ())), row[len(layout.names) :]
                what += "; its last cells stand on the right of this one" if more else ""
                yield [*(cells.get(name, "") for name in names), file, Plain(number), what, *more]
