"""Totals of exported tables beside those of the commands, to the cent, as DuckDB sums them."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from projections.framework.registry import ALL
from tests.helpers.commanding import ran
from tests.helpers.depth import LONG
from tests.helpers.exported import filled, read
from tests.helpers.fixed import DAYS

DAY = DAYS[-1]
YEAR = "on_day > DATE '2025-06-30'"
"""The twelve months that views about a period show on that day."""


class Total(NamedTuple):
    """A total of a command, and where an analyst finds it.

    Attributes:
        words: of the command, without the day.
        figure: the field of its totals.
        sql: selects currency and sum.
    """

    words: str
    figure: str
    sql: str


_EACH = "SELECT currency, {sum} FROM {{{table}}} WHERE {where} GROUP BY 1"
_IF_ALL_KNOWN = "CASE WHEN count({0}) = count(*) THEN sum({0}) END"


def _sum(words: str, figure: str, table: str = "", where: str = "true", sql: str = "sum({0})") -> Total:
    table = table or words.split(maxsplit=1)[0]
    return Total(words, figure, _EACH.format(sum=sql.format(figure), table=table, where=where))


TOTALS = (
    *(_sum("receivables", figure) for figure in ("balance", "not_due", "unapplied", "disputed", "promised")),
    _sum("receivables", "balance", "receivables_items", sql="sum(open)"),
    _sum("loyalty", "monetary", where="state IS NULL"),
    _sum("pipeline", "amount"),
    _sum("pipeline", "weighted"),
    _sum("contracts", "value"),
    _sum("discounts", "given_away", where=YEAR),
    _sum("sales", "value", where=YEAR),
    _sum("sales", "margin", where=YEAR, sql=_IF_ALL_KNOWN),
    _sum("orders", "value"),
    _sum("returns", "value", where=YEAR),
)


@pytest.fixture(scope="module", params=["fixed", "demonstration"] if LONG else ["fixed"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger and its tables."""
    found = tmp_path_factory.mktemp(request.param)
    if request.param == "fixed":
        filled(found / "goodwill.db").close()
    else:
        ran("demo", ledger=found / "goodwill.db")
    ran("export", "tables", found / "tables", "--as-of", str(DAY), ledger=found / "goodwill.db")
    return found


@cache
def asked(place: Path, words: str) -> dict[str, Any]:
    """The document of a command."""
    asking = ran(*words.split(), "--as-of", str(DAY), "--format", "json", ledger=place / "goodwill.db")
    found: dict[str, Any] = json.loads(asking.stdout)
    return found


@pytest.mark.long
@pytest.mark.parametrize(
    "total", TOTALS, ids=lambda one: f"{one.words} {one.figure} {one.sql.split('{')[1].split('}')[0]}"
)
def test_a_total_is_the_same_in_the_table(total: Total, place: Path) -> None:
    shown = {
        one["currency"]: Decimal(one[total.figure])
        for one in asked(place, total.words)["totals"]
        if Decimal(one[total.figure] or 0)
    }
    found = {currency: Decimal(value) for currency, value in read(place / "tables", total.sql) if value}
    assert found == shown
    assert shown


def test_every_view_of_money_is_compared() -> None:
    compared = {total.words.split()[0] for total in TOTALS}
    counted = {"health", "objections", "market", "activity", "plan"}
    assert {*ALL} == compared | counted


def test_counts_are_the_same_in_the_tables(place: Path) -> None:
    tables = place / "tables"
    bands = {one["band"]: one["clients"] for one in asked(place, "health")["totals"]}
    assert (
        dict(read(tables, "SELECT band, count(*) FROM {health} WHERE band IS NOT NULL GROUP BY 1")) == bands
    )
    ((objections,),) = read(tables, "SELECT count(*) FROM {objections}")
    assert objections == len(asked(place, "objections")["rows"])
    (held,) = asked(place, "activity")["totals"]
    ((*sums,),) = read(
        tables, "SELECT sum(planned), sum(held), sum(missed_by_us), sum(off_plan) FROM {activity}"
    )
    assert sums == [held[name] for name in ("planned", "held", "missed_by_us", "off_plan")]


def test_the_points_of_contributions_sum_to_the_score(place: Path) -> None:
    differ = read(
        place / "tables",
        """
        SELECT client, score, sum(points) FROM {health} LEFT JOIN {health_contributions} USING (client)
        WHERE override_reason IS NULL AND score IS NOT NULL
        GROUP BY ALL HAVING abs(score - coalesce(sum(points), 0)) > 0.005
        """,
    )
    assert differ == []
    ((scores,),) = read(place / "tables", "SELECT count(score) FROM {health}")
    assert scores > 0


def test_progress_of_plans_is_that_of_the_command(place: Path) -> None:
    shown = asked(place, "plan --period 2026-04-01..2026-06-30")["rows"]
    rows = read(
        place / "tables",
        "SELECT manager, metric, currency, target, actual FROM {plan_progress} "
        "WHERE period_start = DATE '2026-04-01' AND period_end = DATE '2026-06-30'",
    )
    expected = {
        (one["group"], one["metric"], one["currency"], one["plan"], one["actual"])
        for one in shown
        if (one["start"], one["end"]) == ("2026-04-01", "2026-06-30")
    }
    assert {*rows} == {
        (*one[:3], *(None if figure is None else Decimal(figure) for figure in one[3:])) for one in expected
    }
    assert rows
