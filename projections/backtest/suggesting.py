"""A policy suggested from a ledger: refitted to earlier month-ends, if it foretells later ones better."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

from ledger.errors import LedgerError, installs
from ledger.times import shifted
from projections.backtest.components import CALIBRATION, RANKING, Resample
from projections.backtest.ranking import HEALTH, RISKS, brier, pooled
from projections.backtest.sample import Case, Sample
from projections.policy import Policy, plain

HALF_LIVES: Final = (60, 90, 120, 180, 240, 365, 540, 730)
"""Days that are tried beside the half-life of the policy."""
_TESTED: Final = 3
"""The newest month-ends test the refitted policy: one in so many."""
_REFITTED: Final = "refitted"


class RefitMissing(LedgerError):
    """A library that refitting needs is not installed."""

    code = "refit-missing"

    def __init__(self, library: str) -> None:
        super().__init__(f"--suggest needs {library}", f"install it with {installs('stats')}")


class Change(NamedTuple):
    """A key of the policy that the suggestion changes."""

    key: str
    before: object
    after: object


class Trial(NamedTuple):
    """How a refitted policy foretold later month-ends than it was fitted to.

    Attributes:
        fitted_on: the month-ends to which it was fitted.
        tested_on: those on which it was tested; what came of the others was known before.
        auc, auc_now: the area under the curve of the refitted policy, and of the one that made the scores.
        difference: how much larger the first is.
        low, high: the bounds of the difference with 95 % confidence.
        brier, brier_now: the mean squared distances of the chances from what came.
    """

    fitted_on: Sequence[date]
    tested_on: Sequence[date]
    auc: float | None
    auc_now: float | None
    difference: float | None
    low: float | None
    high: float | None
    brier: float | None
    brier_now: float | None

    @property
    def better(self) -> bool:
        """Whether the policy ranks better beyond doubt, with chances no worse."""
        if self.low is None or self.brier is None or self.brier_now is None:
            return False
        return self.low > 0 and self.brier <= self.brier_now

    @property
    def words(self) -> str:
        """What the test found."""
        fitted, tested = (
            f"{days[0]}" if len(days) == 1 else f"{days[0]} to {days[-1]}"
            for days in (self.fitted_on, self.tested_on)
        )
        numbers = self.difference, self.low, self.high, self.brier_now, self.brier
        found = "the AUC is unknown"  # where all clients of the test were lost, or none
        if None not in numbers:
            found = (
                "the AUC moves by {:+.3f} ({:+.3f} to {:+.3f}) and the Brier score from {:.4f} to {:.4f}"
            ).format(*numbers)
        return f"fitted on {fitted} and tested on {tested}, {found}"


class Suggestion(NamedTuple):
    """What a back-test suggests.

    Attributes:
        code: better, nothing_better, too_few_losses or no_earlier_month_ends.
        words: a whole sentence.
        trial: how the refitted policy was tested; None if none was.
        policy: the policy suggested; None unless it is better.
        changes: what it changes.
    """

    code: str
    words: str
    trial: Trial | None = None
    policy: Policy | None = None
    changes: Sequence[Change] = ()

    def as_json(self) -> dict[str, Any]:
        """The suggestion without the policy, of which it has the changes."""
        trial = self.trial and self.trial._asdict()
        changes = [one._asdict() for one in self.changes]
        version = self.policy.version if self.policy else None
        return {"code": self.code, "words": self.words, "trial": trial, "policy": version, "changes": changes}


def need_libraries() -> None:
    """Find out before long work whether refitting can be done.

    Raises:
        RefitMissing: numpy or scipy is not installed.
    """
    try:
        import scipy  # noqa: F401, PLC0415 - it is an extra
    except ModuleNotFoundError as missing:
        raise RefitMissing(missing.name or "scipy") from missing


def suggested(
    sample: Sample,
    policy: Policy,
    again: Callable[[Policy, int], Sample],
    resample: Resample,
    as_of: date,
) -> Suggestion:
    """A policy that foretells better, if there is one.

    Args:
        sample: the cases under the policy, with worths by half-life.
        policy: the one to improve on.
        again: makes the sample of so many of the newest month-ends under another policy.
        resample: makes the intervals.
        as_of: the last day of the facts, after which the policy is called.
    """
    if len(sample.losses) < CALIBRATION:
        lost = f"{len(sample.losses)} {'was' if len(sample.losses) == 1 else 'were'} seen"
        words = f"No policy is suggested: {CALIBRATION} lost clients are needed to refit one, {lost}."
        return Suggestion("too_few_losses", words)
    earlier, later = split(sample.month_ends, policy.health.commerce.horizon)
    known = [case for case in sample.cases if case.on in earlier and case.worths]
    if min(len({case.client for case in known if case.lost == lost}) for lost in (True, False)) < RANKING:
        words = (
            "No policy is suggested: no month-ends lie a horizon before those to test it on, with "
            f"{RANKING} lost and {RANKING} kept clients."
        )
        return Suggestion("no_earlier_month_ends", words)
    from projections.backtest.refitting import refitted  # noqa: PLC0415 - numpy may not be installed

    version = f"{policy.version}-{_REFITTED}-{as_of}"
    other = replace(policy, version=version, health=refitted(known, policy.health))
    now = [case for case in sample.cases if case.on in later]
    trial = _tried(now, again(other, len(later)).cases, resample)._replace(fitted_on=earlier, tested_on=later)
    if not trial.better:
        return Suggestion("nothing_better", f"Nothing better found: {trial.words}.", trial)
    words = f"A better policy was found: {trial.words}."
    return Suggestion("better", words, trial, other, [*_changes(plain(policy), plain(other))])


def split(month_ends: Sequence[date], horizon: int) -> tuple[Sequence[date], Sequence[date]]:
    """The month-ends to fit to, of which all was known on the first of those to test on; and those."""
    later = month_ends[-max(1, len(month_ends) // _TESTED) :]
    return [day for day in month_ends if shifted(day, horizon) <= later[0]], later


def _tried(now: Sequence[Case], refitted: Sequence[Case], resample: Resample) -> Trial:
    """How a refitted policy foretold some cases, beside the policy now."""
    other = {(case.client, case.on): case.score for case in refitted}
    risks = {HEALTH: RISKS[HEALTH], _REFITTED: lambda case: -other[case.client, case.on]}
    auc_now, auc = (pooled(now, risk).auc for risk in risks.values())
    intervals = resample(now, risks)
    return Trial(
        fitted_on=(),
        tested_on=(),
        auc=auc,
        auc_now=auc_now,
        difference=None if auc is None or auc_now is None else auc - auc_now,
        low=intervals.difference(_REFITTED, HEALTH).low if intervals else None,
        high=intervals.difference(_REFITTED, HEALTH).high if intervals else None,
        brier=brier(refitted),
        brier_now=brier(now),
    )


def _changes(before: object, after: object, place: str = "") -> Iterator[Change]:
    """The keys of two policies in which they differ, but for their names."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in before:
            if (place, name) != ("", "version"):
                yield from _changes(before[name], after[name], f"{place}.{name}" if place else name)
    elif before != after:
        yield Change(place, before, after)
