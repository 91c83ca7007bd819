"""Moving a ledger whole: into another database, or through a folder of JSON lines that any tool can read.

A line of ``entries.jsonl`` is what a leaf of the seal hashes (``ledger.seal.leaves``), and the manifest has
what the first leaf hashes, so a ledger that was moved has the same seal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol, get_type_hints
from uuid import UUID

import msgspec

from ledger.codec import Row, decode
from ledger.errors import Unreadable
from ledger.seal.leaves import line_of
from ledger.store.database import Database, Moved
from ledger.store.identity import FORMAT, SEALED_FROM, Identity
from ledger.store.opening import database_at, master_made
from ledger.store.placing import PlaceTaken, appearing, as_document, new_file
from ledger.store.reading import PAGE, Reader

ENTRIES, MANIFEST = "entries.jsonl", "manifest.json"
_WHAT: Final = "goodwill entries"
_VERSION: Final = 1
_LONGEST = 64 << 20  # bytes of a line, and of the manifest


class Manifest(msgspec.Struct, frozen=True):
    """What an export says of itself.

    Attributes:
        what: the name of the format.
        version: of the format.
        ledger: what is stored about the ledger, by name.
        entries: how many there are; their positions begin with 1.
        recorded_at: the moment at which the last of them was recorded; empty without one.
        sha256: the digest of the file of entries, in hexadecimal.
        people: the keys of people, encrypted with the master key: id, client, person, key in base64.
    """

    what: str
    version: int
    ledger: dict[str, str]
    entries: int
    recorded_at: str
    sha256: str
    people: list[tuple[str, str, str, bytes]] = []


_OPTIONAL = {
    name for name, hint in get_type_hints(Row).items() if type(None) in getattr(hint, "__args__", ())
}
_Line: Any = msgspec.defstruct(
    "_Line",
    [(name, hint, None) if name in _OPTIONAL else (name, hint) for name, hint in get_type_hints(Row).items()],
    forbid_unknown_fields=True,
    kw_only=True,
)
_read_line: Callable[[bytes], Any] = msgspec.json.Decoder(_Line).decode
_values = msgspec.structs.astuple


def export_entries(database: Database, folder: Path, upto: int | None = None) -> Manifest:
    """Write the entries of a ledger into a new folder, which appears when it is complete.

    Args:
        database: the ledger's.
        folder: where it is to be.
        upto: the last position; None: the newest.

    Raises:
        PlaceTaken: there is something already.
        OSError: it cannot be written.
    """
    reader = Reader(database, as_stored=True)
    last = reader.last()[0] if upto is None else upto
    with appearing(folder) as beside:
        beside.mkdir(mode=0o700)
        digest, count, recorded_at = hashlib.sha256(), 0, ""
        with new_file(beside / ENTRIES) as file:
            for row in reader.rows(upto=last):
                line = line_of(row) + b"\n"
                digest.update(line)
                file.write(line)
                count, recorded_at = row.position, row.recorded_at
        with database.reading() as cursor:
            about = database.about(cursor)
        keys = keys_of_people(database)
        manifest = Manifest(_WHAT, _VERSION, about, count, recorded_at, digest.hexdigest(), keys)
        with new_file(beside / MANIFEST) as file:
            file.write(as_document(manifest))
    return manifest


def load(folder: Path, url: str) -> Manifest:
    """Make a ledger of an exported folder: all of it, or nothing.

    Args:
        folder: as ``export_entries`` wrote it.
        url: where the ledger is to be: a path, or a URL of SQLite or PostgreSQL.

    Raises:
        LedgerExists: there is something at that place already.
        Unreadable: the folder is not what was exported, or nothing can be made at that place.
        OSError: the folder cannot be read.
    """
    manifest = read_manifest(folder)
    with (folder / ENTRIES).open("rb") as file:
        make(url, manifest, _lines(file, manifest, folder), folder)
    return manifest


class Contents(Protocol):
    """What an export of whole entries says of itself."""

    @property
    def ledger(self) -> dict[str, str]:
        """What is stored about the ledger, by name."""

    @property
    def entries(self) -> int:
        """How many there are."""

    @property
    def people(self) -> list[tuple[str, str, str, bytes]]:
        """The keys of people, as the database has them."""


def make(url: str, contents: Contents, rows: Iterable[Row], folder: Path) -> None:
    """Make a ledger of exported rows: all of them, or nothing; raises as ``load`` does."""
    with closing(database_at(url)) as target:
        about = _about(contents.ledger, contents.entries)
        target.create(Moved(about, _pages(_checked(rows, folder)), contents.people))


def copy(source: Database, target: Database) -> int:
    """Make a ledger of the entries of another one; gives their number.

    Raises:
        LedgerExists: there is something at that place already.
        Unreadable: an entry cannot be read, or nothing can be made at that place.
    """
    reader = Reader(source, as_stored=True)
    last, _ = reader.last()
    with source.reading() as cursor:
        about = source.about(cursor)
    rows = _checked(reader.rows(upto=last), Path(source.place))
    target.create(Moved(_about(about, last), _pages(rows), keys_of_people(source)))
    return last


def copy_encrypted(source: Database, url: str, keys: Path) -> int:
    """Make a ledger of the entries of another one, with personal data encrypted; gives their number.

    It is a ledger of its own, with a new id and a seal over what is encrypted.

    Args:
        source: the ledger whose personal data is in clear.
        url: where the new one is to be.
        keys: the folder of the keys of ledgers, in which the master key is made.

    Raises:
        PlaceTaken: there is something at that place already.
        Unreadable: an entry cannot be read, or nothing can be made at that place.
    """
    reader = Reader(source)
    last, _ = reader.last()
    with closing(database_at(url)) as target:
        if target.exists():
            raise PlaceTaken(target.place)
        with master_made(keys) as about:
            target.ledger_id = about["id"]
            target.use_keys(keys)
            rows = _checked(reader.rows(upto=last), Path(source.place))
            target.create(Moved(about, _pages(rows), clear=True))
    return last


def keys_of_people(database: Database) -> list[tuple[str, str, str, bytes]]:
    """The keys of the people of a ledger, encrypted with its master key."""
    if not database.sealed:
        return []
    found = database.select("SELECT id, client, person, wrapped FROM person_keys ORDER BY id")
    return [(one, client, person, bytes(sealed)) for one, client, person, sealed in found]


def read_manifest(folder: Path) -> Manifest:
    """What an export says of itself.

    Raises:
        Unreadable: there is none, or it is of a later version.
        OSError: it cannot be read.
    """
    try:
        with (folder / MANIFEST).open("rb") as file:
            manifest = msgspec.json.decode(file.read(_LONGEST), type=Manifest)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise _no_export(folder, f"its {MANIFEST} is missing or damaged") from wrong
    identity = Identity.stated(manifest.ledger)
    if manifest.what != _WHAT or identity is None:
        raise _no_export(folder, f"its {MANIFEST} is of something else")
    if manifest.version > _VERSION or identity.format > FORMAT:
        raise Unreadable(f"{folder} was exported by a newer version of Goodwill", "upgrade it")
    return manifest


def _about(about: Mapping[str, str], last: int) -> Mapping[str, str]:
    """What a moved ledger says of itself: the same, and up to where it was sealed late if it had no seal."""
    if int(about["format"]) >= SEALED_FROM:
        return about
    return {**about, "format": str(FORMAT), "sealed_after": str(last)}


def _lines(file: BinaryIO, manifest: Manifest, folder: Path) -> Iterator[Row]:
    """The rows of a file.

    Raises:
        Unreadable: a line is no row, or the file is not that of the manifest.
    """
    digest, count = hashlib.sha256(), 0
    while line := file.readline(_LONGEST):
        digest.update(line)
        count += 1
        try:
            row = Row._make(_values(_read_line(line)))
        except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
            raise _no_export(folder, f"line {count} of {ENTRIES} is no entry ({wrong})") from wrong
        yield row
    if (count, digest.hexdigest()) != (manifest.entries, manifest.sha256):
        raise _no_export(folder, f"{ENTRIES} is not the file that its {MANIFEST} describes")


def _checked(rows: Iterable[Row], place: Path) -> Iterator[Row]:
    """The rows, each of which can be read and follows the one before.

    Raises:
        Unreadable: one does not.
    """
    versions: dict[UUID, int] = {}
    position, recorded_at = 0, ""
    for row in rows:
        version = versions.get(row.stream, 0)
        if (row.position, row.version) != (position + 1, version + 1) or row.recorded_at < recorded_at:
            raise Unreadable(
                f"the entry after position {position} of {place} does not follow it",
                "nothing was made: copy a ledger that `goodwill check` finds whole",
            )
        decode(row)
        versions[row.stream] = row.version
        position, recorded_at = row.position, row.recorded_at
        yield row


def _pages(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while page := list(islice(rows, PAGE)):
        yield page


def _no_export(folder: Path, what: str) -> Unreadable:
    return Unreadable(
        f"{folder} is not what `goodwill export entries` wrote: {what}", "nothing was made, export it again"
    )
