"""Entries in Parquet, in partitions by client: what processes and machines share when they fold a ledger.

    DIR/manifest.json            the ledger, the number of partitions, and every segment with its digests
    DIR/000000001-000099616/     a segment: the entries from one position to another, in order of position
        house.parquet            those that are of no client
        0000.parquet, ...        those of the clients of each partition; a partition without any has no file

A client is always in the same partition. A later export adds a segment with what is new. A segment appears
whole, and counts when the manifest names it.
"""

from __future__ import annotations

import hashlib
import heapq
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self
from uuid import UUID

import msgspec

from ledger.codec import BRIEF_COLUMNS, BriefRow, Row
from ledger.entry import HOUSE
from ledger.errors import LedgerError, Unreadable
from ledger.personal import boxes
from ledger.store.database import Database
from ledger.store.identity import FORMAT
from ledger.store.moving import keys_of_people
from ledger.store.placing import PlaceTaken, appearing, folder_lock, new_file, replaced
from ledger.store.reading import Reader
from ledger.store.sealing import tree_of

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet as pq

MANIFEST: Final = "manifest.json"
WHAT: Final = "goodwill partitions"
SIZE: Final = 50_000
"""Entries that a partition should hold at most, so that a process which folds it needs little memory."""
_VERSION: Final = 1
_ROWS = 10_000  # of one partition in a row group
_WAITING = 100_000  # rows that wait to be written, in all partitions together
_HOUSE: Final = "house"
_MOST: Final = 9_999  # partitions
_TYPES = {"position": "int64", "version": "int64", "shape": "int16"}
_BRIEF = BRIEF_COLUMNS.split(", ")


class NoParquet(LedgerError):
    """The library that reads and writes Parquet is not installed."""

    code = "no-parquet"

    def __init__(self) -> None:
        super().__init__("Parquet needs pyarrow; install it with: pip install 'goodwill[arrow]'")


class Segment(msgspec.Struct, frozen=True):
    """The entries between two positions.

    Attributes:
        after: the position before the first of them.
        upto: the position of the last.
        recorded_at: the moment at which the last was recorded.
        root: of the seal at the last of them, in hexadecimal; empty for a ledger without a seal.
        sha256: the digest of each file, in hexadecimal.
    """

    after: int
    upto: int
    recorded_at: str
    root: str
    sha256: dict[str, str]

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"{self.after + 1:09}-{self.upto:09}"


class Partitions(msgspec.Struct, frozen=True):
    """What the manifest says.

    Attributes:
        what, version: the name and the version of the format.
        ledger: what is stored about the ledger, by name.
        partitions: their number.
        segments: in order; the first begins with position 1.
        people: the keys of people, encrypted with the master key: id, client, person, key in base64.
    """

    what: str
    version: int
    ledger: dict[str, str]
    partitions: int
    segments: list[Segment] = []
    people: list[tuple[str, str, str, bytes]] = []

    @property
    def entries(self) -> int:
        """How many entries there are, which is the last position."""
        return self.segments[-1].upto if self.segments else 0

    @property
    def root(self) -> str:
        """The root of the seal at the last entry, in hexadecimal; empty without a seal."""
        return self.segments[-1].root if self.segments else ""

    def upto(self, position: int) -> Partitions:
        """As it was when the segment that ends at a position was the last."""
        return msgspec.structs.replace(self, segments=[one for one in self.segments if one.upto <= position])

    @property
    def recorded_at(self) -> str:
        """The moment at which the last entry was recorded; empty without one."""
        return self.segments[-1].recorded_at if self.segments else ""


def partition_of(stream: UUID, partitions: int) -> int:
    """The partition of a client: its stream's name is a hash of the client's code already."""
    return stream.int % partitions


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
        return _extended(reader, beside, Partitions(WHAT, _VERSION, about, number), last, number)


def _extended(reader: Reader, folder: Path, before: Partitions, last: int, partitions: int) -> Partitions:
    """Add a segment with the entries after the last one, and write the manifest."""
    database = reader.database
    _check_same(database, folder, before, partitions)
    segments = list(before.segments)
    if last > before.entries:
        segments.append(_segment(reader, folder, before.entries, last, partitions))
    manifest = msgspec.structs.replace(before, segments=segments, people=keys_of_people(database))
    with replaced(folder / MANIFEST) as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
    return manifest


def _check_same(database: Database, folder: Path, before: Partitions, partitions: int) -> None:
    """Check that a folder was written from this ledger, which has grown since.

    Raises:
        Unreadable: it was not.
    """
    if before.ledger["id"] != database.ledger_id:
        raise Unreadable(f"{folder} holds the entries of another ledger; name another folder")
    if partitions != before.partitions:
        raise Unreadable(
            f"{folder} has {before.partitions} partitions, which cannot change; leave --partitions out, or name another folder"
        )
    last = before.segments[-1] if before.segments else None
    if last and last.root and last.root != root_at(database, last.upto):
        raise Unreadable(
            f"the seal of the ledger at position {last.upto} is not the one that {folder} was written with; run "
            "`goodwill verify`, and export a ledger that it finds whole into a new folder"
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
                writers.add(f"{partition_of(row.stream, partitions):04}" if of_client else _HOUSE, row)
                recorded_at = row.recorded_at
        digests = {path.name: digest_of(path) for path in sorted(beside.iterdir())}
    return msgspec.structs.replace(segment, recorded_at=recorded_at, sha256=digests)


class _Writers:
    """The files of a segment. Rows wait until a file has a row group, or until too many wait in all."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._stack, self._count = folder, ExitStack(), 0
        self._rows: dict[str, list[Row]] = {}
        self._files: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with self._stack:
            if error[0] is None:
                self._write(list(self._rows))

    def add(self, name: str, row: Row) -> None:
        """Add a row to a file."""
        rows = self._rows.setdefault(name, [])
        rows.append(row)
        self._count += 1
        if len(rows) >= _ROWS:
            self._write([name])
        elif self._count >= _WAITING:
            self._write(list(self._rows))

    def _write(self, names: Sequence[str]) -> None:
        schema = _schema()
        for name in names:
            if rows := self._rows.pop(name):
                if name not in self._files:
                    path = self._folder / f"{name}.parquet"
                    file = self._stack.enter_context(new_file(path))
                    writer = parquet().ParquetWriter(file, schema, compression="zstd")
                    self._files[name] = self._stack.enter_context(writer)
                self._files[name].write_table(_table(rows, schema))
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


def parquet() -> Any:  # noqa: ANN401 - a module without types
    """The library.

    Raises:
        NoParquet: it is not installed.
    """
    try:
        from pyarrow import parquet as library  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise NoParquet from None
    return library


def digest_of(path: Path) -> str:
    """The SHA-256 digest of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_partitioned(folder: Path) -> bool:
    """Whether the manifest of a folder says that it was written by ``export``."""
    try:
        return b'"goodwill partitions"' in (folder / MANIFEST).read_bytes()
    except OSError:
        return False


def read_manifest(folder: Path, *, taken: bool = False) -> Partitions:
    """What a folder says of itself.

    Args:
        folder: as ``export`` wrote it.
        taken: whether the folder is to be written to, so that anything else there is in the way.

    Raises:
        PlaceTaken: the folder is in the way.
        Unreadable: the folder is not what was exported, or of a newer version.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Partitions)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as wrong:
        if taken:
            raise PlaceTaken(folder) from None
        raise _damaged(folder, f"its {MANIFEST} is missing or damaged") from wrong
    if manifest.what != WHAT or {"id", "format"} - {*manifest.ledger}:
        raise PlaceTaken(folder) if taken else _damaged(folder, f"its {MANIFEST} is of something else")
    if manifest.version > _VERSION or int(manifest.ledger["format"]) > FORMAT:
        raise Unreadable(f"{folder} was exported by a newer version of Goodwill; upgrade it")
    return manifest


def rows(folder: Path, manifest: Partitions) -> Iterator[Row]:
    """All entries in order of position, whatever file they are in.

    Raises:
        Unreadable: a file is not the one that was exported.
    """
    for segment in manifest.segments:
        files = [_whole_rows(_checked(folder, segment, name)) for name in segment.sha256]
        yield from heapq.merge(*files, key=itemgetter(0))


def house_rows(folder: Path, manifest: Partitions) -> Iterator[Row]:
    """The entries of the house; raises as ``rows`` does."""
    for path in _files(folder, manifest, _HOUSE):
        yield from (row for row in _whole_rows(path) if row.stream == HOUSE)


def client_rows(folder: Path, manifest: Partitions, partition: int) -> Mapping[str, Sequence[BriefRow]]:
    """The entries of the clients of a partition, by client in order of their codes; raises as ``rows`` does.

    Personal data shows as it does to a reader without the master key.
    """
    live = {one for one, *_ in manifest.people}
    found: dict[str, list[BriefRow]] = {}
    for path in _files(folder, manifest, f"{partition:04}"):
        for batch in _batches(path, ["client", "stream", *_BRIEF]):
            for client, stream, *row in zip(*batch, strict=True):
                if boxes.MARK in row[-1]:
                    place = boxes.place_of(UUID(stream), row[1])
                    row[-1] = boxes.opened(row[-1], lambda one: None if one in live else b"", place)
                found.setdefault(client, []).append((*row,))
    return {client: found[client] for client in sorted(found)}


def _files(folder: Path, manifest: Partitions, name: str) -> Iterator[Path]:
    for segment in manifest.segments:
        if (file := f"{name}.parquet") in segment.sha256:
            yield _checked(folder, segment, file)


def _checked(folder: Path, segment: Segment, name: str) -> Path:
    """The path of a file, which is the one that the manifest describes."""
    path = folder / segment.name / name
    try:
        digest = digest_of(path)
    except OSError as wrong:
        raise _damaged(folder, f"{segment.name}/{name} cannot be read ({wrong.strerror})") from wrong
    if digest != segment.sha256[name]:
        raise _damaged(folder, f"{segment.name}/{name} is not the file that its {MANIFEST} describes")
    return path


def _whole_rows(path: Path) -> Iterator[Row]:
    for batch in _batches(path, [*Row._fields]):
        for position, stream, *values in zip(*batch, strict=True):
            yield Row(position, UUID(stream), *values)


def _batches(path: Path, columns: Sequence[str]) -> Iterator[list[list[object]]]:
    with parquet().ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS, columns=list(columns)):
            yield [batch.column(name).to_pylist() for name in columns]


def _damaged(folder: Path, what: str) -> Unreadable:
    return Unreadable(
        f"{folder} is not what `goodwill export entries --format parquet` wrote: {what}; export it again into a new folder"
    )
