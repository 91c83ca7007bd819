"""The clock. Nothing else reads the time: ledgers and views are told it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger import Ledger


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def local_now() -> datetime:
    """This moment, with the offset of the place where the command runs."""
    return now().astimezone()


def today() -> date:
    """The calendar day, in the place where the command runs."""
    return local_now().date()


def known_by(ledger: Ledger, wanted: datetime | None = None) -> datetime:
    """The moment as known at which is answered: the one that is wanted, or else now; never one that is still to come.

    What is recorded until then would change an answer that is to stay. The ledger's newest entry is known whatever
    the clock says, which may be behind the one that recorded it.
    """
    newest = max(now(), ledger.recorded_at)
    return newest if wanted is None else min(wanted, newest)
