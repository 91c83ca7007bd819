"""Compares the tables, indexes and triggers of a ledger with those that this program makes."""

from __future__ import annotations

from collections.abc import Iterator

from ledger import fault_kinds as kinds
from ledger.errors import Fault
from ledger.recording.readable_rows import UNREADABLE
from ledger.store.database import Database

_CODE = kinds.SCHEMA_DIFFERS.code
_ADVICE = "restore a copy that verifies, and ask who had access: no command of Goodwill does this"


def differing_parts(database: Database) -> Iterator[Fault]:
    """A fault for each part that is missing, was changed, or is not Goodwill's."""
    try:
        there = database.parts()
    except UNREADABLE as wrong:
        yield Fault(0, None, _CODE, f"the tables cannot be listed: {wrong}", _ADVICE)
        return
    wanted = database.parts_wanted()
    for name in sorted(wanted.keys() | there.keys()):
        if name not in there:
            how = "is missing"
        elif name not in wanted:
            how = "is not Goodwill's"
        elif there[name] != wanted[name]:
            how = "was changed"
        else:
            continue
        yield Fault(0, None, _CODE, f"the table, index or trigger {name} {how}", _ADVICE)


def has_seal(database: Database) -> bool:
    """Whether the table of the seal is there; True where the tables cannot be listed."""
    try:
        with database.reading() as cursor:
            return "seal" in database.names(cursor)
    except UNREADABLE:
        return True
