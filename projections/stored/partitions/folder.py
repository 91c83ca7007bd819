"""A folder of rows: what tasks make of partitions of entries.

    DIR/manifest.json       of what the rows are made; and, when all are there, the digest of every file
    DIR/0000/, 0001/, ...   the rows of the clients of a partition; a folder appears when it is complete
        part.json           its digests
        known.parquet, ...  a file for each stored table, by client; money and days are exact text

A task that is done has its folder, so a computation that was ended goes on where it was.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import msgspec

from ledger.errors import Unreadable
from ledger.store.partitions import ParquetFiles, Partitions, digest_of, parquet
from ledger.store.placing import PlaceTaken, as_document, replaced
from projections.framework.columns import Form
from projections.stored.generations import VERSIONS
from projections.stored.making.client_rows import ClientRows
from projections.stored.tables.layout import Cells, text_of
from projections.stored.tables.relations import KNOWN, RELATIONS

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST: Final = "manifest.json"
_PART: Final = "part.json"
_WHAT: Final = "goodwill rows"
_ROWS = 20_000  # of one table, in a row group
_TYPES: dict[Form, str] = {
    "text": "string",
    "whole": "int64",
    "number": "float64",
    "money": "string",
    "day": "string",
}
_KNOWN: Final = "known"


class Part(msgspec.Struct, frozen=True):
    """What was made of a partition.

    Attributes:
        clients, entries: how many it has.
        sha256: the digest of each file, in hexadecimal.
    """

    clients: int
    entries: int
    sha256: dict[str, str]


class Plan(msgspec.Struct, frozen=True):
    """Of what rows are made.

    Attributes:
        what: the name of the format.
        versions: of the views and their tables.
        ledger: the id of the ledger.
        entries: how many there are, which is the last position.
        root: of the seal at the last of them, in hexadecimal; empty for a ledger without a seal.
        as_of: today.
        months: whether there are rows of month-ends.
        partitions: their number.
        parts: what was made of each; empty until all are there.
    """

    what: str
    versions: str
    ledger: str
    entries: int
    root: str
    as_of: date
    months: bool
    partitions: int
    parts: list[Part] = []

    @classmethod
    def of(cls, entries: Partitions, as_of: date, *, months: bool) -> Plan:
        """The plan to make rows of exported entries."""
        about = VERSIONS, entries.ledger["id"], entries.entries, entries.root
        return cls(_WHAT, *about, as_of, months, entries.partitions)


def place_of(folder: Path, partition: int) -> Path:
    """The folder of the rows of a partition."""
    return folder / f"{partition:04}"


def begin(folder: Path, plan: Plan) -> Plan:
    """Write a plan into a new folder; or go on with the one of a folder, which may be of an earlier day.

    Raises:
        PlaceTaken: there is something else already.
        Unreadable: the rows there are made of something else.
        OSError: it cannot be written.
    """
    if folder.exists():
        before = read_plan(folder, taken=True)
        if msgspec.structs.replace(before, parts=[]) != msgspec.structs.replace(plan, as_of=before.as_of):
            raise Unreadable(
                f"the rows in {folder} are made of other entries, or by another version of Goodwill; name another folder"
            )
        for unfinished in folder.glob(".*.new"):
            shutil.rmtree(unfinished)
        return before
    folder.mkdir(mode=0o700)
    _write(folder / MANIFEST, plan)
    return plan


def finish(folder: Path, plan: Plan, parts: Sequence[Part]) -> Plan:
    """Say that all parts are there."""
    whole = msgspec.structs.replace(plan, parts=[*parts])
    _write(folder / MANIFEST, whole)
    return whole


def read_plan(folder: Path, *, taken: bool = False) -> Plan:
    """What the rows in a folder are made of.

    Args:
        folder: as ``begin`` made it.
        taken: whether the folder is to be written to, so that anything else there is in the way.

    Raises:
        PlaceTaken: the folder is in the way.
        Unreadable: it holds no rows.
    """
    try:
        plan = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Plan)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as wrong:
        if taken:
            raise PlaceTaken(folder) from None
        raise Unreadable(
            f"{folder} holds no rows of views: its {MANIFEST} is missing or damaged; make the rows again in a new folder"
        ) from wrong
    if plan.what != _WHAT:
        raise (
            PlaceTaken(folder)
            if taken
            else Unreadable(f"{folder} holds no rows of views; name another folder")
        )
    return plan


def read_part(folder: Path, partition: int) -> Part | None:
    """What was made of a partition; None if nothing is there yet."""
    try:
        return msgspec.json.decode((place_of(folder, partition) / _PART).read_bytes(), type=Part)
    except FileNotFoundError:
        return None


def write_part(place: Path, clients: Iterable[tuple[ClientRows, int]]) -> Part:
    """Write the rows of clients into a new folder, and what it has; each comes with its number of entries."""
    place.mkdir(mode=0o700)
    with _Tables(place) as tables:
        count, entries = 0, 0
        for one, of_it in clients:
            count, entries = count + 1, entries + of_it
            tables.add(one)
    digests = {path.name: digest_of(path) for path in sorted(place.iterdir())}
    part = Part(count, entries, digests)
    _write(place / _PART, part)
    return part


def rows_of(folder: Path, partition: int, part: Part) -> Iterator[tuple[str, list[Cells]]]:
    """The rows of a partition, some of one table at a time, each after its name.

    Raises:
        Unreadable: a file is not the one that was made.
    """
    for name in (_KNOWN, *RELATIONS):
        path = place_of(folder, partition) / f"{name}.parquet"
        if path.name not in part.sha256:
            continue
        if digest_of(path) != part.sha256[path.name]:
            raise Unreadable(
                f"{path} is not the file that was made; remove the folder {path.parent}, and run the command again"
            )
        with parquet().ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS):
                yield name, [*zip(*(column.to_pylist() for column in batch.columns), strict=True)]


def _write(path: Path, what: msgspec.Struct) -> None:
    with replaced(path) as file:
        file.write(as_document(what))


class _Tables:
    """The files of a part. Rows wait until a table has a row group."""

    def __init__(self, place: Path) -> None:
        self._files = ParquetFiles(place)
        self._rows: dict[str, list[Cells]] = {name: [] for name in (_KNOWN, *RELATIONS)}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with self._files:
            for name in self._rows if error[0] is None else ():
                self._write(name)

    def add(self, client: ClientRows) -> None:
        """Add the rows of a client, in order, so that a part has the same bytes wherever it is made."""
        for name, rows in {_KNOWN: [(*map(text_of, client[: len(KNOWN)]),)], **client.rows}.items():
            self._rows[name] += sorted(rows, key=itemgetter(*range(_keys(name))))
            if len(self._rows[name]) >= _ROWS:
                self._write(name)

    def _write(self, name: str) -> None:
        import pyarrow as pa  # noqa: PLC0415 - an extra

        if not (rows := self._rows[name]):
            return
        schema = _schema(name)
        columns = [
            pa.array(values, one.type) for values, one in zip(zip(*rows, strict=True), schema, strict=True)
        ]
        self._files.write(name, pa.table(columns, schema=schema))
        self._rows[name] = []


def _keys(name: str) -> int:
    """How many columns, the first ones, tell the rows of a stored table apart."""
    relation = RELATIONS.get(name)
    return len(relation.common) + relation.layout.keys if relation else 1


def _schema(name: str) -> pa.Schema:
    """The columns of a stored table."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    if name == _KNOWN:
        return pa.schema([(one, pa.int64() if one == "position" else pa.string()) for one in KNOWN])
    relation = RELATIONS[name]
    forms: dict[str, Any] = {one.name: one.form for one in relation.layout.columns}
    return pa.schema([(one, pa.type_for_alias(_TYPES[forms.get(one, "text")])) for one in relation.names])
