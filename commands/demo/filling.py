"""A generated portfolio put into a ledger, at the moments at which it says it was recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from commands.demo.weeks import Batch
from ledger.application import Ledger

__all__ = ["SteppedClock", "fill"]


class SteppedClock:
    """A clock that stands still until it is set; a ledger made with it learns things when the portfolio says."""

    def __init__(self) -> None:
        self.moment = datetime(1970, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The moment it was set to."""
        return self.moment


def fill(
    ledger: Ledger,
    clock: SteppedClock,
    batches: Iterable[Batch],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Record a portfolio, batch by batch.

    Args:
        ledger: an empty ledger that was made with the clock.
        clock: is set to each batch's moment before it is recorded.
        batches: the portfolio.
        progress: called after each batch with the number of entries recorded so far.

    Returns:
        How many entries were recorded.

    Raises:
        Refused: the ledger is not empty, and the portfolio contradicts what is in it; earlier batches stay.
    """
    recorded = 0
    for batch in batches:
        clock.moment = batch.recorded_at
        recorded += sum(outcome.new for outcome in ledger.record_many(batch.drafts))
        if progress is not None:
            progress(recorded)
    return recorded
