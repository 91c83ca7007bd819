"""Destroying what a database keeps of deleted rows, and searching its files for what must not be there."""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ledger.store.database import Database
from ledger.store.sqlite import SQLite

_TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
_BESIDE = ("", "-wal", "-journal")


def purge(database: Database, tables: Iterable[str]) -> None:
    """Make the database forget deleted rows: SQLite writes its file anew, PostgreSQL the tables.

    Args:
        database: the one.
        tables: those of PostgreSQL to be written anew.
    """
    if isinstance(database, SQLite):
        with database.reading() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
        return
    with database.reading() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM (FULL) {table}")


def holding(database: Database, texts: Sequence[str]) -> Iterator[str]:
    """The files of a SQLite database, or the tables of PostgreSQL, that hold any of some texts.

    A text is also found in JSON, and in JSON within JSON.
    """
    forms = {form for text in texts for form in (text, _escaped(text), _escaped(_escaped(text)))}
    if not forms:
        return
    if isinstance(database, SQLite):
        yield from _files_holding(database.path, [form.encode() for form in forms])
        return
    for (table,) in database.select(_TABLES):
        any_of = " OR ".join(["strpos(to_json(one)::text, ?) > 0"] * len(forms))
        if database.select_one(f"SELECT 1 FROM {table} AS one WHERE {any_of} LIMIT 1", [*forms]):  # noqa: S608 - quoted
            yield f"the table {table}"


def _escaped(text: str) -> str:
    """A text as it stands between the quotes of JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _files_holding(place: Path, texts: Sequence[bytes]) -> Iterator[str]:
    for path in (Path(f"{place}{end}") for end in _BESIDE):
        if not path.exists() or not path.stat().st_size:  # a log goes with the last connection
            continue
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as seen:
            if any(seen.find(text) >= 0 for text in texts):
                yield str(path)
