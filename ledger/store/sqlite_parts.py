"""The tables, indexes and triggers of a SQLite ledger: those of a file, and those that this program makes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from typing import Any, Final

PARTS: Final = "SELECT name, sql, tbl_name, type FROM sqlite_master WHERE sql IS NOT NULL"
_OWN_TABLES = {"entries", "ledger", "tracking", "snapshots", "seal", "person_keys"}


def parts_of(found: Iterable[Any]) -> dict[str, str]:
    """The SQL of each part by its name, of the rows that ``PARTS`` selects; stored views are none of them."""
    return {
        name: _plain(sql) for name, sql, table, sort in found if table in _OWN_TABLES or sort == "trigger"
    }


def parts_made(*statements: str) -> dict[str, str]:
    """The same of a ledger that these statements make."""
    with closing(sqlite3.connect(":memory:")) as made:
        for statement in statements:
            made.execute(statement)
        return parts_of(made.execute(PARTS))


def _plain(sql: str) -> str:
    """The SQL of a part without what differs between versions that wrote it and means the same."""
    spaced = " ".join(sql.replace("(", " ( ").replace(")", " ) ").split())
    return re.sub(r"(?<!NOT) NULL\b", "", spaced).replace(" ,", ",")
