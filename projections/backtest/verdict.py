"""What a back-test says in words, and the code that programs read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from ledger.errors import installs
from projections.backtest.components import INDICATION, RANKING, Area
from projections.backtest.measuring import Counted, Measured, Rival
from projections.backtest.overrides import Overrides

_OFF: Final = 0.05
"""The mean error beyond which a score is no chance; twice as much for a class of chances."""
_ENOUGH: Final = 30
"""Cases from which on a class of chances is judged."""


class Verdict(NamedTuple):
    """What may be said of the score.

    Attributes:
        code: no_month_end, too_few_losses, indication_only, no_intervals, better_than_rivals or
            not_better_than_rivals.
        words: whole sentences.
    """

    code: str
    words: str


def verdict_on(found: Measured, horizon: int) -> Verdict:
    """What may be said of the score.

    Args:
        found: what the back-test measured.
        horizon: days within which an order had to follow.
    """
    if found.counted is None:
        needed = f"{horizon} days of orders before it and as many after it"
        return Verdict("no_month_end", f"No month-end has {needed}, so nothing can be tested yet.")
    lost, counts = found.counted.lost, _counts(found.counted)
    if lost < INDICATION:
        few = f"Too few losses to say how well the score ranks: {INDICATION} are needed, {_were(lost)} seen."
        return Verdict("too_few_losses", f"{counts} {few}")
    ranks = f"Of a lost and a kept client, the score puts the lost one lower in {_area(found.pooled)}."
    if lost < RANKING:
        few = (
            f"This is an indication only: {RANKING} losses are needed to compare scores, {_were(lost)} seen."
        )
        return Verdict("indication_only", f"{counts} {ranks} {few}")
    if any(rival.low is None for rival in found.rivals):
        return Verdict(
            "no_intervals", f"{counts} {ranks} {installs('stats')} adds intervals, which a comparison needs."
        )
    better = [rival for rival in found.rivals if rival.low is not None and rival.low > 0]
    others = [rival for rival in found.rivals if rival not in better]
    said = [f"Better than {_names(better)}."] if better else []
    said += [f"Not shown to be better than {_names(others)} on this ledger."] if others else []
    return Verdict(
        "not_better_than_rivals" if others else "better_than_rivals", " ".join([counts, ranks, *said])
    )


def calibrated(found: Measured) -> Iterator[str]:
    """Whether the chances can be taken at their word, in whole sentences; nothing without reliability."""
    if not found.reliability or found.mean_error is None:
        return
    points = 100 * found.mean_error
    if abs(found.mean_error) > _OFF:
        yield (
            f"The chances were {abs(points):.0f} points too {'hopeful' if points > 0 else 'low'} on average: on this ledger the "
            "score ranks clients, and is no chance."
        )
    else:
        yield f"The chances agree on average with what came, to {abs(points):.1f} points."
    wrong = [
        f"{one.low}-{one.high} % ({100 * one.predicted:.0f} % foretold, {100 * one.seen:.0f} % ordered)"
        for one in found.reliability
        if one.cases >= _ENOUGH and abs(one.predicted - one.seen) > 2 * _OFF
    ]
    if wrong:
        yield f"They are off by more than {200 * _OFF:.0f} points for {', '.join(wrong)}."


def overridden(overrides: Overrides) -> Iterator[str]:
    """How the judgements of people fared, in whole sentences; nothing without any."""
    if not overrides.each:
        return
    judged = [
        f"of {count:,} that called a client {than} than the score, {_clients(lost)} lost"
        for than, count, lost in (
            ("better", overrides.better, overrides.better_lost),
            ("worse", overrides.worse, overrides.worse_lost),
        )
        if count
    ]
    if overrides.other:
        judged.append(f"{overrides.other:,} called it as the score did, or had no score beside it")
    stood = "1 override" if len(overrides.each) == 1 else f"{len(overrides.each):,} overrides"
    yield f"{stood} stood on a month-end: {'; '.join(judged)}."
    if overrides.brier is not None and overrides.brier_override is not None:
        yield (
            f"Of the {overrides.scored:,} that stated a score, the mean squared error is {overrides.brier_override:.3f}; that of "
            f"the computed scores is {overrides.brier:.3f}."
        )


def _clients(lost: int) -> str:
    return f"{lost:,} {_was(lost)}" if lost else "none was"


def _counts(counted: Counted) -> str:
    share = 100 * counted.lost / counted.active
    interval = f"95 % interval {_percent(counted.low)}-{_percent(counted.high)} %"
    active = "1 active client" if counted.active == 1 else f"{counted.active:,} active clients"
    return f"{counted.lost:,} of {active} {_was(counted.lost)} lost ({share:.0f} %, {interval})."


def _area(area: Area) -> str:
    if area.auc is None:
        return "no pair, because everybody was lost"
    interval = (
        ""
        if area.low is None or area.high is None
        else f" (95 % interval {100 * area.low:.1f}-{100 * area.high:.1f})"
    )
    return f"{100 * area.auc:.1f} of 100 pairs{interval}"


def _names(rivals: list[Rival]) -> str:
    return " and ".join(f"{one.name} ({100 * (one.auc or 0):.1f})" for one in rivals)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _were(count: int) -> str:
    return f"{count} {_was(count)}"
