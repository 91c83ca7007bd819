"""How well the health score foresaw who stopped ordering."""

from __future__ import annotations

from typing import Unpack

from goodwill.asking import history_source, question_of
from goodwill.entries import house_entries
from goodwill.options import Asked, asks
from ledger.recording.entry_log import EntryLog
from projections.backtest import result
from projections.backtest.result import Backtest
from projections.backtest.sample import MONTH_ENDS
from projections.policy import in_force


@asks(Asked)
def backtest(
    ledger: EntryLog,
    *,
    month_ends: int = MONTH_ENDS,
    as_known_then: bool = False,
    seed: int = 1,
    suggest: bool = False,
    **asked: Unpack[Asked],
) -> Backtest:
    """Test on past month-ends how well the health score foresaw who stopped ordering.

    Args:
        month_ends: how many, at most; the newest of which the outcome is known.
        as_known_then: whether a score knows only what was recorded by its month-end.
        seed: of the resamples that give the intervals.
        suggest: whether to look for a policy that foretells better; it needs numpy and scipy.
        **asked: as ``Asked`` has it; without a policy, the one in force on the day makes all scores.

    Raises:
        UnknownChoice: no client has what is asked for.
        UnreadablePolicy: this program cannot use the policy in force.
        RefitMissing: a policy is to be suggested, and numpy or scipy is not installed.
    """
    horizon, where, policy, *_ = question_of(ledger, **asked)
    return result.backtested(
        history_source(ledger),
        horizon,
        policy or in_force(house_entries(ledger), horizon),
        where,
        asked=result.Asked(month_ends, as_known_then, seed, suggest),
    )
