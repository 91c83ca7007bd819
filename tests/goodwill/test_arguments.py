"""A function refuses an argument that makes no sense, in one sentence that says what to give instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

import goodwill
from goodwill import Ledger, Misuse
from goodwill.arguments import BOUNDS, judge

FIRST, LAST = date(2026, 3, 1), date(2026, 2, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.create(str(tmp_path_factory.mktemp("plain") / "goodwill.db"), clock=lambda: NOW) as ledger:
        yield ledger


WRONG: tuple[tuple[Callable[..., Any], dict[str, Any], str], ...] = (
    (goodwill.history, {"first": FIRST, "last": LAST}, "first=2026-03-01 comes after the last day, 2026-02-01; give"),
    (goodwill.history, {"first": FIRST, "as_of": LAST}, "first=2026-03-01 comes after the last day, 2026-02-01; give"),
    (goodwill.history, {"first": "2026-03-01"}, "first='2026-03-01' is no day; give a date"),
    (goodwill.history, {"last": NOW}, "last=2026-06-01 00:00:00\\+00:00 is a moment; give a day"),
    (goodwill.history, {"kinds": "order.placed"}, r"'order.placed' is one text and not several; give kinds=\['order"),
    (goodwill.history, {"about": 17}, "about=17 is no text; give it as one, such as about='17'"),
    (goodwill.contracts, {"within": -5}, "within=-5 is not within the bounds; give 0 to 36500"),
    (goodwill.contracts, {"within": "5"}, "within='5' is no whole number; give 0 to 36500"),
    (goodwill.objections_answers, {"within": True}, "within=True is no whole number"),
    (goodwill.liability, {"within": 36_501}, "within=36501 is not within the bounds"),
    (goodwill.agenda, {"week": 27}, "week=27 is no text"),
    (goodwill.agenda, {"week": "2025-10"}, "'2025-10' is not a week; write it like 2026-W27"),
    (goodwill.agenda, {"week": "2025-W54"}, "'2025-W54' is not a week"),
    (goodwill.week_workbook, {"manager": "Ana", "week": FIRST}, r"week=datetime.date\(2026, 3, 1\) is no text"),
    (goodwill.receivables, {"client": 5}, "client=5 is no text"),
    (goodwill.receivables, {"manager": ["Ana"]}, r"manager=\['Ana'\] is no text"),
    (goodwill.activity, {"period": "2026-Q1"}, "period='2026-Q1' is no period; give its first and its last day"),
    (goodwill.activity, {"period": (FIRST,)}, "is no period; give its first and its last day"),
    (goodwill.sales, {"period": (LAST, FIRST), "against": (FIRST, LAST)}, "the period ends on 2026-02-01, before it begins on 2026-03-01"),
    (goodwill.audit_late, {"days": -1}, "days=-1 is not within the bounds"),
    (goodwill.audit_late, {"recorded": (FIRST, LAST)}, "the period ends on 2026-02-01, before it begins"),
    (goodwill.audit_backdated, {"most": -1}, "most=-1 is not within the bounds; give 0 or more"),
    (goodwill.audit_clock, {"gap": 0}, "gap=0 is not within the bounds; give 1 to 36500"),
    (goodwill.audit_copies, {"same": "text"}, "same='text' is one text and not several"),
    (goodwill.audit_copies, {"same": ["txt"]}, "same='txt' is unknown; give some of text, near, time, place"),
    (goodwill.audit_copies, {"near": "0.8"}, "near='0.8' is no number; give one above 0, at most 1"),
    (goodwill.audit_copies, {"near": 2}, "near=2 is no similarity"),
    (goodwill.backtest, {"month_ends": 0}, "month_ends=0 is not within the bounds; give 1 to 120"),
    (goodwill.check, {"sample": 0}, "sample=0 is not within the bounds; give 1 or more"),
    (goodwill.history, {"kinds": 5}, r"kinds=5 is no collection of texts; give one, such as kinds=\['a', 'b'\]"),
    (goodwill.history, {"kinds": [5]}, r"kinds=\[5\] is no collection of texts"),
    (goodwill.history, {"kinds": iter(["order.placed"])}, "is no collection of texts"),
    (goodwill.audit_copies, {"same": ["text", 5]}, r"same=\['text', 5\] is no collection of texts"),
    (goodwill.statement, {"client": "A", "start": "2026-03-01"}, "start='2026-03-01' is no day; give a date"),
    (goodwill.statement, {"client": "A", "end": NOW}, "end=2026-06-01 00:00:00\\+00:00 is a moment; give a day"),
    (goodwill.report, {"manager": "Ana", "month": 6}, "month=6 is no text"),
    (goodwill.explain, {"view": "receivables", "client": "A", "document": 17}, "document=17 is no text"),
)  # fmt: skip
BY_POSITION: tuple[tuple[Callable[..., Any], tuple[Any, ...], str], ...] = (
    (goodwill.brief, (5,), "client=5 is no text; give it as one, such as client='5'"),
    (goodwill.report, (5, "2026-06"), "manager=5 is no text"),
    (goodwill.report, ("Ana", 6), "month=6 is no text"),
    (goodwill.explain, ("receivables", 5), "client=5 is no text"),
    (goodwill.explain, (5, "A"), "view=5 is no text"),
    (goodwill.explain_change, ("receivables", 5), "client=5 is no text"),
    (goodwill.answer, (date,), r"view=<class 'datetime.date'> is no text"),
    (goodwill.changes, (17,), "view=17 is no text"),
    (goodwill.statement, (5,), "client=5 is no text"),
)
"""What stands first in a call, without a name."""


@pytest.mark.parametrize(("function", "named", "sentence"), WRONG)
def test_an_argument_that_makes_no_sense_is_refused(
    ledger: Ledger, function: Callable[..., Any], named: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Misuse, match=sentence):
        function(ledger, **named)


@pytest.mark.parametrize(("function", "given", "sentence"), BY_POSITION)
def test_an_argument_that_is_given_by_position_is_judged_too(
    ledger: Ledger, function: Callable[..., Any], given: tuple[Any, ...], sentence: str
) -> None:
    with pytest.raises(Misuse, match=sentence):
        function(ledger, *given, **({"since": LAST} if function is goodwill.explain_change else {}))


def test_what_makes_sense_is_answered(ledger: Ledger) -> None:
    assert list(goodwill.history(ledger, first=LAST, last=FIRST, kinds=["order.placed"])) == []
    assert goodwill.contracts(ledger, within=0).rows == []
    assert goodwill.agenda(ledger, week="2025-W10").rows == []
    assert goodwill.activity(ledger, period=(LAST, FIRST)).rows == []
    assert goodwill.audit_copies(ledger, same=("near", "text")).rows == []
    assert goodwill.check(ledger, sample=1) == []
    for name, (least, most) in BOUNDS.items():
        for value in (least, most if most is not None else 10**9):
            judge(name, value)
