"""The errors of a database for programs that know the eventsourcing library: each is its error and ours."""

from __future__ import annotations

from eventsourcing import persistence

from ledger.store import errors


class InterfaceError(errors.InterfaceError, persistence.InterfaceError):
    """The database is used wrongly."""


class DatabaseError(errors.DatabaseError, persistence.DatabaseError):
    """The database reports an error."""


class DataError(errors.DataError, persistence.DataError):
    """The database cannot store a value."""


class OperationalError(errors.OperationalError, persistence.OperationalError):
    """The database cannot be reached, read or written."""


class IntegrityError(errors.IntegrityError, persistence.IntegrityError):
    """A row is there already, or is not what others depend on."""


class InternalError(errors.InternalError, persistence.InternalError):
    """The database is damaged inside."""


class ProgrammingError(errors.ProgrammingError, persistence.ProgrammingError):
    """The database does not know the statement or the table."""


class NotSupportedError(errors.NotSupportedError, persistence.NotSupportedError):
    """The database lacks a feature."""


LIBRARY_ERRORS: errors.ErrorClasses = {
    errors.InterfaceError: InterfaceError,
    errors.DatabaseError: DatabaseError,
    errors.DataError: DataError,
    errors.OperationalError: OperationalError,
    errors.IntegrityError: IntegrityError,
    errors.InternalError: InternalError,
    errors.ProgrammingError: ProgrammingError,
    errors.NotSupportedError: NotSupportedError,
}
"""The class that is raised in place of each of ours."""
