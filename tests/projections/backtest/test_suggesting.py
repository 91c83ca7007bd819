"""A suggested policy: it fits earlier month-ends, and is suggested only if it foretells later ones better."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from ledger.times import month_ends_before
from projections import DEFAULT
from projections.backtest.result import Backtest
from projections.backtest.sample import Case
from projections.backtest.suggesting import RefitMissing, Trial, split
from projections.health.commerce import chance_of
from projections.health.index import shifted_chance
from projections.policy import read, render
from tests.helpers.backtests import back_tested, case, heard, shrinking
from tests.helpers.entries import Book

POLICY = DEFAULT.health


@pytest.fixture(scope="module")
def better() -> Backtest:
    """A back-test that finds a better policy."""
    pytest.importorskip("scipy")
    return back_tested(heard(), suggest=True)


def test_a_policy_is_suggested_that_foretells_later_month_ends_better(better: Backtest) -> None:
    found = better.suggestion
    assert found is not None
    assert found.trial is not None
    assert (found.code, found.trial.better) == ("better", True)
    assert found.trial.low is not None
    assert found.trial.low > 0
    assert found.policy is not None
    assert found.policy.health.index.voice > POLICY.index.voice
    assert found.policy.health.index.odds > POLICY.index.odds
    assert {one.key for one in found.changes} >= {"health.index.odds", "health.index.voice"}
    assert (
        "A better policy was found: fitted on 2025-04-30 to 2025-09-30 and tested on 2025-12-31 to "
        in " ".join(better.sentences)
    )
    assert better.as_json()["suggestion"]["policy"] == found.policy.version == "default-2-refitted-2030-01-01"


def test_the_suggested_policy_is_a_document_without_faults(better: Backtest) -> None:
    assert better.suggestion is not None
    assert better.suggestion.policy is not None
    document = render(better.suggestion.policy, better.suggestion.words)
    assert read(document) == (better.suggestion.policy, [])


def test_a_policy_is_fitted_only_to_what_was_known_before_it_is_tested() -> None:
    ends = [*month_ends_before(date(2026, 1, 1))][:12][::-1]
    earlier, later = split(ends, 91)
    assert later == [date(2025, 9, 30), date(2025, 10, 31), date(2025, 11, 30), date(2025, 12, 31)]
    assert earlier[-1] == date(2025, 6, 30)  # what came of it was known on 29 September
    assert split(ends, 93)[0][-1] == date(2025, 5, 31)
    assert split(ends[:2], 91) == ([], ends[1:2])


@pytest.mark.parametrize(
    ("kept", "lost", "code", "words"),
    [
        (20, 29, "too_few_losses", "30 lost clients are needed to refit one, 29 were seen"),
        (20, 40, "no_earlier_month_ends", "no month-ends lie a horizon before those to test it on"),
    ],
)
def test_too_little_is_said_to_be_too_little(kept: int, lost: int, code: str, words: str) -> None:
    pytest.importorskip("scipy")
    found = back_tested(shrinking(kept, lost), suggest=True, most=4).suggestion
    assert found is not None
    assert (found.code, found.policy) == (code, None)
    assert words in found.words


@pytest.mark.parametrize(
    ("low", "brier", "is_better"),
    [(0.001, 0.2, True), (0.0, 0.2, False), (0.001, 0.21, False), (None, 0.2, False)],
)
def test_a_policy_is_better_only_beyond_doubt_and_with_chances_no_worse(
    low: float | None, brier: float, *, is_better: bool
) -> None:
    trial = Trial([], [], 0.8, 0.7, 0.1, low, 0.2, brier, 0.2)
    assert trial.better == is_better


def test_without_scipy_the_first_word_is_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(
        RefitMissing, match=r"--suggest needs scipy; install it with `pip install '.\[stats\]'`"
    ):
        back_tested(Book(), suggest=True)


def drawn(half: float, slope: float, odds: float) -> Sequence[Case]:
    """Cases of which as many were kept as a policy foretells, to the hundredth."""
    commerce = replace(POLICY.commerce, half=half, slope=slope)
    found = []
    for worth in (1.0, 2.0, 4.0, 8.0, 16.0, 32.0):
        for level in (0.0, 50.0, 100.0):
            foretold = shifted_chance(chance_of(worth, commerce), odds * (level - 50) / 50)
            found += [
                case(f"{worth}", 0, lost=at >= foretold)._replace(
                    known={"voice": level}, worths={240.0: worth, 60.0: 5.0}
                )
                for at in range(100)
            ]
    return found


@pytest.mark.parametrize(("half", "slope", "odds"), [(6, 1.5, 0.5), (12, 2.5, 0.2), (3, 0.8, 1.0)])
def test_refitting_finds_the_policy_by_which_clients_came(half: float, slope: float, odds: float) -> None:
    pytest.importorskip("scipy")
    from projections.backtest.refitting import refitted  # noqa: PLC0415 - it needs scipy

    start = replace(POLICY, index=replace(POLICY.index, friction=0, payment=0, engagement=0))
    found = refitted(drawn(half, slope, odds), start)
    assert found.commerce.half_life == 240
    assert found.commerce.half == pytest.approx(half, rel=0.1)
    assert found.commerce.slope == pytest.approx(slope, rel=0.1)
    assert found.index.odds == pytest.approx(odds, rel=0.15)
    assert (found.index.friction, found.index.voice) == (0, 100)


def test_what_no_case_tells_stays_as_the_policy_has_it() -> None:
    pytest.importorskip("scipy")
    from projections.backtest.refitting import refitted  # noqa: PLC0415 - it needs scipy

    cases = [one._replace(known={}) for one in drawn(6, 1.5, 0)]
    assert refitted(cases, POLICY).index == POLICY.index


def test_a_test_without_lost_clients_claims_no_auc() -> None:
    days = [date(2025, 12, 31)]
    trial = Trial(days, days, None, None, None, None, None, 0.01, 0.02)
    assert trial.words == "fitted on 2025-12-31 and tested on 2025-12-31, the AUC is unknown"
