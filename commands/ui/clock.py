"""The clock. Nothing else reads the time: ledgers and views take it as an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def local_now() -> datetime:
    """This moment, with the offset of the place where the command runs."""
    return now().astimezone()


def today() -> date:
    """The calendar day, in the place where the command runs."""
    return local_now().date()
