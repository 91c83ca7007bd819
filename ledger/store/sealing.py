"""The seal in the database: hashes of the tree, stored in the transaction that appends the entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import uuid4

from ledger.codec import Row
from ledger.errors import Unreadable
from ledger.proof import leaf_hash
from ledger.row_blocks import RowBlock
from ledger.seal.leaves import leaves_of, line_of_ledger
from ledger.seal.tree import Hashes, Tree, grown
from ledger.store.database import Database, Moved
from ledger.store.engine import DBAPICursor
from ledger.store.identity import FORMAT


def make_tables(database: Database, moved: Moved | None = None) -> None:
    """Create the tables of a ledger in one transaction, with the entries of another if there are any."""
    with database.writing() as cursor:
        for statement in database.tables():
            cursor.execute(statement)
        _fill(database, cursor, moved or Moved({"format": str(FORMAT), "id": uuid4().hex}))


def _fill(database: Database, cursor: DBAPICursor, moved: Moved) -> None:
    """Fill the tables of a new ledger, with its seal."""
    database.put(cursor, "ledger", [*moved.about.items()])
    begin(database, cursor)
    database.put(cursor, "person_keys", moved.people)
    for page in moved.pages:
        rows = database.people.closed(cursor, page) if moved.clear else page
        database.insert(cursor, rows)
        extend(database, cursor, rows)


def begin(database: Database, cursor: DBAPICursor) -> None:
    """Add the seal to a ledger that has none, with its first leaf: what is stored about the ledger."""
    for statement in database.seal_tables():
        cursor.execute(statement)
    _grow(database, cursor, 0, [leaf_hash(line_of_ledger(database.about(cursor)))])


def begin_late(
    database: Database, cursor: DBAPICursor, pages: Iterable[Sequence[Row]], about: Iterable[tuple[str, str]]
) -> None:
    """Add the seal to a ledger that has entries already, in the transaction that appends to it.

    Args:
        database: the ledger's.
        cursor: in that transaction.
        pages: all its rows, in order.
        about: what is stored about the ledger from now on, by name: its format, and up to which position it
            was sealed later than recorded.
    """
    cursor.execute("DELETE FROM ledger WHERE name = 'format'")
    database.put(cursor, "ledger", list(about))
    begin(database, cursor)
    for page in pages:
        extend(database, cursor, page)


def extend(database: Database, cursor: DBAPICursor, rows: Sequence[Row]) -> None:
    """Seal rows that follow each other, in the transaction that appends them."""
    _grow(database, cursor, rows[0].position, leaves_of(RowBlock(rows)))


def _grow(database: Database, cursor: DBAPICursor, size: int, leaves: Sequence[bytes]) -> None:
    database.put(cursor, "seal", grown(size, leaves, hashes_in(database, cursor)))


def hashes_in(database: Database, cursor: DBAPICursor) -> Hashes:
    """Reads stored hashes.

    It raises ``Unreadable`` if one is missing.
    """

    def read(level: int, first: int, count: int) -> list[bytes]:
        leaves = [((number + 1) << level) - 1 for number in range(first, first + count)]
        marks = ", ".join("?" * count)
        statement = f"SELECT hash FROM seal WHERE level = ? AND leaf IN ({marks}) ORDER BY leaf"  # noqa: S608 - marks
        found = database.execute(cursor, statement, (level, *leaves)).fetchall() if leaves else ()
        if len(found) != count:
            raise Unreadable(
                f"the seal of {database.place} lacks hashes before position {leaves[-1] + 1}",
                "`goodwill verify` lists what is damaged",
            )
        return [bytes(one) for (one,) in found]

    return read


def tree_of(database: Database, cursor: DBAPICursor, size: int) -> Tree:
    """The tree of a ledger at a size, which reads its hashes when it is asked."""
    return Tree(size, hashes_in(database, cursor))
