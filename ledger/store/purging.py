"""Destroying what a database keeps of deleted rows, and searching its files for what must not be there."""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from ledger.store.database import Database
from ledger.store.sqlite import SQLite
from ledger.store.whole_words import forms_of, stands_in, words_with

_TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
_COLUMNS = """
SELECT '"' || replace(one.name, '"', '""') || '"', '"' || replace(part.name, '"', '""') || '"'
FROM sqlite_master AS one JOIN pragma_table_info(one.name) AS part WHERE one.type = 'table'
"""
_WITH_ANY = """
SELECT {column} FROM {table} WHERE EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE instr({column}, wanted.value))
"""
Edges: TypeAlias = set[tuple[bytes, bytes]]
"""The letters before and after a text in longer words."""
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

    A text counts where it stands as words of its own, also in JSON, and in JSON within JSON.
    """
    if isinstance(database, SQLite):
        yield from _files_holding(database, texts)
        return
    forms = [*{form for text in texts for form in forms_of(text)}]
    for (table,) in database.select(_TABLES) if forms else ():
        any_of = " OR ".join(["strpos(to_json(one)::text, ?) > 0"] * len(forms))
        rows = database.select(f"SELECT to_json(one)::text FROM {table} AS one WHERE {any_of}", forms)  # noqa: S608 - quoted
        if any(stands_in(text, row) for (row,) in rows for text in texts):
            yield f"the table {table}"


def _files_holding(database: SQLite, texts: Sequence[str]) -> Iterator[str]:
    for path in (Path(f"{database.path}{end}") for end in _BESIDE):
        if not path.exists() or not path.stat().st_size:  # a log goes with the last connection
            continue
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as seen:
            found = [text for text in texts if any(_places(seen, text))]
            by_chance = _by_chance(database, found) if found else {}
            if any(_stands_alone(seen, text, by_chance[text]) for text in found):
                yield str(path)


def _stands_alone(seen: mmap.mmap, text: str, by_chance: Edges) -> bool:
    """Whether bytes hold a text anywhere but in one of some longer words."""
    return any(
        not any(
            seen[max(at - len(before), 0) : end + len(after)] == before + seen[at:end] + after
            for before, after in by_chance
        )
        for at, end in _places(seen, text)
    )


def _places(seen: mmap.mmap, text: str) -> Iterator[tuple[int, int]]:
    """Where the bytes of a text begin and end, whatever stands beside them.

    A file has no separator between two columns, so its bytes alone do not tell where a word ends.
    """
    for form in map(str.encode, forms_of(text)):
        at = seen.find(form)
        while at >= 0:
            yield at, at + len(form)
            at = seen.find(form, at + 1)


def _by_chance(database: SQLite, texts: Sequence[str]) -> dict[str, Edges]:
    """What stands before and after each text in the longer words of rows; nothing if a row has it alone."""
    words: dict[str, set[str]] = {text: set() for text in texts}
    forms = json.dumps([*{form for text in texts for form in forms_of(text)}])
    for table, column in database.select(_COLUMNS):
        for (value,) in database.select(_WITH_ANY.format(table=table, column=column), (forms,)):
            for text in texts:
                words[text].update(words_with(text, value))
    return {
        text: set()
        if text in longer
        else {
            (word[: at.start()].encode(), word[at.end() :].encode())
            for word in longer
            for at in re.finditer(re.escape(text), word)
        }
        for text, longer in words.items()
    }
