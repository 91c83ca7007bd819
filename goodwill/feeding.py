"""The tables of a ledger for other programs: files that analysts, spreadsheets and pipelines read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Unpack

from goodwill.asking import history_source
from goodwill.moments import clocks_of, horizon_of
from goodwill.options import Seen, asks
from ledger.money import exact
from ledger.recording.entry_log import EntryLog

if TYPE_CHECKING:
    from reporting.feed.folder import Exported
    from reporting.feed.ocel import Log


@asks(Seen)
def export_tables(
    ledger: EntryLog,
    folder: Path | str,
    *,
    form: Literal["parquet", "csv"] = "parquet",
    tables: Collection[str] = (),
    personal: bool = False,
    monthly: bool = False,
    jobs: int = 1,
    **seen: Unpack[Seen],
) -> Exported:
    """Write tables of the catalogue to a new folder, with a Data Package that describes them.

    Args:
        folder: where it is to be; it appears when it is whole.
        form: of the files.
        tables: their names; none: every table, but for month-ends.
        personal: whether columns with personal data are written too.
        monthly: whether the month-ends of these tables are written too.
        jobs: how many processes make rows, where stored views can answer; else there is one.
        **seen: as ``Seen`` has it.

    Raises:
        UnknownTable: the catalogue has no such table.
        PlaceTaken: there is something already.
        NoParquet: Parquet is asked for, and pyarrow is not installed.
        Deserted: worker processes were ended from outside.
        Unreadable: an entry cannot be read.
        OSError: it cannot be written.
    """
    from goodwill.exported_rows import Order, rows_in_shares
    from reporting.catalogue.tables import chosen
    from reporting.feed.folder import write_folder

    wanted = chosen(tables, personal=personal, monthly=monthly)
    names = (*(table.name for table in wanted),)
    order = Order(
        ledger.url, ledger.keys, ledger.now(), clocks_of(ledger, **seen).seen, form, names, personal
    )
    with rows_in_shares(ledger, order, jobs) as found:
        return write_folder(Path(folder), form, wanted, found)


@asks(Seen)
def export_workbook(
    ledger: EntryLog,
    file: Path | str,
    *,
    tables: Collection[str] = (),
    personal: bool = False,
    monthly: bool = False,
    **seen: Unpack[Seen],
) -> Exported:
    """Write tables of the catalogue to a new workbook for spreadsheets: a sheet each, and what they mean.

    Its times are those of the house's time zone, or else of UTC.

    Args:
        file: where it is to be; it appears when it is whole.
        tables: their names; none: every table, but for month-ends.
        personal: whether columns with personal data are written too.
        monthly: whether the month-ends of these tables are written too.
        **seen: as ``Seen`` has it.

    Raises:
        UnknownTable: the catalogue has no such table.
        PlaceTaken: there is something already.
        TooManyRows: a table has more rows than a sheet holds.
        Unreadable: an entry cannot be read.
        OSError: it cannot be written.
    """
    from goodwill.exported_rows import rows
    from goodwill.names import house_zone
    from reporting.catalogue.tables import chosen
    from reporting.feed.workbook import write_workbook

    wanted, horizon = chosen(tables, personal=personal, monthly=monthly), clocks_of(ledger, **seen).seen
    created = horizon.known_at or datetime.combine(horizon.as_of, time(), UTC)
    zone = house_zone(ledger, horizon.position) or UTC
    with rows(ledger, horizon, {table.name for table in wanted}) as found:
        return write_workbook(Path(file), wanted, found, created, zone)


@exact
def export_dbt(
    folder: Path | str, *, tables: Collection[str] = (), personal: bool = False, monthly: bool = False
) -> Exported:
    """Write a dbt project that declares the exported tables as sources to a new folder. It reads no ledger.

    Args:
        folder: where it is to be; it appears when it is whole.
        tables: their names; none: every table, but for month-ends.
        personal: whether columns with personal data are declared too.
        monthly: whether the month-ends of these tables are declared too.

    Raises:
        UnknownTable: the catalogue has no such table.
        PlaceTaken: there is something already.
        OSError: it cannot be written.
    """
    from reporting.catalogue.tables import chosen
    from reporting.feed.dbt import write_dbt

    return write_dbt(Path(folder), chosen(tables, personal=personal, monthly=monthly))


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
