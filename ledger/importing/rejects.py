"""The rows that faults keep out of an import, as a file to correct and import again."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TextIO

from ledger.errors import sentence
from ledger.importing.detection import Meter
from ledger.importing.readers import Layout, rows
from ledger.importing.report import Report, Tally


class OpenRejects(Protocol):
    """Opens the file for rejects."""

    def __call__(self, *, encoding: str) -> AbstractContextManager[TextIO]:
        """A stream in this encoding that leaves the ends of lines as they are."""


def write_rejects(opened: OpenRejects, layouts: Sequence[Layout], tally: Tally, report: Report) -> None:
    """Write the rows that faults kept out as CSV. Once corrected, the same mapping imports them.

    The columns are those of the files, then ``file``, ``row`` and ``fault``. The encoding, the delimiter and
    the row of the header are those of the first file with a fault. A row is written without a fault of its
    own if another row of its document has the fault. A row
    with too many cells has the others behind its fault.
    """
    spoiled = [layout for layout in layouts if tally.faulted.get(layout.name)]
    if not spoiled:
        return
    names = list(dict.fromkeys(name for layout in spoiled for name in layout.names))
    faults: dict[tuple[str, int], list[str]] = {}
    for file, number, name, what in report.faults:
        faults.setdefault((file, number), []).append(sentence(name, what))
    form = spoiled[0]
    with opened(encoding=form.encoding) as out:
        writer = csv.writer(out, delimiter=form.delimiter or ",", quotechar=form.files.quote)
        writer.writerows([] for _ in range(1, form.files.header))
        writer.writerow([*names, "file", "row", "fault"])
        for layout in spoiled:
            file = layout.name
            for number, row in rows(layout, Meter()):
                if number in tally.faulted[file]:
                    cells = dict(zip(layout.names, row, strict=False))
                    what, more = "; ".join(faults.get((file, number), ())), row[len(layout.names) :]
                    what += "; its last cells stand on the right of this one" if more else ""
                    writer.writerow([*(cells.get(name, "") for name in names), file, number, what, *more])
