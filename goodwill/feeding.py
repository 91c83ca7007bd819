"""The tables of a ledger for other programs: files that analysts, spreadsheets and pipelines read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Unpack

from goodwill.asking import history_source, shown
from goodwill.moments import horizon_of
from goodwill.options import Seen, asks
from ledger.codec import decode
from ledger.corrections import CORRECTIONS
from ledger.entry import Entry
from ledger.events import KINDS
from ledger.recording.entry_log import EntryLog

if TYPE_CHECKING:
    from projections import Answer
    from projections.framework.history import Horizon
    from reporting.feed.folder import Exported
    from reporting.feed.ocel import Log
    from reporting.feed.reading import Sources


@asks(Seen)
def export_tables(
    ledger: EntryLog,
    folder: Path | str,
    *,
    form: Literal["parquet", "csv"] = "parquet",
    tables: Collection[str] = (),
    personal: bool = False,
    **seen: Unpack[Seen],
) -> Exported:
    """Write tables of the catalogue to a new folder, with a Data Package that describes them.

    Args:
        folder: where it is to be; it appears when it is whole.
        form: of the files.
        tables: their names; none: every table.
        personal: whether columns with personal data are written too.
        **seen: as ``Seen`` has it.

    Raises:
        UnknownTable: the catalogue has no such table.
        PlaceTaken: there is something already.
        NoParquet: Parquet is asked for, and pyarrow is not installed.
        Unreadable: an entry cannot be read.
        OSError: it cannot be written.
    """
    from reporting.catalogue.tables import chosen
    from reporting.feed.folder import write_folder
    from reporting.feed.reading import batches

    wanted = chosen(tables, personal=personal)
    found = batches(sources_of(ledger, horizon_of(ledger, **seen)), {table.name for table in wanted})
    return write_folder(Path(folder), form, wanted, found)


@asks(Seen)
def export_workbook(
    ledger: EntryLog,
    file: Path | str,
    *,
    tables: Collection[str] = (),
    personal: bool = False,
    **seen: Unpack[Seen],
) -> Exported:
    """Write tables of the catalogue to a new workbook for spreadsheets: a sheet each, and what they mean.

    Args:
        file: where it is to be; it appears when it is whole.
        tables: their names; none: every table.
        personal: whether columns with personal data are written too.
        **seen: as ``Seen`` has it.

    Raises:
        UnknownTable: the catalogue has no such table.
        PlaceTaken: there is something already.
        TooManyRows: a table has more rows than a sheet holds.
        Unreadable: an entry cannot be read.
        OSError: it cannot be written.
    """
    from reporting.catalogue.tables import chosen
    from reporting.feed.reading import batches
    from reporting.feed.workbook import write_workbook

    wanted, horizon = chosen(tables, personal=personal), horizon_of(ledger, **seen)
    found = batches(sources_of(ledger, horizon), {table.name for table in wanted})
    created = horizon.known_at or datetime.combine(horizon.as_of, time(), UTC)
    return write_workbook(Path(file), wanted, found, created)


def export_dbt(folder: Path | str, *, tables: Collection[str] = (), personal: bool = False) -> Exported:
    """Write a dbt project that declares the exported tables as sources to a new folder. It reads no ledger.

    Args:
        folder: where it is to be; it appears when it is whole.
        tables: their names; none: every table.
        personal: whether columns with personal data are declared too.

    Raises:
        UnknownTable: the catalogue has no such table.
        PlaceTaken: there is something already.
        OSError: it cannot be written.
    """
    from reporting.catalogue.tables import chosen
    from reporting.feed.dbt import write_dbt

    return write_dbt(Path(folder), chosen(tables, personal=personal))


@asks(Seen)
def export_ocel(ledger: EntryLog, file: Path | str, **seen: Unpack[Seen]) -> Log:
    """Write the facts of all clients as an object-centric event log, OCEL 2.0, to a new file of JSON.

    Args:
        file: where it is to be; it appears when it is whole.
        **seen: as ``Seen`` has it.

    Raises:
        PlaceTaken: there is something already.
        Unreadable: an entry cannot be read.
        OSError: it cannot be written.
    """
    from reporting.feed.ocel import write_ocel

    return write_ocel(Path(file), history_source(ledger), horizon_of(ledger, **seen))


def sources_of(ledger: EntryLog, horizon: Horizon) -> Sources:
    """What rows of the catalogue's tables are made of, as far as a horizon looks."""
    from reporting.feed.reading import Sources

    as_of, known_at, position = horizon
    answer: partial[Answer] = partial(shown, ledger, as_of=as_of, known_at=known_at)
    return Sources(history_source(ledger), horizon, partial(_unowned, ledger, position), answer)


def _unowned(ledger: EntryLog, position: int) -> Iterator[Entry]:
    """The entries of managers and of the house up to a position, and all corrections."""
    kinds = [name for name, kind in KINDS.items() if kind.party != "client"]
    return map(decode, ledger.recorder.chosen(kinds=[*kinds, *CORRECTIONS], upto=position))
