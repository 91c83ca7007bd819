"""A folder with a file for each table and a descriptor; it appears when it is whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Final, Literal, NamedTuple, Protocol, TypeAlias, cast, get_args

import msgspec

from ledger.store.partitions import NoParquet, digest_of
from ledger.store.placing import appearing, as_document, new_file, replaced
from reporting.catalogue import house
from reporting.catalogue.facts import Row
from reporting.catalogue.shape import Table
from reporting.catalogue.tables import CATALOGUE
from reporting.feed import texts
from reporting.feed.datapackage import NAME, TableFile, package
from reporting.feed.reading import Batch

Format: TypeAlias = Literal["parquet", "csv"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
_RECORDED: Final = house.ENTRIES.names.index("recorded_at")


class Writer(Protocol):
    """Writes rows of one table to a file."""

    def write(self, rows: list[Row]) -> None:
        """Take some rows."""

    def append(self, packed: bytes) -> None:
        """Take some packed rows, before those that ``write`` takes."""

    def close(self) -> None:
        """Write the rest, and the end of the file."""

    def abandon(self) -> None:
        """Let the file go."""


class Piece(NamedTuple):
    """Some packed rows of a table, as a process made them for the one that writes.

    Attributes:
        path: of the file, within the folder.
        number: of the rows.
    """

    table: str
    path: str
    number: int
    packed: bytes


class Exported(msgspec.Struct, frozen=True):
    """What was written.

    Attributes:
        rows: the number of rows by table.
    """

    rows: dict[str, int]


def write_folder(
    folder: Path, form: str, tables: Collection[Table], found: Iterable[Batch | Piece]
) -> Exported:
    """Write tables to a new folder.

    Args:
        folder: where it is to be.
        form: one of ``FORMATS``.
        tables: those that are written, with the columns that are written.
        found: their rows, with all columns, or packed.

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
    folder: Path,
    form: str,
    tables: Collection[Table],
    found: Iterable[Batch | Piece],
    always: Collection[str] = (),
) -> dict[str, Place]:
    """Write the files of tables into a folder, and give what was written of each.

    Args:
        folder: where they are to be.
        form: one of ``FORMATS``.
        tables: those that are written, with the columns that are written.
        found: their rows, with all columns, or packed.
        always: the names of those that have a file even without a row.

    Raises:
        NoParquet: Parquet is asked for without pyarrow.
        OSError: they cannot be written.
    """
    make, _ = _makers(form)
    with ExitStack() as files:
        places = {table.name: Place(folder, table, form, make, files) for table in tables}
        for some in found:
            places[some.table].take(some)
        for name, place in places.items():
            place.close(always=name in always)
    return places


def write_descriptor(folder: Path, form: str, paths: Mapping[Table, Iterable[str]]) -> None:
    """Write the Data Package of a folder, from the paths of the files of each table within it."""
    written = {table: [_written(folder, path) for path in own] for table, own in paths.items()}
    with replaced(folder / NAME) as file:
        file.write(as_document(package(written, form, {})))


_Pack: TypeAlias = Callable[[list[Row]], bytes]


def _makers(form: str) -> tuple[Callable[[Table, BinaryIO], Writer], Callable[[Table], _Pack]]:
    """What writes files of a form, and what packs rows for that.

    Raises:
        NoParquet: Parquet is asked for without pyarrow.
    """
    if form == "csv":
        return cast("Callable[[Table, BinaryIO], Writer]", texts.CsvTable), texts.packer
    try:
        from reporting.feed.parquet import ParquetTable, packer  # noqa: PLC0415 - pyarrow is an extra
    except ModuleNotFoundError as missing:
        raise NoParquet from missing
    return cast("Callable[[Table, BinaryIO], Writer]", ParquetTable), packer


class Cut:
    """Which file of a folder each row of a table goes to, and which of its columns.

    A table has one file; entries in Parquet have one for each year of recording, as engines prune by it.
    """

    def __init__(self, table: Table, form: str) -> None:
        self._table, self._form = table, form
        self._by_year = form == "parquet" and table.name == house.ENTRIES.name
        whole = CATALOGUE[table.name].names
        self._kept = (
            None if table.names == whole else itemgetter(*(whole.index(name) for name in table.names))
        )

    @property
    def path(self) -> str:
        """The path of the file of a table without rows."""
        return f"{self._table.name}.{self._form}"

    def __call__(self, rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
        """Paths with their rows, from rows with all columns."""
        found: dict[str, list[Row]] = {} if self._by_year else {self.path: rows}
        for row in rows if self._by_year else ():
            year = row[_RECORDED].year  # type: ignore[attr-defined]
            found.setdefault(f"{self._table.name}/recorded_year={year}/{self.path}", []).append(row)
        for path, some in found.items():
            yield path, some if self._kept is None else [*map(self._kept, some)]

    def packed(self, rows: list[Row]) -> Iterator[Piece]:
        """The same as pieces."""
        for path, some in self(rows):
            yield Piece(self._table.name, path, len(some), self._pack(some))

    @cached_property
    def _pack(self) -> _Pack:
        _, packer = _makers(self._form)
        return packer(self._table)


class Place:
    """The files of a table.

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
        self._folder, self._table, self._make, self._files = folder, table, make, files
        self._cut = Cut(table, form)
        self._writers: dict[str, Writer] = {}

    def take(self, some: Batch | Piece) -> None:
        """Take some rows with all columns, or a piece; pieces come first."""
        if isinstance(some, Piece):
            self.count += some.number
            self._writer(some.path).append(some.packed)
        elif some.rows:
            self.count += len(some.rows)
            for path, rows in self._cut(some.rows):
                self._writer(path).write(rows)

    def close(self, *, always: bool) -> None:
        """Write the rest; without a row, there is a file if there is to be one always."""
        if always and not self._writers:
            self._writer(self._cut.path)
        for writer in self._writers.values():
            writer.close()

    def _writer(self, path: str) -> Writer:
        if path not in self._writers:
            place = self._folder / path
            place.parent.mkdir(mode=0o700, exist_ok=True, parents=True)
            file = self._files.enter_context(new_file(place))
            self.paths.append(path)
            self._writers[path] = writer = self._make(self._table, file)
            self._files.callback(writer.abandon)
        return self._writers[path]


def _written(folder: Path, path: str) -> TableFile:
    file = folder / path
    return TableFile(path, file.stat().st_size, digest_of(file))
