"""Checkpoints: how far a reader of the ledger has come. Two readers never count an entry twice."""

from __future__ import annotations

from typing import NamedTuple

from ledger.store.database import Database
from ledger.store.engine import DBAPICursor
from ledger.store.errors import IntegrityError

_ADVANCE = """
INSERT INTO tracking (application_name, notification_id) VALUES (?, ?)
ON CONFLICT (application_name) DO UPDATE SET notification_id = excluded.notification_id
WHERE tracking.notification_id < excluded.notification_id
"""
_FIND = "SELECT notification_id FROM tracking WHERE application_name = ?"


class Checkpoint(NamedTuple):
    """A reader by its name, and the last position that it has read."""

    reader: str
    position: int


def tracked(database: Database, cursor: DBAPICursor, reader: str) -> int | None:
    """The position of a reader's checkpoint; None if there is none."""
    found = database.execute(cursor, _FIND, (reader,)).fetchone()
    return None if found is None else int(found[0])


def track(database: Database, cursor: DBAPICursor, checkpoint: Checkpoint) -> None:
    """Move a checkpoint forward within a transaction, so that it commits with the work that it counts.

    Raises:
        IntegrityError: another reader has moved the checkpoint as far or further; roll back.
    """
    if database.execute(cursor, _ADVANCE, checkpoint).rowcount == 0:
        raise database.error(
            IntegrityError, f"the checkpoint of {checkpoint.reader} is at {checkpoint.position} or beyond it"
        )
