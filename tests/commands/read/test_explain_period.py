"""``goodwill explain`` of views about a period: it explains the figures that the view itself shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from projections.framework.registry import REGISTER
from tests.helpers.commanding import goods, line, ordered, ran, registered, run

DAY = ("--as-of", "2026-04-15")
OF_PERIODS = [name for name, view in REGISTER.items() if view.period and not view.of_managers]
FACTS = (
    registered("ACME", "Acme Ltd"),
    # The twelve months up to 2026-04-15 begin on 2025-04-16.
    ordered("ACME", "SO-1", "2025-04-15", ("TEA", "10", "4.00")),
    line("return.received", "ACME", "2025-04-15", number="R-1", order="SO-1", reason="wet",
         lines=goods(("TEA", "1", "4.00"))),
    ordered("ACME", "SO-2", "2025-04-16", ("TEA", "10", "3.00")),
    ordered("ACME", "SO-3", "2026-04-10", ("TEA", "4", "5.00")),
    line("return.received", "ACME", "2026-04-12", number="R-2", order="SO-3", reason="wet",
         lines=goods(("TEA", "1", "5.00"))),
    line("return.refused", "ACME", "2026-04-13", number="R-3", order="SO-3", reason="too late",
         lines=goods(("TEA", "2", "5.00"))),
)  # fmt: skip


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran("record", "--data", "-", input="\n".join(FACTS))


def explained(view: str, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ran("explain", view, "ACME", *words, "--format", "json").stdout)
    return found


def value(found: dict[str, Any]) -> str:
    (amount,) = [one["value"] for one in found["figures"] if one["figure"] == "value"]
    return str(amount)


def total(view: str, *words: str) -> str:
    (found,) = json.loads(ran(view, "ACME", *words, "--format", "json").stdout)["totals"]
    return str(found["value"])


@pytest.mark.parametrize(
    ("words", "sold", "back"),
    [
        (DAY, "45.00", "5.00"),  # 30.00 + 20.00 - 5.00; SO-1 and R-1 came a day too early
        (("--period", "2025-04"), "66.00", "4.00"),  # 40.00 - 4.00 + 30.00
        (("--period", "2026-04", *DAY), "15.00", "5.00"),
    ],
)
def test_the_entries_sum_to_what_the_view_shows(words: tuple[str, ...], sold: str, back: str) -> None:
    for view, amount in (("sales", sold), ("returns", back)):
        assert value(explained(view, *words)) == total(view, *words) == amount


@pytest.mark.parametrize("view", OF_PERIODS)
def test_every_view_about_a_period_is_explained_of_the_period_that_it_shows(view: str) -> None:
    for words in (DAY, ("--period", "2026-04", *DAY)):
        shown = json.loads(ran(view, "ACME", *words, "--format", "json").stdout)["period"]
        assert explained(view, *words)["period"] == shown
        heading = ran("explain", view, "ACME", *words).stdout.splitlines()
        assert heading[2] == f"from {shown['start']} to {shown['end']}"


def test_a_document_is_explained_whenever_it_was() -> None:
    assert value(explained("sales", "--document", "SO-1", *DAY)) == "36.00"
    assert value(explained("returns", "--document", "R-1", *DAY)) == "4.00"


def test_what_leaves_the_twelve_months_moves_the_figure() -> None:
    moved = explained("sales", "--from", "2026-04-14", "--to", "2026-04-16")
    (worth,) = [one for one in moved["figures"] if one["figure"] == "value"]
    # On the 14th the months begin on 2025-04-15; on the 16th on 2025-04-17, so that 36.00 and 30.00 went.
    assert (worth["before"], worth["after"], worth["change"]) == ("81.00", "15.00", "-66.00")


def test_a_period_is_refused_where_figures_are_of_a_day_or_of_managers_or_moved() -> None:
    for words, sentence in (
        (("receivables", "ACME"), "receivables is about a day, not about a period"),
        (("plan", "ACME"), "plan is explained of its own period"),
        (("sales", "ACME", "--from", "2026-04-01"), "--period is for the figures of a period"),
    ):
        refused = run("explain", *words, "--period", "2026-04")
        assert refused.exit_code != 0
        assert sentence in refused.stderr
