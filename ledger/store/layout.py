"""What a reader has to know of the tables: their columns, and how a ledger is recognised."""

from __future__ import annotations

from ledger.codec import Row

__all__ = ["APPLICATION_ID", "COLUMNS", "FORMAT", "GUARDS"]

FORMAT = 1
"""The number of this arrangement of tables; a program refuses a ledger with a higher one."""

APPLICATION_ID = 0x676F6F64
"""Marks a SQLite file as a ledger ("good" in ASCII), where the ``file`` command and we can see it."""

COLUMNS = ", ".join(Row._fields)

GUARDS = {
    "sqlite": frozenset({"entries_next", "entries_never_change", "entries_never_go"}),
    "postgresql": frozenset({"entries_never_change"}),
}
"""The triggers by which each database refuses changes, by name."""
