"""The keys of people in the database, and the entries with what their boxes hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from uuid import UUID

from ledger.codec import BriefRow, Row
from ledger.entry import version_in
from ledger.errors import LedgerError, Unreadable
from ledger.personal import encrypted_texts
from ledger.personal.fields import boxed
from ledger.store.engine import DBAPICursor, Engine
from ledger.store.errors import PersistenceError

_ALL = "SELECT id, client, person, wrapped FROM person_keys"
_ONE = f"{_ALL} LIMIT 1"
_OF = f"{_ALL} WHERE client = ? AND person = ?"
_STATE = "SELECT (SELECT count(*) FROM person_keys), (SELECT max(position) FROM entries)"
_KIND = "SELECT kind FROM entries WHERE stream = ? AND version = ?"


class KeyMissing(LedgerError):
    """Personal data cannot be recorded, because the master key is not there."""

    code = "key-missing"


class NotOwner(LedgerError):
    """A login of a server may record, but not destroy or replace the keys of people."""

    code = "not-the-owner"


class People:
    """The keys of the people of a ledger.

    Args:
        database: the ledger's.
        masters: reads the master key, and after it those that it replaced.
        where: where it should be, for sentences.
        erased: reads the ids of the keys that were destroyed, which an older copy may still have.

    Attributes:
        read_masters: as given.
        where: as given.
        erased_ids: as given.
        forgotten: how often it forgot keys that other programs destroyed.
    """

    def __init__(
        self,
        database: Engine,
        masters: Callable[[], Sequence[bytes]] = tuple,
        where: str = "the folder of keys",
        erased: Callable[[], set[str]] = set,
    ) -> None:
        self._database, self.read_masters, self.where = database, masters, where
        self._known: dict[str, bytes | None] = {}
        self.erased_ids = erased
        self._masters: Sequence[bytes] = ()
        self._state: tuple[int, int] | None = None
        self.forgotten = 0

    def shown(self, rows: list[Row]) -> list[Row]:
        """Rows with what their boxes hold, or with what stands for it.

        Raises:
            Unreadable: a box or a key is not what was written.
        """
        if not any(encrypted_texts.MARK in row.state for row in rows):
            return rows
        return [
            row._replace(state=self.shown_state(row.position, row.state, row.stream, row.version))
            for row in rows
        ]

    def shown_briefly(self, stream: UUID, rows: Sequence[BriefRow]) -> Sequence[BriefRow]:
        """The same of brief rows of a stream."""
        if not any(encrypted_texts.MARK in row[-1] for row in rows):
            return rows
        return [(*row[:-1], self.shown_state(row[0], row[-1], stream, row[1])) for row in rows]

    @staticmethod
    def are_in(state: str) -> bool:
        """Whether the text of an event has boxes."""
        return encrypted_texts.MARK in state

    def shown_state(self, position: int, state: str, stream: UUID, version: int) -> str:
        """The text of an event with what its boxes hold; raises as ``shown`` does."""
        if not self.are_in(state):
            return state
        try:
            return encrypted_texts.opened(state, self._key, encrypted_texts.place_of(stream, version))
        except ValueError as wrong:
            raise Unreadable(
                f"position {position}: {wrong}", "`goodwill verify` lists what is damaged"
            ) from wrong

    def closed(self, cursor: DBAPICursor, rows: Sequence[Row]) -> list[Row]:
        """Rows to append, with boxes in place of what is personal. People without a key get one.

        Raises:
            KeyMissing: the master key is not there.
        """
        own = cache(partial(self._of, cursor))  # for this transaction: later on a person may be erased
        return [
            boxed(row, partial(_close, own, row), partial(self._kind_of, cursor, rows, row.stream))
            for row in rows
        ]

    def clients_of(self, person: str) -> list[str]:
        """The clients at which a person has a key."""
        found = self._database.select(
            "SELECT client FROM person_keys WHERE person = ? ORDER BY client", (person,)
        )
        return [client for (client,) in found]

    def key_ids(self, client: str, person: str) -> list[str]:
        """The id of a person's key; none if there is none."""
        return [one for one, *_ in self._database.select(_OF, (client, person))]

    def known_ids(self) -> set[str]:
        """The ids of all keys."""
        return {one for (one,) in self._database.select("SELECT id FROM person_keys")}

    def check_master(self) -> None:
        """Check that the master key is there; raises ``KeyMissing`` otherwise."""
        self._master()

    def check_owner(self) -> None:
        """Check that this login may destroy keys, before anything says so; raises ``NotOwner`` otherwise."""
        try:
            self.destroy([""])  # there is no such key: PostgreSQL looks at the right alone
        except PersistenceError as wrong:
            raise NotOwner(
                "only the owner of the tables may destroy or replace the keys of people ("
                f"{wrong.what.strip().partition(chr(10))[0]})",
                "nothing was changed: ask the owner to give this command",
            ) from wrong

    def destroy(self, ids: Iterable[str]) -> None:
        """Destroy keys, in one transaction."""
        with self._database.writing() as cursor:
            for one in ids:
                self._database.execute(cursor, "DELETE FROM person_keys WHERE id = ?", (one,))
        self._known.clear()

    def forget_destroyed(self) -> None:
        """Forget the keys that other programs destroyed since the last call.

        A program may run for long, so each question begins with this.
        """
        if not self._known or (state := self._database.select_one(_STATE)) == self._state:
            return
        gone = {one for one, key in self._known.items() if key} - self.known_ids()
        self._known |= dict.fromkeys(gone, b"")
        self.forgotten += bool(gone)
        self._state = state

    def wrap_again(self, replace: Callable[[], bytes]) -> int:
        """Encrypt all keys with another master key, in one transaction; gives their number.

        Args:
            replace: puts the new master key in place of the one before; nobody else records or replaces then.
        """
        with self._database.appending() as (cursor, _, _):
            self._masters = ()
            rows = self._database.execute(cursor, _ALL).fetchall()
            keys = [(row, self._unwrapped(*row)) for row in rows]
            master = replace()
            for (one, client, person, _sealed), key in keys:
                again = encrypted_texts.wrapped(key, master, _owner(one, client, person))
                self._database.execute(
                    cursor, "UPDATE person_keys SET wrapped = ? WHERE id = ?", (again, one)
                )
        self._masters = ()
        self._known.clear()
        return len(rows)

    def damage(self) -> list[str]:
        """What is wrong with keys of people, a sentence each; without the master key, none."""
        if not self._all_masters():
            return []
        found = []
        for row in self._database.select(_ALL):
            try:
                self._unwrapped(*row)
            except (Unreadable, ValueError, TypeError) as wrong:
                found.append(wrong.what if isinstance(wrong, Unreadable) else str(wrong))
        return found

    def _kind_of(self, cursor: DBAPICursor, rows: Sequence[Row], stream: UUID, entry: str) -> str | None:
        """The kind of an entry of a stream that is among some rows, or recorded already."""
        version = version_in(stream, UUID(entry))
        for row in rows:
            if (row.stream, row.version) == (stream, version):
                return row.kind
        found = self._database.execute(cursor, _KIND, (self._database.stream(stream), version)).fetchone()
        return str(found[0]) if found else None

    def _of(self, cursor: DBAPICursor, client: str, person: str) -> tuple[str, bytes]:
        """The id and the key of a person, who gets one if there is none."""
        found = self._database.execute(cursor, _OF, (client, person)).fetchone()
        if found:
            return found[0], self._unwrapped(*found)
        one, key = os.urandom(8).hex(), os.urandom(encrypted_texts.KEY_SIZE)
        sealed = encrypted_texts.wrapped(key, self._master_of_today(cursor), _owner(one, client, person))
        self._database.put(cursor, "person_keys", [(one, client, person, sealed)])
        return one, key

    def _key(self, one: str) -> bytes | None:
        """The key of an id, as ``encrypted_texts.Keys``."""
        if one not in self._known:
            self._known |= self._load()
        return self._known.setdefault(one, b"")

    def _load(self) -> dict[str, bytes | None]:
        gone: dict[str, bytes | None] = dict.fromkeys(self.erased_ids(), b"")
        rows = [row for row in self._database.select(_ALL) if row[0] not in gone]
        if not self._all_masters():
            return gone | dict.fromkeys(one for one, *_ in rows)
        return gone | {row[0]: self._unwrapped(*row) for row in rows}

    def _all_masters(self) -> Sequence[bytes]:
        if not self._masters:
            self._masters = self.read_masters()
        return self._masters

    def _unwrapped(self, one: str, client: str, person: str, sealed: bytes) -> bytes:
        self._master()
        for master in self._all_masters():
            try:
                return encrypted_texts.unwrapped(bytes(sealed), master, _owner(one, client, person))
            except ValueError:
                continue
        raise Unreadable(
            f"the key of person {person} at {client} was changed, or encrypted with another master key than the one in "
            f"{self.where}",
            "put back the right one from your backup of the keys",
        )

    def _master_of_today(self, cursor: DBAPICursor) -> bytes:
        """The master key, read again: another program may have replaced it. It fits the keys there are."""
        self._masters = ()
        found = self._database.execute(cursor, _ONE).fetchone()
        if found:
            self._unwrapped(*found)
        return self._master()

    def _master(self) -> bytes:
        masters = self._all_masters()
        if not masters:
            raise KeyMissing(
                f"the personal data of this ledger is encrypted, and its master key is not in {self.where}",
                "put it back from your backup, or name its folder with --keys",
            )
        return masters[0]


def _close(own: Callable[[str, str], tuple[str, bytes]], row: Row, people: list[str], text: str) -> str:
    keys = [own(row.client or "", person) for person in sorted(set(people))]
    return encrypted_texts.close(text, keys, encrypted_texts.place_of(row.stream, row.version))


def _owner(one: str, client: str, person: str) -> str:
    """What binds the key of a person to its row."""
    return f"{one}\0{client}\0{person}"
