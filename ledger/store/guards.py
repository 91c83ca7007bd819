"""The triggers by which a database refuses to change entries, and whether they are there."""

from __future__ import annotations

from ledger.errors import Unreadable
from ledger.store.engine import Engine

_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace = current_schema()::regnamespace AND tgenabled IN ('O', 'A')""",
}

GUARDS = {
    "sqlite": frozenset({"entries_next", "entries_never_change", "entries_never_go"}),
    "postgresql": frozenset({"entries_never_change"}),
}
"""The names of the triggers that refuse changes of entries, by engine."""

SEAL_GUARDS = {
    "sqlite": frozenset(
        f"{table}_never_{verb}" for table in ("seal", "ledger") for verb in ("changes", "goes")
    ),
    "postgresql": frozenset({"seal_never_changes", "ledger_never_changes"}),
}
"""The names of those that refuse changes of the seal and of what is stored about a ledger."""


def guards_of(dialect: str, *, sealed: bool) -> frozenset[str]:
    """The names of the triggers that a ledger has, with those of its seal if it has one."""
    return GUARDS[dialect] | (SEAL_GUARDS[dialect] if sealed else frozenset())


def check_guards(database: Engine, *, sealed: bool) -> None:
    """Check that the triggers are there: without them, anyone may have changed entries unnoticed.

    Raises:
        Unreadable: one is missing.
    """
    there = {name for (name,) in database.select(_TRIGGERS[database.dialect])}
    missing = guards_of(database.dialect, sealed=sealed) - there
    if missing:
        raise Unreadable(
            f"{database.place} lacks the triggers that refuse changes ({', '.join(sorted(missing))}), so its "
            "entries may have been altered",
            "restore a copy that has the triggers",
        )
