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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID

import msgspec

from ledger.codec import BRIEF_COLUMNS, BriefRow, Row
from ledger.entry import HOUSE
from ledger.errors import LedgerError, Unreadable, installs
from ledger.personal import encrypted_texts
from ledger.store.identity import FORMAT, Identity
from ledger.store.placing import PlaceTaken, new_file

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST: Final = "manifest.json"
WHAT: Final = "goodwill partitions"
VERSION: Final = 1
ROWS = 10_000  # of one partition in a row group
HOUSE_FILE: Final = "house"
_BRIEF = BRIEF_COLUMNS.split(", ")


class NoParquet(LedgerError):
    """The library that reads and writes Parquet is not installed."""

    code = "no-parquet"

    def __init__(self) -> None:
        super().__init__("Parquet needs pyarrow", f"install it with {installs('arrow')}")


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


def partition_of(stream: UUID, partitions: int) -> int:
    """The partition of a client: its stream's name is a hash of the client's code already."""
    return stream.int % partitions


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


class ParquetFiles(ExitStack):
    """The Parquet files of a folder; each begins with its first rows, and all are on the disk in the end."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._writers: dict[str, Any] = {}

    def write(self, name: str, table: pa.Table) -> None:
        """Write rows to a file as a row group; they have the columns of those before."""
        if name not in self._writers:
            file = self.enter_context(new_file(self._folder / f"{name}.parquet"))
            writer = parquet().ParquetWriter(file, table.schema, compression="zstd")
            self._writers[name] = self.enter_context(writer)
        self._writers[name].write_table(table)


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
    identity = Identity.stated(manifest.ledger)
    if manifest.what != WHAT or identity is None:
        raise PlaceTaken(folder) if taken else _damaged(folder, f"its {MANIFEST} is of something else")
    if manifest.version > VERSION or identity.format > FORMAT:
        raise Unreadable(f"{folder} was exported by a newer version of Goodwill", "upgrade it")
    return manifest


def rows(folder: Path, manifest: Partitions) -> Iterator[Row]:
    """All entries in order of position, from all files.

    Raises:
        Unreadable: a file is not the one that was exported.
    """
    for segment in manifest.segments:
        files = [_whole_rows(_checked(folder, segment, name)) for name in segment.sha256]
        yield from heapq.merge(*files, key=itemgetter(0))


def unowned_rows(folder: Path, manifest: Partitions) -> Iterator[Row]:
    """The entries of the house and of its managers; raises as ``rows`` does."""
    for path in _files(folder, manifest, HOUSE_FILE):
        yield from _whole_rows(path)


def house_rows(folder: Path, manifest: Partitions) -> Iterator[Row]:
    """The entries of the house; raises as ``rows`` does."""
    return (row for row in unowned_rows(folder, manifest) if row.stream == HOUSE)


def client_rows(folder: Path, manifest: Partitions, partition: int) -> Mapping[str, Sequence[BriefRow]]:
    """What folds read of the entries of the clients of a partition; as ``client_entries`` otherwise."""
    found: dict[str, list[BriefRow]] = {}
    shown = _shown(manifest)
    for path in _files(folder, manifest, f"{partition:04}"):
        for batch in _batches(path, ["client", "stream", *_BRIEF]):
            for client, stream, position, version, kind, shape, occurred_at, state in zip(
                *batch, strict=True
            ):
                row = position, version, kind, shape, occurred_at, shown(state, stream, version)
                found.setdefault(client, []).append(row)
    return {client: found[client] for client in sorted(found)}


def client_entries(folder: Path, manifest: Partitions, partition: int) -> Mapping[str, Sequence[Row]]:
    """The entries of the clients of a partition, by client in order of their codes; raises as ``rows`` does.

    Personal data shows as it does to a reader without the master key.
    """
    found: dict[str, list[Row]] = {}
    shown = _shown(manifest)
    for path in _files(folder, manifest, f"{partition:04}"):
        for row in _whole_rows(path):
            client = cast("str", row.client)
            found.setdefault(client, []).append(row._replace(state=shown(row.state, row.stream, row.version)))
    return {client: found[client] for client in sorted(found)}


def sizes(folder: Path, manifest: Partitions) -> Sequence[int]:
    """How many bytes the entries of the clients of each partition take."""
    found = [0] * manifest.partitions
    for segment in manifest.segments:
        for path in (folder / segment.name).glob("[0-9]*.parquet"):
            found[int(path.stem)] += path.stat().st_size
    return found


def _shown(manifest: Partitions) -> Callable[[str, UUID | str, int], str]:
    """Gives the state of an entry, by its stream and version, as a reader without the master key sees it."""
    live = {one for one, *_ in manifest.people}

    def key_of(person: str) -> bytes | None:
        return None if person in live else b""

    def shown(state: str, stream: UUID | str, version: int) -> str:
        if encrypted_texts.MARK not in state:
            return state
        return encrypted_texts.opened(state, key_of, encrypted_texts.place_of(UUID(str(stream)), version))

    return shown


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
        for batch in file.iter_batches(ROWS, columns=list(columns)):
            yield [batch.column(name).to_pylist() for name in columns]


def _damaged(folder: Path, what: str) -> Unreadable:
    return Unreadable(
        f"{folder} is not what `goodwill export entries --format parquet` wrote: {what}",
        "export it again into a new folder",
    )
