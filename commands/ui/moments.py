"""Moments as people read them: in the time zone of the house, with the offset."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

    from ledger.recording.entry_log import EntryLog


class Moments:
    """Shows moments in one time zone.

    Args:
        zone: of the house; None if it named none: moments keep the offsets with which they were recorded.
    """

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone

    def __call__(self, at: datetime) -> str:
        """When something happened: a day; with its time and offset unless no hour was said.

        The day is the one that figures count, so a moment of another day in the zone keeps its own offset.
        """
        return at.date().isoformat() if at.time() == time.min else self.minute(self._of_its_day(at))

    def exact(self, at: datetime) -> str:
        """When something happened, as ``__call__`` shows it, with all that is known of the moment."""
        return at.date().isoformat() if at.time() == time.min else self._of_its_day(at).isoformat()

    def minute(self, at: datetime) -> str:
        """A moment to the minute, with the offset that it has."""
        return f"{at.date()} {at:%H:%M} {at.isoformat()[-6:]}"

    def _of_its_day(self, at: datetime) -> datetime:
        here = self.here(at)
        return here if here.date() == at.date() else at

    def here(self, at: datetime) -> datetime:
        """A moment in the time zone of the house."""
        return at if self._zone is None else at.astimezone(self._zone)


def moments_of(ledger: EntryLog, upto: int | None = None) -> Moments:
    """Shows moments as the house of the ledger wants them, or wanted them as known up to a position."""
    from goodwill.names import house_zone

    return Moments(house_zone(ledger, upto))
