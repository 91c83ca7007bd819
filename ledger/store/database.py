"""A ledger's database: what it holds, whose keys it reads by, and where the two engines differ."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from ledger.codec import Row
from ledger.errors import Unreadable
from ledger.personal.master import read_erased, read_masters
from ledger.store.engine import DBAPICursor, Engine
from ledger.store.errors import ErrorClasses
from ledger.store.guards import check_guards
from ledger.store.identity import FORMAT, Identity
from ledger.store.personal import People
from ledger.store.recording_time import Evidence

APPLICATION_ID = 0x676F6F64
"""Marks a SQLite file as a ledger ("good" in ASCII); the ``file`` command shows it."""

COLUMNS = ", ".join(Row._fields)
LAST = "SELECT position, recorded_at FROM entries ORDER BY position DESC LIMIT 1"


DatabaseT = TypeVar("DatabaseT", bound="Database")


class Moved(NamedTuple):
    """What a new ledger begins with.

    Attributes:
        about: what is stored about it, by name.
        pages: the rows of the ledger that is moved there, in order, page by page.
        people: the keys of people, a row each.
        clear: whether personal data in the rows is to be encrypted first.
    """

    about: Mapping[str, str]
    pages: Iterable[Sequence[Row]] = ()
    people: Sequence[Sequence[Any]] = ()
    clear: bool = False


class Database(Engine):
    """The database of one ledger.

    Attributes:
        ledger_id: the id of the ledger in hexadecimal; empty before ``check``, and if it is forgiving and
            the ledger has lost its id.
        sealed: whether the ledger has a seal; False before ``check``.
        encrypts: whether personal data is encrypted; False before ``check``.
        forgiving: whether to read what can be read of a damaged ledger, and to write nothing.
        people: the keys of people, by which personal data is read and written.
    """

    def __init__(self, place: str, errors: ErrorClasses) -> None:
        super().__init__(place, errors)
        self.ledger_id = ""
        self.sealed = False
        self.encrypts = False
        self.forgiving = False
        self.people = People(self)

    @abstractmethod
    def exists(self) -> bool:
        """Whether anything is at the place."""

    @abstractmethod
    def create(self, moved: Moved | None = None) -> None:
        """Create an empty ledger, or one with the entries of another.

        Raises:
            LedgerExists: there is something already.
            Unreadable: nothing can be made there.
        """

    def insert(self, cursor: DBAPICursor, rows: Sequence[Row]) -> None:
        """Insert entries that have their final positions."""
        self.put(cursor, "entries", rows)

    def rows(self, found: Iterable[Any]) -> list[Row]:
        """The result of a ``SELECT`` of all columns as rows."""
        return list(map(Row._make, found))

    @abstractmethod
    def with_keys(self, cursor: DBAPICursor, keys: Collection[str]) -> list[Row]:
        """The rows recorded under these keys."""

    @abstractmethod
    def versions(self, cursor: DBAPICursor, streams: Collection[UUID]) -> dict[UUID, int]:
        """The newest version of each of these streams; streams without entries are missing."""

    @abstractmethod
    def wait(self, after: int, timeout: float) -> bool:
        """Wait until there is a position after the given one; False when ``timeout`` (seconds) is over."""

    @abstractmethod
    def now(self, cursor: DBAPICursor) -> Evidence:
        """A moment that has come, by another clock than this program's."""

    @abstractmethod
    def damage(self) -> list[str]:
        """What the database's own check of its integrity finds, a sentence each."""

    @abstractmethod
    def parts(self) -> dict[str, str]:
        """The tables, indexes and triggers of the ledger that are there, by name, with what defines them."""

    @abstractmethod
    def parts_wanted(self) -> dict[str, str]:
        """The same as this program makes them."""

    def last(self, cursor: DBAPICursor) -> tuple[int, str]:
        """The newest position and its ``recorded_at``; (0, "") in an empty ledger."""
        cursor.execute(LAST)
        return tuple(cursor.fetchone() or (0, ""))

    @abstractmethod
    def tables(self) -> Iterable[str]:
        """The statements that create the tables of a ledger without its seal (``ledger.store.schema``)."""

    @abstractmethod
    def seal_tables(self) -> Iterable[str]:
        """The statements that add the seal to a ledger."""

    def about(self, cursor: DBAPICursor) -> dict[str, str]:
        """What is stored about the ledger itself, by name."""
        cursor.execute("SELECT name, value FROM ledger")
        return {str(name): str(value) for name, value in cursor.fetchall()}

    def check(self) -> None:
        """Check that the database holds a ledger that this program can read.

        Raises:
            Unreadable: it is not a ledger, a newer program made it, or its triggers are gone and it is not
                forgiving.
        """
        found = self._identity()
        if found.format > FORMAT:
            raise Unreadable(f"{self.place} was made by a newer version of Goodwill", "upgrade it")
        self.ledger_id, self.sealed, self.encrypts = found.ledger_id, found.sealed, found.encrypts
        if not self.forgiving:
            check_guards(self, sealed=self.sealed)

    def _identity(self) -> Identity:
        with self.reading() as cursor:
            names = self.names(cursor) if self.forgiving else set[str]()
            lost = self.forgiving and "ledger" not in names
            found = Identity.stated({} if lost else self.about(cursor)) or Identity.shown(names)
        if found is None:
            raise Unreadable(
                f"{self.place} does not say which ledger it is, or in which format",
                "restore a copy that does, or name another place with --ledger",
            )
        return found

    def use_keys(self, keys: Path) -> None:
        """Read and write personal data by the keys in a folder; they are read when the first is needed."""
        folder = keys / self.ledger_id
        self.people = People(self, partial(read_masters, folder), str(folder), partial(read_erased, folder))


@contextmanager
def closed_on_error(database: DatabaseT) -> Iterator[DatabaseT]:
    """Close a database if anything fails."""
    try:
        yield database
    except BaseException:
        database.close()
        raise
