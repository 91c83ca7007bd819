"""The health score on other people's ledgers: the bars that it has to pass. Skipped where data is absent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from random import Random
from typing import Any

import pytest

from goodwill import backtest
from goodwill.asking import history_source
from projections import DEFAULT
from projections.backtest.components import component_of
from projections.backtest.ranking import HEALTH, RISKS
from projections.backtest.resampling import resampled
from projections.backtest.sample import Case, Sample, sampled
from projections.backtest.suggesting import HALF_LIVES, suggested
from projections.health.index import shift_of, shifted_chance
from projections.history import Horizon
from projections.policy import Index, Policy
from tests.helpers.depth import LONG, LONG_ONLY, far
from tests.helpers.examples import Imported
from tests.helpers.places import ROOT

PAGE = ROOT / "docs" / "how-to" / "backtest-health.md"


@pytest.mark.long
def test_the_score_ranks_the_customers_of_a_shop_for_music(music_shop: Imported) -> None:
    said = backtest(music_shop.ledger, month_ends=far(2, 12), as_of=date(1998, 6, 30)).as_json()
    days = [one["date"] for one in said["cutoffs"]]
    assert (len(days), days[0], days[-1]) == (*far((2, "1998-01-31"), (11, "1997-04-30")), "1998-02-28")
    assert said["pooled"]["auc"] >= far(0.71, 0.72)
    stands_on_the_page(said["cutoffs"])


def stands_on_the_page(cutoffs: Sequence[Mapping[str, Any]]) -> None:
    """Each month-end has its row on the page on back-tests."""
    page = PAGE.read_text(encoding="utf-8")
    for one in cutoffs:
        figures = [one[name] for name in ("auc", "auc_top_fifth", "lift", "brier")]
        cells = [one["date"], f"{one['active']:,}", f"{one['lost']:,}", *figures, f"{one['mean_error']:+}"]
        assert f"| {' | '.join(map(str, cells))} |\n" in page


@pytest.mark.long
def test_the_score_passes_its_bars_on_the_ledger_of_a_wholesaler(wholesaler: Imported) -> None:
    said = backtest(wholesaler.ledger, month_ends=far(6, 3), as_of=date(2011, 12, 31)).as_json()
    assert [one["date"] for one in said["cutoffs"][-3:]] == ["2011-06-30", "2011-07-31", "2011-08-31"]
    if LONG:
        stands_on_the_page(said["cutoffs"])
    assert said["pooled"]["auc"] >= 0.757
    assert said["pooled_top_fifth"]["auc"] >= 0.80
    assert said["lift"] >= far(1.63, 1.65)
    assert said["brier"] <= 0.202
    assert all(abs(one["mean_error"]) <= far(0.1, 0.05) for one in said["cutoffs"])
    assert said["verdict_code"] == "better_than_rivals"
    assert said["suggestion"] is None
    (rfm,) = (one for one in said["rivals"] if one["name"] == "RFM sum")
    assert rfm["low"] > 0


@pytest.mark.long
@LONG_ONLY
@pytest.mark.parametrize("index", [Index(), Index(voice=100), Index(voice=1_000, odds=4)])
def test_noise_at_any_weight_is_not_shown_to_help_on_the_ledger_of_a_wholesaler(
    sample: Sample, index: Index
) -> None:
    cases = [case for case in sample.cases if case.on >= date(2011, 6, 30)]
    for seed in range(2):
        dice = Random(seed)  # noqa: S311 - the noise
        noisy = [with_voice(case, dice.uniform(0, 100), index) for case in cases]
        intervals = resampled(noisy, {name: RISKS[name] for name in (HEALTH, "voice")}, seed=1)
        found = component_of("voice", noisy, intervals, lambda some, risks: resampled(some, risks, seed=1))
        assert found.verdict in {"no effect shown", "hurts"}
        assert found.auc_low is not None
        assert found.auc_high is not None
        assert found.auc_low < 0.5 < found.auc_high


def with_voice(case: Case, level: float, index: Index) -> Case:
    """A case of a client of whom nothing was known but orders, had its voice been heard too."""
    known = {"friction": None, "payment": None, "engagement": None, "voice": level}
    odds = shift_of(known, index, index).odds
    assert not case.known
    return case._replace(
        score=shifted_chance(case.score, odds),
        without={name: shifted_chance(score, odds) for name, score in case.without.items()}
        | {"voice": case.score},
        known={"voice": level},
    )


@pytest.mark.long
@LONG_ONLY
def test_nothing_better_is_found_on_the_ledger_of_a_wholesaler(wholesaler: Imported, sample: Sample) -> None:
    pytest.importorskip("scipy")

    def again(policy: Policy, most: int) -> Sample:
        return asked_of(wholesaler, policy, most)

    found = suggested(sample, DEFAULT, again, partial(resampled, seed=1), date(2011, 12, 31))
    assert (found.code, found.policy) == ("nothing_better", None)
    assert found.words.startswith(
        "Nothing better found: fitted on 2011-03-31 to 2011-04-30 and tested on 2011-07-31 to 2011-08-31, "
    )
    assert found.trial is not None
    assert found.trial.low is not None
    assert -0.005 < found.trial.low <= 0


@pytest.fixture(scope="module")
def sample(wholesaler: Imported) -> Sample:
    """All month-ends of the wholesaler, made once, with what refitting needs."""
    return asked_of(wholesaler, DEFAULT, 12, sorted({*HALF_LIVES, DEFAULT.health.commerce.half_life}))


def asked_of(wholesaler: Imported, policy: Policy, most: int, half_lives: Sequence[float] = ()) -> Sample:
    horizon = Horizon(date(2011, 12, 31), None, wholesaler.report.recorded)
    source = history_source(wholesaler.ledger)
    return sampled(source, horizon, policy, most=most, half_lives=half_lives)
