"""Today is the day in the time zone of the house: what is recorded now is of the day that is read now."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

import commands.ui.clock
import goodwill
from goodwill.moments import today
from tests.helpers.commanding import INVOICE, REGISTERED, ran

NOW = datetime(2026, 6, 30, 10, 30, tzinfo=UTC)
ZONE, DAY = "Pacific/Kiritimati", date(2026, 7, 1)  # 14 hours ahead of UTC: no machine has a later day
WEST, DAY_WEST = "Pacific/Pago_Pago", date(2026, 6, 29)  # and 11 hours behind


@pytest.fixture(params=[(ZONE, DAY), (WEST, DAY_WEST)], ids=["east", "west"])
def day(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> date:
    """The day of a house far from UTC, at an hour at which UTC has another."""
    zone: str = request.param[0]
    day: date = request.param[1]
    monkeypatch.chdir(tmp_path)
    moment = NOW if day == DAY else NOW.replace(hour=5)
    monkeypatch.setattr(commands.ui.clock, "datetime", SimpleNamespace(now=lambda _zone: moment))
    ran(*REGISTERED)
    ran(*INVOICE)
    ran("record", "house.described", "--name", "House", "--time-zone", zone, "--at", "2026-01-01")
    return day


def test_what_is_recorded_now_is_read_now_and_is_not_yet_to_come(day: date) -> None:
    paid = ran("record", "payment.received", "ACME", "B-1", "30.00")
    assert f"on {day} " in paid.output
    assert "yet to come" not in paid.output
    read = json.loads(ran("receivables", "--format", "json").stdout)
    assert (read["as_of"], read["rows"][0]["balance"]) == (day.isoformat(), "70.00")


_ASKING = (
    "receivables", "receivables --metrics", "receivables --roll-forward", "agenda", "advise ACME",
    "loyalty --segments --from 2026-01-31", "sales", "plan", "discounts", "explain receivables ACME",
    "changes --known-at 2026-06-01", "cover", "audit late", "reminders", "settle", "statement ACME",
)  # fmt: skip
"""Commands that take a day; those with a period end it with the day."""


def test_a_command_without_a_day_is_about_that_of_the_house(day: date) -> None:
    def asked(words: str) -> str:
        read = json.loads(ran(*words.split(), "--format", "json").stdout)
        last = read.get("as_of") or read["to"]
        return str(last["as_of"] if isinstance(last, dict) else last)

    assert {words: asked(words) for words in _ASKING} == dict.fromkeys(_ASKING, day.isoformat())


def test_stored_views_are_of_the_day_of_the_house(day: date) -> None:
    ran("replay")
    with goodwill.Ledger("goodwill.db", clock=commands.ui.clock.now) as ledger:
        assert today(ledger) == day
        assert goodwill.receivables(ledger).as_of == day


def _line(kind: str, at: date | None = None, **event: str) -> str:
    told = {"kind": kind, "client": "ACME", "event": event}
    return json.dumps(told | ({"occurred_at": at.isoformat()} if at else {}))


def test_a_line_of_data_without_a_moment_is_of_the_day_of_the_house(day: date) -> None:
    line = _line("payment.received", number="B-2", amount="1.00", currency="EUR")
    assert "yet to come" not in ran("record", "--data", "-", input=line).output
    (entry,) = json.loads(ran("history", "ACME", "--kind", "payment.received", "--format", "json").stdout)
    assert entry["occurred_at"].startswith(day.isoformat())


@pytest.mark.parametrize("day", [(WEST, DAY_WEST)], indirect=True)
def test_a_void_of_a_later_day_counts_at_once_and_is_not_yet_to_come(day: date) -> None:
    invoice = json.loads(ran("history", "ACME", "--kind", "invoice.issued", "--format", "json").stdout)[0]
    tomorrow = day + timedelta(days=1)
    paid = _line("payment.received", tomorrow, number="B-2", amount="1.00", currency="EUR")
    assert f"of {tomorrow}, which is yet to come" in ran("record", "--data", "-", input=paid).output
    void = _line("entry.voided", tomorrow, entry=invoice["id"], reason="typo")
    assert "yet to come" not in ran("record", "--data", "-", input=void).output
    assert not json.loads(ran("receivables", "--format", "json").stdout)["rows"]
