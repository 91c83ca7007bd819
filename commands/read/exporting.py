"""The exports that make a new file or folder: what each takes, and how it is written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from commands.ui.file_formats import must_end
from commands.ui.jobs import usual_jobs
from commands.ui.targets import name_workbook
from ledger.text import counted, counted_entries

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog
    from reporting.feed.folder import Exported


class FileExport(NamedTuple):
    """An export that makes a new file or folder.

    Attributes:
        place: what it makes, as help names it: DIR or FILE.
        about: what it writes.
        write: writes it, and gives what is there then, in words.
        formats: those of ``--format``, the default first.
        options: the other options that it takes.
    """

    place: str
    about: str
    write: Callable[[EntryLog, Path, dict[str, Any]], str]
    formats: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def _entries(ledger: EntryLog, place: Path, given: dict[str, Any]) -> str:
    import goodwill

    known_at = given.get("known_at")
    if given["format"] == "parquet":
        number = given.get("partitions")
        return counted_entries(
            goodwill.export_partitions(ledger, place, number=number, known_at=known_at).entries
        )
    return counted_entries(goodwill.export_entries(ledger, place, known_at=known_at).entries)


def _tables(ledger: EntryLog, place: Path, given: dict[str, Any]) -> str:
    import goodwill

    given.setdefault("jobs", usual_jobs(ledger.position))
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # pyarrow's own ones keep what was freed
    return _counted(goodwill.export_tables(ledger, place, form=given.pop("format"), **given))


def _workbook(ledger: EntryLog, place: Path, given: dict[str, Any]) -> str:
    import goodwill

    name_workbook(place)
    return _counted(goodwill.export_workbook(ledger, place, **given))


def _dbt(_ledger: EntryLog, place: Path, given: dict[str, Any]) -> str:
    import goodwill

    return f"a dbt project with {counted(len(goodwill.export_dbt(place, **given).rows), 'source')}"


def _ocel(ledger: EntryLog, place: Path, given: dict[str, Any]) -> str:
    import goodwill

    must_end(place, ["json"])
    found = goodwill.export_ocel(ledger, place, **given)
    return f"{counted(found.events, 'event')} about {counted(found.objects, 'object')}"


def _counted(found: Exported) -> str:
    return f"{counted(len(found.rows), 'table')} with {counted(sum(found.rows.values()), 'row')}"


_OF_TABLES: Final = ("as_of", "known_at", "tables", "personal", "monthly")
PLACED: Final = {
    "entries": FileExport(
        "DIR",
        "all entries with every column, into the new folder DIR: JSON lines, and a manifest with their digest. "
        "With --format parquet it holds Parquet files in partitions by client, which `goodwill replay --from DIR` "
        "folds on several machines; run it again to add what is new. `goodwill load DIR` makes a ledger of either.",
        _entries,
        ("jsonl", "parquet"),
        ("known_at", "partitions"),
    ),
    "tables": FileExport(
        "DIR",
        "facts, clients and views as tables, into the new folder DIR: a Parquet file for each table, or with "
        "--format csv a CSV file, and a Data Package that describes them. The reference lists the tables.",
        _tables,
        ("parquet", "csv"),
        (*_OF_TABLES, "jobs"),
    ),
    "xlsx": FileExport(
        "FILE",
        "the same tables into the new workbook FILE: a sheet for each table, and one that says what they mean.",
        _workbook,
        options=_OF_TABLES,
    ),
    "dbt": FileExport(
        "DIR",
        "a dbt project into the new folder DIR: it declares the tables as sources, with descriptions, tests of "
        "keys and references, and freshness.",
        _dbt,
        options=("tables", "personal", "monthly"),
    ),
    "ocel": FileExport(
        "FILE",
        "the facts of clients as an object-centric event log (OCEL 2.0) into the new file FILE, for process miners: "
        "each entry with the client, orders, invoices, payments, visits and proposals that it touches.",
        _ocel,
        options=("as_of", "known_at"),
    ),
}
"""Each by its name."""
