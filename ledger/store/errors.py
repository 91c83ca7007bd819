"""The errors of a database, by the names that Python's database interface (PEP 249) gives them.

PersistenceError
├── InterfaceError         the database is used wrongly: it is closed
└── DatabaseError
    ├── DataError          it cannot store such a value
    ├── OperationalError   it cannot be reached, read or written; it is busy or full
    ├── IntegrityError     a version or a key is taken: another writer was first
    ├── InternalError      it is damaged inside
    ├── ProgrammingError   it does not know the statement or the table
    └── NotSupportedError  it lacks a feature

A database that the eventsourcing library opens raises subclasses of these, which are the library's errors of
the same names too (``ledger.store.library_errors``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from ledger.errors import Told


class PersistenceError(Told):
    """The root of the errors of a database; what is wrong may be the driver's error."""


class InterfaceError(PersistenceError):
    """The database is used wrongly."""


class DatabaseError(PersistenceError):
    """The database reports an error."""


class DataError(DatabaseError):
    """The database cannot store a value."""


class OperationalError(DatabaseError):
    """The database cannot be reached, read or written."""


class IntegrityError(DatabaseError):
    """A row is there already, or is not what others depend on."""


class InternalError(DatabaseError):
    """The database is damaged inside."""


class ProgrammingError(DatabaseError):
    """The database does not know the statement or the table."""


class NotSupportedError(DatabaseError):
    """The database lacks a feature."""


ErrorClasses: TypeAlias = Mapping[type[PersistenceError], type[PersistenceError]]
"""The class to raise in place of each of these classes; a class that is missing is raised itself."""

OWN_ERRORS: ErrorClasses = {}
"""Each class is raised itself."""

BY_NAME: dict[str, type[PersistenceError]] = {
    kind.__name__: kind
    for kind in (
        InterfaceError,
        DatabaseError,
        DataError,
        OperationalError,
        IntegrityError,
        InternalError,
        ProgrammingError,
        NotSupportedError,
    )
}
"""The classes by their names, which are those of every driver."""


def named_alike(wrong: Exception) -> type[PersistenceError]:
    """The class with the name of a driver's error, or of the nearest class that it derives from."""
    if isinstance(wrong, UnicodeError):
        return DataError
    return next(
        (BY_NAME[kind.__name__] for kind in type(wrong).__mro__ if kind.__name__ in BY_NAME), OperationalError
    )


_SQLITE_READONLY: Final = 8  # SQLITE_READONLY; the higher bytes of an error's code say why
_NO_RIGHT: Final = {"42501", "25006"}  # of PostgreSQL: the role lacks the right, or the server only answers


def is_read_only(wrong: BaseException) -> bool:
    """Whether it is an error of writing where this program may only read."""
    cause = wrong.__cause__
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return code == _SQLITE_READONLY or getattr(cause, "sqlstate", None) in _NO_RIGHT


def first_line(wrong: BaseException | None) -> str:
    """The first line of an error's message."""
    return str(wrong).strip().partition("\n")[0]
