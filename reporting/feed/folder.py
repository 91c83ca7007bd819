"""A folder with a file for each table and a descriptor; it appears when it is whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import ExitStack
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Final, Literal, Protocol, TypeAlias, cast, get_args

import msgspec

from ledger.store.partitions import NoParquet, digest_of
from ledger.store.placing import appearing, as_document, new_file, replaced
from reporting.catalogue import house
from reporting.catalogue.facts import Row
from reporting.catalogue.shape import Table
from reporting.catalogue.tables import CATALOGUE
from reporting.feed.datapackage import NAME, Written, package
from reporting.feed.reading import Batch
from reporting.feed.texts import CsvTable

Format: TypeAlias = Literal["parquet", "csv"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
_RECORDED: Final = house.ENTRIES.names.index("recorded_at")


class Writer(Protocol):
    """Writes rows of one table to a file."""

    def write(self, rows: list[Row]) -> None:
        """Take some rows."""

    def close(self) -> None:
        """Write the rest, and the end of the file."""

    def abandon(self) -> None:
        """Let the file go."""


class Exported(msgspec.Struct, frozen=True):
    """What was written.

    Attributes:
        rows: the number of rows by table.
    """

    rows: dict[str, int]


def write_folder(folder: Path, form: str, tables: Collection[Table], found: Iterable[Batch]) -> Exported:
    """Write tables to a new folder.

    Args:
        folder: where it is to be.
        form: one of ``FORMATS``.
        tables: those that are written, with the columns that are written.
        found: their rows, with all columns.

    Raises:
        PlaceTaken: there is something already.
        NoParquet: Parquet is asked for without pyarrow.
        OSError: it cannot be written.
    """
    with appearing(folder) as beside:
        beside.mkdir(mode=0o700)
        places = write_tables(beside, form, tables, found, {table.name for table in tables})
        write_descriptor(beside, form, {table: places[table.name].paths for table in tables})
    return Exported({name: place.count for name, place in places.items()})


def write_tables(
    folder: Path, form: str, tables: Collection[Table], found: Iterable[Batch], always: Collection[str] = ()
) -> dict[str, Place]:
    """Write the files of tables into a folder, and give what was written of each.

    Args:
        folder: where they are to be.
        form: one of ``FORMATS``.
        tables: those that are written, with the columns that are written.
        found: their rows, with all columns.
        always: the names of those that have a file even without a row.

    Raises:
        NoParquet: Parquet is asked for without pyarrow.
        OSError: they cannot be written.
    """
    make = _writer(form)
    with ExitStack() as files:
        places = {table.name: Place(folder, table, form, make, files) for table in tables}
        for batch in found:
            places[batch.table].write(batch.rows)
        for name, place in places.items():
            place.close(always=name in always)
    return places


def write_descriptor(folder: Path, form: str, paths: Mapping[Table, Iterable[str]]) -> None:
    """Write the Data Package of a folder, from the paths of the files of each table within it."""
    written = {table: [_written(folder, path) for path in own] for table, own in paths.items()}
    with replaced(folder / NAME) as file:
        file.write(as_document(package(written, form, {})))


def _writer(form: str) -> Callable[[Table, BinaryIO], Writer]:
    if form == "csv":
        return cast("Callable[[Table, BinaryIO], Writer]", CsvTable)
    try:
        from reporting.feed.parquet import ParquetTable  # noqa: PLC0415 - pyarrow is an extra
    except ModuleNotFoundError as missing:
        raise NoParquet from missing
    return cast("Callable[[Table, BinaryIO], Writer]", ParquetTable)


class Place:
    """The file of a table; of entries in Parquet one for each year of recording, as engines prune by it.

    Attributes:
        count: the rows so far.
        paths: of the files, within the folder.
    """

    def __init__(
        self,
        folder: Path,
        table: Table,
        form: str,
        make: Callable[[Table, BinaryIO], Writer],
        files: ExitStack,
    ) -> None:
        self.count = 0
        self.paths: list[str] = []
        self._folder, self._table, self._form, self._make, self._files = folder, table, form, make, files
        self._writers: dict[str, Writer] = {}
        self._by_year = form == "parquet" and table.name == house.ENTRIES.name
        whole = CATALOGUE[table.name].names
        self._kept = (
            None if table.names == whole else itemgetter(*(whole.index(name) for name in table.names))
        )

    def write(self, rows: list[Row]) -> None:
        """Take some rows with all columns."""
        if not rows:
            return
        self.count += len(rows)
        by_path = self._by_path(rows)
        for path, found in by_path.items():
            writer = self._writers.get(path) or self._open(path)
            writer.write(found if self._kept is None else [*map(self._kept, found)])

    def close(self, *, always: bool) -> None:
        """Write the rest; without a row, there is a file if there is to be one always."""
        if always and not self._writers:
            self._open(f"{self._table.name}.{self._form}")
        for writer in self._writers.values():
            writer.close()

    def _by_path(self, rows: list[Row]) -> dict[str, list[Row]]:
        if not self._by_year:
            return {f"{self._table.name}.{self._form}": rows}
        found: dict[str, list[Row]] = {}
        for row in rows:
            year = row[_RECORDED].year  # type: ignore[attr-defined]
            found.setdefault(
                f"{self._table.name}/recorded_year={year}/{self._table.name}.parquet", []
            ).append(row)
        return found

    def _open(self, path: str) -> Writer:
        place = self._folder / path
        place.parent.mkdir(mode=0o700, exist_ok=True, parents=True)
        file = self._files.enter_context(new_file(place))
        self.paths.append(path)
        self._writers[path] = writer = self._make(self._table, file)
        self._files.callback(writer.abandon)
        return writer


def _written(folder: Path, path: str) -> Written:
    file = folder / path
    return Written(path, file.stat().st_size, digest_of(file))
