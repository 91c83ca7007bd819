"""The last of two orders of a day is the one of the later moment, in whatever order they were recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commanding import ordered, ran, registered

LATER, EARLIER = "2026-02-01T15:00:00+00:00", "2026-02-01T09:00:00+00:00"
DAY = ("--as-of", "2026-07-10", "--format", "json")


@pytest.fixture(params=[(LATER, EARLIER), (EARLIER, LATER)], autouse=True)
def recorded(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ACME ordered "15" at 15:00 and "09" at 09:00, recorded in both orders."""
    monkeypatch.chdir(tmp_path)
    facts = [ordered("ACME", at[11:13], at, ("TEA", "10", "10")) for at in request.param]
    ran("record", "--data", "-", input="\n".join([registered(), *facts]))


def position_of(number: str) -> int:
    shown = ran("history", "ACME", "--about", number, "--format", "json").stdout
    (entry,) = json.loads(shown)
    return int(entry["position"])


def test_a_brief_names_it() -> None:
    assert json.loads(ran("brief", "ACME", *DAY).stdout)["trade"]["last_order"]["number"] == "15"


@pytest.mark.parametrize("replayed", [False, True])
def test_the_agenda_names_its_entry_as_that_after_which_the_next_is_overdue(*, replayed: bool) -> None:
    if replayed:
        ran("replay")
    (thing,) = json.loads(ran("agenda", *DAY).stdout)["rows"]
    assert (thing["reason"], thing["entry"]) == ("order_overdue", position_of("15"))


def test_health_explains_by_it_that_the_next_is_overdue() -> None:
    told = json.loads(ran("explain", "health", "ACME", *DAY).stdout)["contributions"]
    assert [one["document"] for one in told if one["what"] == "order overdue"] == ["15"]


def test_loyalty_explains_recency_by_it_also_of_companies_of_a_group() -> None:
    # BETA belongs to ACME and ordered at noon, between the two.
    beta = registered("BETA", "Beta", parent="ACME")
    noon = ordered("BETA", "12", "2026-02-01T12:00:00+00:00", ("TEA", "10", "10"))
    ran("record", "--data", "-", input=f"{beta}\n{noon}")
    for group in ((), ("--group",)):
        told = json.loads(ran("explain", "loyalty", "ACME", *group, *DAY).stdout)["contributions"]
        assert [one["document"] for one in told if one["figure"] == "recency_days"] == ["15"]
