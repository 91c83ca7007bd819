"""A period that is not over is shown up to today, whoever asks: a command or a program."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import commands.ui.clock
import goodwill
from goodwill.moments import period_end
from tests.helpers.commanding import ran
from tests.helpers.fixed import KNOWN, recorded

TODAY = KNOWN.astimezone().date()
OPEN = (date(TODAY.year, 1, 1), date(TODAY.year, 12, 31))
AHEAD = (TODAY + timedelta(days=1), TODAY + timedelta(days=90))
OVER = (date(TODAY.year, 1, 1), TODAY - timedelta(days=1))
WITHIN = date(TODAY.year, 5, 31)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("periods") / "goodwill.db"


@pytest.fixture(scope="module")
def ledger(place: Path) -> Iterator[goodwill.Ledger]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands.ui.clock, "datetime", SimpleNamespace(now=lambda _zone: KNOWN))
        with recorded(place) as ledger:
            yield ledger


Answers = Callable[..., goodwill.Answer]


@pytest.mark.parametrize("period", [OPEN, AHEAD], ids=["open", "ahead"])
@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("plan", ("plan",)),
        ("pay", ("pay",)),
        ("sales", ("sales",)),
        ("returns", ("returns",)),
        ("activity", ("activity",)),
        ("key_accounts", ("key-accounts",)),
        ("discounts", ("discounts",)),
        ("pipeline_closed", ("pipeline", "--closed")),
        ("pipeline_calibration", ("pipeline", "--calibration")),
        ("metrics", ("receivables", "--metrics")),
        ("roll_forward", ("receivables", "--roll-forward")),
    ],
)
def test_a_program_is_told_what_the_command_prints(
    ledger: goodwill.Ledger, place: Path, function: str, words: tuple[str, ...], period: tuple[date, date]
) -> None:
    ask: Answers = getattr(goodwill, function)
    options = {"by": "manager"} if function == "activity" else {}  # the command sums by manager
    answer = ask(ledger, period=period, **options)
    assert answer.as_of == (TODAY if period == OPEN else period[1])
    asked = (*words, "--period", f"{period[0]}..{period[1]}", "--format", "json")
    assert answer.as_json() == json.loads(ran(*asked, ledger=place).stdout)


@pytest.mark.parametrize(
    ("period", "as_of", "end"),
    [
        (OPEN, None, TODAY),
        (OPEN, WITHIN, WITHIN),
        (AHEAD, None, AHEAD[1]),
        (AHEAD, TODAY, TODAY),
        (OVER, None, OVER[1]),
        (OVER, TODAY, OVER[1]),
        ((None, OVER[1]), None, OVER[1]),
        ((OVER[0], None), None, TODAY),
    ],
)
def test_a_period_is_shown_up_to_its_end_or_the_day_asked_for(
    period: tuple[Any, Any], as_of: date | None, end: date
) -> None:
    assert period_end(*period, as_of, TODAY) == end


def test_a_day_within_a_closed_listing_ends_its_period(ledger: goodwill.Ledger) -> None:
    assert goodwill.pipeline_closed(ledger, period=OPEN, as_of=WITHIN).as_of == WITHIN
    assert goodwill.sales(ledger, period=OPEN, as_of=WITHIN).as_of == WITHIN


def test_a_report_as_of_a_day_to_come_counts_the_visits_planned_until_then(tmp_path: Path) -> None:
    on = KNOWN - timedelta(days=1)
    client = {"code": "ACME", "name": "Acme", "currency": "EUR", "manager": "Ana"}
    visit = {"visit": "V-1", "at": "2026-07-10T10:00Z", "channel": "visit", "purpose": "list"}
    with goodwill.Ledger.create(str(tmp_path / "goodwill.db"), clock=lambda: KNOWN) as ledger:
        for kind, fields in (("client.registered", client), ("visit.planned", visit)):
            ledger.record(goodwill.Draft(goodwill.make_event(kind, fields), on, "ana", "ACME"))
        for as_of, planned in ((None, 0), (date(2026, 7, 31), 1)):
            figures = goodwill.report(ledger, "Ana", "2026-07", as_of=as_of).figures
            assert next(one.month for one in figures if one.figure == "planned") == planned
