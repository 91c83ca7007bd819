"""Totals of exported tables beside those of the commands, to the cent, as DuckDB sums them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import goodwill
from projections.framework.registry import names_with_rows
from tests.helpers.commanding import ran
from tests.helpers.depth import LONG
from tests.helpers.exported import filled, read
from tests.helpers.fixed import DAYS
from tests.helpers.whole_ledgers import LEDGERS, opened

YEAR = "on_day > DATE '{day}' - INTERVAL 1 YEAR"
"""The twelve months that views about a period show."""
SPARSE = {"receivables", "wholesaler"}
"""Public data, which is about a few things only."""


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


class Place(NamedTuple):
    """A folder with a ledger and its tables, as of a day."""

    name: str
    ledger: Path
    tables: Path
    day: date

    def asked(self, words: str) -> dict[str, Any]:
        """The document of a command."""
        return _asked(self.ledger, f"{words} --as-of {self.day}")

    def read(self, sql: str) -> list[tuple[Any, ...]]:
        """What DuckDB selects from the tables; {day} is the day."""
        return read(self.tables, sql.replace("{day}", str(self.day)))


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
    _sum("discounts", "given_away"),
    _sum("sales", "value", where=YEAR),
    _sum("sales", "margin", where=YEAR, sql=_IF_ALL_KNOWN),
    _sum("orders", "value"),
    _sum("returns", "value", where=f"{YEAR} AND what <> 'refused'"),
)


@pytest.fixture(scope="module", params=["fixed", *LEDGERS] if LONG else ["fixed"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A ledger with its tables: the fixed one, or one that is whole."""
    tables = tmp_path_factory.mktemp(request.param) / "tables"
    fixed = request.param == "fixed"
    kept = nullcontext((filled(tables.parent / "goodwill.db"), DAYS[-1])) if fixed else None
    with kept or opened(request.param, tmp_path_factory) as (ledger, day):
        goodwill.export_tables(ledger, tables, as_of=day)
        yield Place(request.param, Path(ledger.database.place), tables, day)


@cache
def _asked(ledger: Path, words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ran(*words.split(), "--format", "json", ledger=ledger).stdout)
    return found


@pytest.mark.long
@pytest.mark.parametrize(
    "total", TOTALS, ids=lambda one: f"{one.words} {one.figure} {one.sql.split('{')[1].split('}')[0]}"
)
def test_a_total_is_the_same_in_the_table(total: Total, place: Place) -> None:
    shown = {
        one["currency"]: Decimal(one[total.figure])
        for one in place.asked(total.words)["totals"]
        if Decimal(one[total.figure] or 0)
    }
    found = {currency: Decimal(value) for currency, value in place.read(total.sql) if value}
    assert found == shown
    assert shown or place.name in SPARSE


def test_every_view_of_money_is_compared() -> None:
    compared = {total.words.split()[0] for total in TOTALS}
    counted = {"health", "objections", "market", "activity", "plan"}
    assert {*names_with_rows()} == compared | counted


def test_counts_are_the_same_in_the_tables(place: Place) -> None:
    bands = {(one["band"], one["state"], one["clients"]) for one in place.asked("health")["totals"]}
    assert {*place.read("SELECT band, state, count(*) FROM {health} GROUP BY ALL")} == bands
    ((objections,),) = place.read("SELECT count(*) FROM {objections}")
    assert objections == len(place.asked("objections")["rows"])
    counted = ("planned", "held", "missed_by_us", "off_plan")
    sums = place.read(
        "SELECT sum(planned), sum(held), sum(missed_by_us), sum(off_plan) FROM {activity} HAVING count(*) > 0"
    )
    shown = place.asked("activity")["totals"]
    assert sums == [tuple(one[name] for name in counted) for one in shown]
    assert sums or place.name in SPARSE


def test_the_points_of_contributions_sum_to_the_score(place: Place) -> None:
    differ = place.read(
        """
        SELECT client, score, sum(points) FROM {health} LEFT JOIN {health_contributions} USING (client)
        WHERE override_reason IS NULL AND score IS NOT NULL
        GROUP BY ALL HAVING abs(score - coalesce(sum(points), 0)) > 0.005
        """,
    )
    assert differ == []
    ((scores,),) = place.read("SELECT count(score) FROM {health}")
    assert scores or place.name in SPARSE


def test_progress_of_plans_is_that_of_the_command(place: Place) -> None:
    shown = place.asked("plan --period 2026-04-01..2026-06-30")["rows"]
    rows = place.read(
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
    assert rows or place.name in SPARSE
