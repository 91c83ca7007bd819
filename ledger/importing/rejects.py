"""The rows that a fault kept out, as a file of their own: put right, it can be imported with the same mapping."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from ledger.importing.readers import Layout, Meter, rows
from ledger.importing.report import Tally


def write_rejects(path: Path, layouts: Sequence[Layout], tally: Tally) -> None:
    """Writes the columns of the files as they stand, then ``file``, ``row`` and ``fault``.

    A row of a document that is spoiled by another of its rows is written too, without a fault of its own. The
    encoding, the delimiter and the row of the header are those of the first file with a fault.
    """
    spoiled = [layout for layout in layouts if tally.faulted.get(layout.path.name)]
    names = list(dict.fromkeys(name for layout in spoiled for name in layout.names))
    said = _faults(tally)
    form = spoiled[0]
    with path.open("w", encoding=form.encoding, newline="") as out:
        writer = csv.writer(out, delimiter=form.delimiter or ",", quotechar=form.files.quote)
        writer.writerows([] for _ in range(1, form.files.header))
        writer.writerow([*names, "file", "row", "fault"])
        for layout in spoiled:
            file = layout.path.name
            for number, row in rows(layout, Meter()):
                if number in tally.faulted[file]:
                    cells = dict(zip(layout.names, row, strict=False))
                    faults = "; ".join(said.get((file, number), ()))
                    writer.writerow([*(cells.get(name, "") for name in names), file, number, faults])


def _faults(tally: Tally) -> dict[tuple[str, int], list[str]]:
    """What is wrong with each row."""
    said: dict[tuple[str, int], list[str]] = {}
    for file, row, field, what in tally.faults:
        said.setdefault((file, row), []).append(f"{field}: {what}" if field else what)
    return said
