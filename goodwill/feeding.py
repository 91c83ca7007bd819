"""The tables of a ledger for other programs: files that analysts, spreadsheets and pipelines read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, Unpack

from goodwill.asking import answer, from_views, history_source, shown, stored_views
from goodwill.moments import horizon_of
from goodwill.options import Asked, Seen, asks
from goodwill.storing import replay
from ledger.codec import decode
from ledger.collector import collect, collected_by_hand
from ledger.corrections import CORRECTIONS
from ledger.entry import Entry
from ledger.events import KINDS
from ledger.recording.entry_log import EntryLog

if TYPE_CHECKING:
    from ledger.store.database import Database
    from projections import Answer
    from projections.history import Horizon
    from reporting.catalogue.shape import Table
    from reporting.feed.folder import Exported
    from reporting.feed.ocel import Log
    from reporting.feed.reading import Batch


@asks(Seen)
def export_tables(
    ledger: EntryLog,
    folder: Path | str,
    *,
    form: Literal["parquet", "csv"] = "parquet",
    tables: Collection[str] = (),
    personal: bool = False,
    monthly: bool = False,
    **seen: Unpack[Seen],
) -> Exported:
    """Write tables of the catalogue to a new folder, with a Data Package that describes them.

    Args:
        folder: where it is to be; it appears when it is whole.
        form: of the files.
        tables: their names; none: every table, but for month-ends.
        personal: whether columns with personal data are written too.
        monthly: whether the month-ends of these tables are written too.
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

    wanted = chosen(tables, personal=personal, monthly=monthly)
    with _rows(ledger, horizon_of(ledger, **seen), wanted) as found:
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
    from reporting.catalogue.tables import chosen
    from reporting.feed.workbook import write_workbook

    wanted, horizon = chosen(tables, personal=personal, monthly=monthly), horizon_of(ledger, **seen)
    created = horizon.known_at or datetime.combine(horizon.as_of, time(), UTC)
    with _rows(ledger, horizon, wanted) as found:
        return write_workbook(Path(file), wanted, found, created)


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


@contextmanager
def _rows(ledger: EntryLog, horizon: Horizon, wanted: Collection[Table]) -> Iterator[Iterator[Batch]]:
    """The rows of tables, as far as a horizon looks: of the stored views, or of one fold of each client."""
    from projections.stored.answering import answers_all
    from reporting.feed.folded import folded
    from reporting.feed.reading import Sources, batches

    with TemporaryDirectory() as place, ExitStack() as opened, collected_by_hand():
        answers = _Answers(ledger, horizon, Path(place), opened)
        sources = Sources(
            history=history_source(ledger),
            horizon=horizon,
            unowned=cache(partial(_unowned, ledger, horizon.position)),
            answer=answers.of,
        )
        stored = answers_all(ledger.recorder.database, horizon)
        yield (batches if stored else folded)(sources, {table.name for table in wanted})


class _Answers:
    """The answers of views for a day and for earlier days.

    For other days than that of the export, views are made in a database that goes with it where the ledger
    keeps none that can answer: folding the facts anew for every day would take long.
    """

    def __init__(self, ledger: EntryLog, horizon: Horizon, place: Path, opened: ExitStack) -> None:
        self._ledger, self._horizon = ledger, horizon
        self._place, self._opened = place / "views.db", opened
        self._made: Database | None = None

    def of(self, view: str, day: date) -> Answer:
        """The answer of a view for a day; earlier answers that nobody holds are freed first."""
        collect()  # account holders and those that they are compared with refer to each other
        asked: Asked = {"as_of": day, "known_at": self._horizon.known_at}
        if day == self._horizon.as_of:
            return shown(self._ledger, view, **asked)
        return (
            from_views(self._ledger, view, **asked)
            or from_views(self._ledger, view, views=self._views(), **asked)
            or answer(self._ledger, view, **asked)
        )

    def _views(self) -> Database | None:
        if self._made is None:
            replay(self._ledger, views=str(self._place), months=False)
            self._made = self._opened.enter_context(stored_views(str(self._place), self._ledger))
        return self._made


def _unowned(ledger: EntryLog, position: int) -> list[Entry]:
    """The entries of managers and of the house up to a position."""
    kinds = [name for name, kind in KINDS.items() if kind.party != "client"]
    rows = ledger.recorder.chosen(kinds=[*kinds, *CORRECTIONS], upto=position)
    return [decode(row) for row in rows if row.client is None]
