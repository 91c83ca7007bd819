"""dbt itself reads the exported project, and finds no fault in the tables: from Parquet, and in PostgreSQL.

It runs where ``GOODWILL_DBT`` names a dbt with its adapters for both; ``make check-dbt`` installs one beside
the project's environment, and runs these tests with it.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import psycopg
import pytest
from sqlalchemy.engine import make_url

import goodwill
from ledger import Ledger
from reporting.catalogue.shape import Type
from reporting.catalogue.tables import CATALOGUE, chosen
from tests.helpers.depth import LONG
from tests.helpers.exported import filled, selected
from tests.helpers.fixed import DAYS
from tests.helpers.whole_ledgers import LEDGERS, opened

DBT = os.environ.get("GOODWILL_DBT")
pytestmark = [
    pytest.mark.skipif(DBT is None, reason="GOODWILL_DBT names no dbt; `make check-dbt` installs one"),
    pytest.mark.timeout(3_600 if LONG else 240),
]
Known: TypeAlias = tuple[Ledger, date]
"""A ledger, and a day on which it has something to say."""
FEW = ("clients", "managers", "products", "order_lines", "entries", "receivables_items")
SOLD = "select currency, sum(value) as value from {{ source('goodwill', 'order_lines') }} group by 1"
_TYPES: dict[Type, str] = {
    "text": "text", "integer": "bigint", "number": "double precision", "money": "numeric", "date": "date",
    "timestamp": "timestamptz", "boolean": "boolean",
}  # fmt: skip


@pytest.fixture(scope="module", params=["fixed", *LEDGERS] if LONG else ["fixed"])
def known(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Known]:
    """The fixed ledger, which has facts for every table; and those that are whole."""
    if request.param == "fixed":
        with filled(tmp_path_factory.mktemp("fixed") / "goodwill.db") as found:
            yield found, DAYS[-1]
        return
    with opened(request.param, tmp_path_factory) as whole:
        yield whole


def tables() -> list[str]:
    """Those that are built; none: all of them."""
    return [] if LONG else [*FEW]


def built(place: Path, output: dict[str, object], **given: str) -> None:
    """Run every test of the project and build a model, in a database that a profile describes."""
    goodwill.export_dbt(place / "dbt", tables=tables())
    (place / "dbt" / "models" / "sold.sql").write_text(SOLD)
    profile = {"goodwill": {"target": "it", "outputs": {"it": {"threads": 2, **output}}}}
    (place / "dbt" / "profiles.yml").write_text(json.dumps(profile))
    done = subprocess.run(
        [str(DBT), "build", "--profiles-dir", ".", "--vars", json.dumps(given)],
        cwd=place / "dbt", env={**os.environ, "DO_NOT_TRACK": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3_000:]
    results = json.loads((place / "dbt" / "target" / "run_results.json").read_bytes())["results"]
    assert {one["status"] for one in results} == {"pass", "success"}
    assert len(results) > len(tables() or chosen())


@pytest.mark.long
def test_dbt_finds_no_fault_in_parquet_files(known: Known, tmp_path: Path) -> None:
    ledger, day = known
    goodwill.export_tables(ledger, tmp_path / "tables", tables=tables(), as_of=day)
    database = tmp_path / "it.duckdb"
    built(tmp_path, {"type": "duckdb", "path": str(database)}, goodwill_tables=str(tmp_path / "tables"))
    lines = f"{tmp_path}/tables/order_lines.parquet"
    ordered = selected(f"SELECT currency, sum(value) FROM '{lines}' GROUP BY ALL ORDER BY ALL")  # noqa: S608 - ours
    with duckdb.connect(str(database)) as made:
        assert made.execute("SELECT currency, value FROM sold ORDER BY ALL").fetchall() == ordered
    assert ordered or not goodwill.orders(ledger, as_of=day).rows


@pytest.mark.long
def test_dbt_finds_no_fault_in_postgresql(
    known: Known, tmp_path: Path, new_postgres_url: Callable[[], str]
) -> None:
    ledger, day = known
    url = make_url(new_postgres_url())
    schema = str(url.query["options"]).partition("search_path=")[2]
    goodwill.export_tables(ledger, tmp_path / "tables", form="csv", tables=tables(), as_of=day)
    where: dict[str, Any] = {
        "host": url.query.get("host") or url.host, "user": url.username, "password": url.password or "",
        "dbname": url.database, "port": url.port or 5432,
    }  # fmt: skip
    with psycopg.connect(**where, options=f"-c search_path={schema}", autocommit=True) as connection:
        for file in (tmp_path / "tables").glob("*.csv"):
            _load(connection, file)
        built(tmp_path, {"type": "postgres", "schema": schema, **where}, goodwill_schema=schema)
        made = dict(connection.execute("SELECT currency, value FROM sold").fetchall())
        lines = connection.execute("SELECT currency, sum(value) FROM order_lines GROUP BY 1").fetchall()
        assert made == dict(lines)


def _load(connection: psycopg.Connection[Any], file: Path) -> None:
    """Make a table of a CSV file, with the types of the catalogue."""
    with file.open(encoding="utf-8", newline="") as read:
        names = next(csv.reader(read))
    table = CATALOGUE[file.stem]
    columns = ", ".join(
        f"{one.name} {'numeric' if one.decimal else _TYPES[one.type]}" for one in map(table.column, names)
    )
    connection.execute(f"CREATE TABLE {table.name} ({columns})")
    with connection.cursor().copy(f"COPY {table.name} FROM STDIN (FORMAT csv, HEADER true)") as copy:
        copy.write(file.read_bytes())
