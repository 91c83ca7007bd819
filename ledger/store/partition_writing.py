"""Writing the entries of a ledger to Parquet, in partitions by client (``ledger.store.partitions``)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import msgspec

from ledger.codec import Row
from ledger.errors import Unreadable
from ledger.store.database import Database
from ledger.store.moving import keys_of_people
from ledger.store.partitions import (
    HOUSE_FILE,
    MANIFEST,
    ROWS,
    VERSION,
    WHAT,
    ParquetFiles,
    Partitions,
    Segment,
    digest_of,
    parquet,
    partition_of,
    read_manifest,
)
from ledger.store.placing import appearing, as_document, folder_lock, replaced
from ledger.store.reading import Reader
from ledger.store.sealing import tree_of

if TYPE_CHECKING:
    import pyarrow as pa

SIZE: Final = 50_000
"""Entries that a partition should hold at most, so that a process which folds it needs little memory."""
_WAITING = 100_000  # rows that wait to be written, in all partitions together
_MOST: Final = 9_999  # partitions
_TYPES = {"position": "int64", "version": "int64", "shape": "int16"}


def export(
    database: Database, folder: Path, upto: int | None = None, partitions: int | None = None
) -> Partitions:
    """Write the entries of a ledger into a folder, or those that are new since it was written.

    Args:
        database: the ledger's.
        folder: a new one, which appears when it is complete; or one that an earlier export made.
        upto: the last position; None: the newest.
        partitions: their number, for a new folder; None: so many that none is large.

    Raises:
        PlaceTaken: there is something else already.
        Unreadable: the folder holds entries of another ledger, or has another number of partitions.
        NoParquet: pyarrow is not installed.
        OSError: it cannot be written.
    """
    parquet()
    reader = Reader(database, as_stored=True)
    last = reader.last()[0] if upto is None else upto
    if os.path.lexists(folder):
        before = read_manifest(folder, taken=True)
        with folder_lock(folder):
            return _extended(reader, folder, read_manifest(folder), last, partitions or before.partitions)
    with database.reading() as cursor:
        about = dict(database.about(cursor))
    number = partitions or min(max(1, -(-last // SIZE)), _MOST)
    with appearing(folder) as beside:
        beside.mkdir(mode=0o700)
        return _extended(reader, beside, Partitions(WHAT, VERSION, about, number), last, number)


def _extended(reader: Reader, folder: Path, before: Partitions, last: int, partitions: int) -> Partitions:
    """Add a segment with the entries after the last one, and write the manifest."""
    database = reader.database
    _check_same(database, folder, before, partitions)
    segments = list(before.segments)
    if last > before.entries:
        segments.append(_segment(reader, folder, before.entries, last, partitions))
    manifest = msgspec.structs.replace(before, segments=segments, people=keys_of_people(database))
    with replaced(folder / MANIFEST) as file:
        file.write(as_document(manifest))
    return manifest


def _check_same(database: Database, folder: Path, before: Partitions, partitions: int) -> None:
    """Check that a folder was written from this ledger, which has grown since.

    Raises:
        Unreadable: it was not.
    """
    if before.ledger["id"] != database.ledger_id:
        raise Unreadable(f"{folder} holds the entries of another ledger", "name another folder")
    if partitions != before.partitions:
        raise Unreadable(
            f"the number of partitions in {folder} is {before.partitions}, which cannot change",
            "leave --partitions out, or name another folder",
        )
    last = before.segments[-1] if before.segments else None
    if last and last.root and last.root != root_at(database, last.upto):
        raise Unreadable(
            f"the seal of the ledger at position {last.upto} is not the one that {folder} was written with",
            "run `goodwill verify`, and export a ledger that it finds whole into a new folder",
        )


def root_at(database: Database, upto: int) -> str:
    """The root of the seal over the ledger itself and its entries up to a position."""
    if not database.sealed:
        return ""
    with database.reading() as cursor:
        return tree_of(database, cursor, upto + 1).root().hex()


def _segment(reader: Reader, folder: Path, after: int, upto: int, partitions: int) -> Segment:
    """Write a segment, whose folder appears whole; one that no manifest came to name is replaced."""
    segment = Segment(after, upto, "", root_at(reader.database, upto), {})
    if (place := folder / segment.name).exists():
        shutil.rmtree(place)
    with appearing(place) as beside:
        beside.mkdir(mode=0o700)
        with _Writers(beside) as writers:
            recorded_at = ""
            for row in reader.rows(after=after, upto=upto):
                of_client = row.client is not None
                writers.add(f"{partition_of(row.stream, partitions):04}" if of_client else HOUSE_FILE, row)
                recorded_at = row.recorded_at
        digests = {path.name: digest_of(path) for path in sorted(beside.iterdir())}
    return msgspec.structs.replace(segment, recorded_at=recorded_at, sha256=digests)


class _Writers:
    """The files of a segment. Rows wait until a file has a row group, or until too many wait in all."""

    def __init__(self, folder: Path) -> None:
        self._files, self._count = ParquetFiles(folder), 0
        self._rows: dict[str, list[Row]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with self._files:
            if error[0] is None:
                self._write(list(self._rows))

    def add(self, name: str, row: Row) -> None:
        """Add a row to a file."""
        rows = self._rows.setdefault(name, [])
        rows.append(row)
        self._count += 1
        if len(rows) >= ROWS:
            self._write([name])
        elif self._count >= _WAITING:
            self._write(list(self._rows))

    def _write(self, names: Sequence[str]) -> None:
        schema = _schema()
        for name in names:
            if rows := self._rows.pop(name):
                self._files.write(name, _table(rows, schema))
                self._count -= len(rows)


def _table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - an extra

    columns = dict(zip(Row._fields, zip(*rows, strict=True), strict=True))
    columns["stream"] = (*map(str, columns["stream"]),)
    return pa.table({name: list(values) for name, values in columns.items()}, schema)


def _schema() -> pa.Schema:
    """The columns of a stored entry, as they are stored; ``state`` is the event's fields as JSON."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    return pa.schema([(name, pa.type_for_alias(_TYPES.get(name, "string"))) for name in Row._fields])
