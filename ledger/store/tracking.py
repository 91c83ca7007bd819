"""Checkpoints: how far a reader of the ledger has come. Two readers never count an entry twice."""

from __future__ import annotations

from eventsourcing.persistence import IntegrityError, Tracking, TrackingRecorder
from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.store.database import Database

_ADVANCE = """
INSERT INTO tracking (application_name, notification_id) VALUES (?, ?)
ON CONFLICT (application_name) DO UPDATE SET notification_id = excluded.notification_id
WHERE tracking.notification_id < excluded.notification_id
"""
_FIND = "SELECT notification_id FROM tracking WHERE application_name = ?"


class Tracker(TrackingRecorder):
    """Records checkpoints. A checkpoint only moves forward."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def insert_tracking(self, tracking: Tracking) -> None:
        """Move a checkpoint forward, in a transaction of its own; raises as ``track`` does."""
        with self.database.writing() as cursor:
            track(self.database, cursor, tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        """The position of a checkpoint; None if there is none."""
        with self.database.reading() as cursor:
            return tracked(self.database, cursor, application_name)


def tracked(database: Database, cursor: DBAPICursor, application_name: str) -> int | None:
    """The position of a checkpoint; None if there is none."""
    found = database.execute(cursor, _FIND, (application_name,)).fetchone()
    return None if found is None else int(found[0])


def track(database: Database, cursor: DBAPICursor, tracking: Tracking) -> None:
    """Move a checkpoint forward within a transaction, so that it commits with the work that it counts.

    Raises:
        IntegrityError: another reader has moved the checkpoint as far or further; roll back.
    """
    values = (tracking.application_name, tracking.notification_id)
    if database.execute(cursor, _ADVANCE, values).rowcount == 0:
        raise IntegrityError(
            f"the checkpoint of {tracking.application_name} is at {tracking.notification_id} or beyond it"
        )
