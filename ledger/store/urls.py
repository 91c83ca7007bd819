"""Databases that a SQLAlchemy URL names."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from ledger.errors import Unreadable
from ledger.store.database import Database
from ledger.store.errors import ErrorClasses
from ledger.store.postgresql import PostgreSQL
from ledger.store.sqlite import SQLite

_CREDENTIALS = re.compile("//[^/]*@")


def database_of(url: str, errors: ErrorClasses) -> Database:
    """The database of a URL, without checking that a ledger is there.

    Raises:
        Unreadable: it is not a URL of a supported database.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        shown = _CREDENTIALS.sub("//***@", url.partition("?")[0])
        raise Unreadable(
            f"'{shown}' is neither a path nor a database URL",
            "write a file's name, or a URL such as postgresql+psycopg://NAME@HOST:5432/DATABASE",
        ) from None
    engine = parsed.get_backend_name()
    if engine == "sqlite":
        if parsed.database in {None, "", ":memory:"}:
            raise Unreadable("a ledger is not kept in memory", "name a file")
        return SQLite(Path(str(parsed.database)), errors)
    if engine in {"postgresql", "postgres"}:
        return PostgreSQL(parsed, errors)
    raise Unreadable(
        f"a ledger is kept in SQLite or PostgreSQL, not in {engine}", "write a URL of one of them"
    )
