"""A view is one module and one registered name; a column is one field: both are found wherever views are."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from ledger.store import open_database
from ledger.store.database import Database
from projections import ALL
from projections.framework.columns import row_fields
from projections.framework.registry import REGISTER
from projections.stored.generations import current
from tests.helpers.commanding import INVOICE, REGISTERED
from tests.helpers.places import ROOT

VIEW = '''
"""How many invoices a client had."""

from dataclasses import dataclass
from typing import Annotated

from ledger.entry import Fact
from ledger.events import InvoiceIssued
from projections.framework.attribution.contributions import Contribution
from projections.framework.columns import CLIENT, NAME, Column
from projections.framework.declare import View
from projections.framework.tables import Table


@dataclass(slots=True)
class Papers:
    positions: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    client: Annotated[str, CLIENT]
    name: Annotated[str | None, NAME]
    papers: Annotated[int, Column("Invoices issued.", unit="invoices")]
    wanted: Annotated[int, Column("Invoices that the policy wants.", unit="invoices")]
    # more fields


def evolve(state: Papers | None, entry: Fact, event: InvoiceIssued) -> Papers:
    state = state or Papers([])
    state.positions.append(entry.position)
    return state


def found(party):
    return [position for _, state in party.members if state for position in state.positions]


def rows(party, as_of, policy):
    wanted = int(policy.health.watch_from)
    return [Row(client=party.code, name=party.name, papers=len(found(party)), wanted=wanted)]


def explain(party, as_of, policy):
    return [Contribution("papers", None, "invoice", None, position, 1) for position in found(party)]


VIEW = View(
    name="papers",
    version=1,
    evolve=evolve,
    rows=rows,
    explain=explain,
    policy=("health",),
    table=Table("papers", "How many invoices each client had.", Row),
)
'''
COLUMN = (
    "    # more fields",
    '    share: Annotated[float | None, Column("What share that is.", null="none is wanted")] = 0.5',
)
REGISTERING = """
from projections.framework.registry import REGISTER, Registered
REGISTER["papers"] = Registered("papers:VIEW", "Count invoices.")
"""


class Program:
    """The program with one view more, as a process of its own."""

    def __init__(self, place: Path, ledger: str, view: str = VIEW) -> None:
        (place / "papers.py").write_text(view)
        self.place, self.ledger = place, ledger

    def run(self, code: str, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", REGISTERING + code, *words],
            env={**os.environ, "PYTHONPATH": f"{ROOT}:{self.place}", "GOODWILL_ACTOR": "leyla"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def goodwill(self, *words: str, code: int = 0) -> str:
        done = self.run("from cli import main; main()", "--ledger", self.ledger, *words)
        assert done.returncode == code, done.stderr
        return done.stdout

    def page(self, name: str) -> str:
        return self.run(
            "import sys; from docs.generate import pages; print(pages()[sys.argv[1]])", name
        ).stdout


def stored_rows(database: Database, names: str) -> list[tuple[Any, ...]]:
    with database.reading() as cursor:
        cursor.execute(f"SELECT {names} FROM papers")  # noqa: S608 - our own names
        return [tuple(row) for row in cursor.fetchall()]


@pytest.fixture
def filled(tmp_path: Path, ledger_url: str) -> Program:
    program = Program(tmp_path, ledger_url)
    program.goodwill("init")
    program.goodwill(*REGISTERED)
    program.goodwill(*INVOICE)
    return program


def test_a_view_is_one_module_and_one_registered_name(filled: Program, tmp_path: Path) -> None:
    assert "papers" in filled.goodwill("--help")
    assert "Count invoices." in filled.goodwill("papers", "--help")
    (row,) = json.loads(filled.goodwill("papers", "--format", "json"))["rows"]
    assert row == {"client": "ACME", "name": "Acme Ltd", "papers": 1, "wanted": 60}
    assert filled.goodwill("papers", "BETA", code=1) == ""

    (line,) = json.loads(filled.goodwill("explain", "papers", "ACME", "--format", "json"))["contributions"]
    assert (line["figure"], line["entry"], line["total"]) == ("papers", 2, "1")

    filled.goodwill("replay")
    with closing(open_database(filled.ledger)) as database:
        assert stored_rows(database, "client, name, papers, wanted") == [("ACME", "Acme Ltd", 1, 60)]
        assert filled.goodwill("check") == ""
        assert json.loads(filled.goodwill("papers", "--format", "json"))["rows"] == [row]
        with database.writing() as cursor:
            generation = current(database, cursor)
            assert generation is not None
            cursor.execute(f"UPDATE {generation.table('papers')} SET papers = 7")  # noqa: S608 - our own names
    assert "papers 7, where the entries give 1" in filled.goodwill("check", code=3)

    (tmp_path / "other.toml").write_text("version = 'other'\n[health]\nwatch_from = 30\n")
    changes = filled.goodwill(
        "replay", "--policy", str(tmp_path / "other.toml"), "--diff", "--format", "jsonl"
    )
    assert ("papers", "wanted", 60, 30) in [
        tuple(one[name] for name in ("view", "figure", "now", "then"))
        for one in map(json.loads, changes.splitlines())
    ]

    assert "\n## papers\n\nCount invoices.\n" in filled.page("views.md")
    assert "\n## papers\n\nHow many invoices each client had." in filled.page("tables.md")
    assert "\n### papers\n" in filled.page("commands.md")


def test_a_column_is_one_field(filled: Program) -> None:
    more = Program(filled.place, filled.ledger, VIEW.replace(*COLUMN))
    assert json.loads(more.goodwill("papers", "--format", "json"))["rows"][0]["share"] == 0.5
    assert next(csv.DictReader(more.goodwill("papers", "--format", "csv").splitlines()))["share"] == "0.5"
    assert "WANTED  SHARE\n" in more.goodwill("papers")
    more.goodwill("replay")
    with closing(open_database(more.ledger)) as database:
        assert stored_rows(database, "papers, share") == [(1, 0.5)]
    for page in ("views.md", "tables.md"):
        assert "| `share` | number | What share that is. | none is wanted |\n" in more.page(page)


def test_a_format_is_one_function(filled: Program) -> None:
    code = """
from commands.ui.output import FORMATS
FORMATS["count"] = lambda stream, result: stream.write(f"{len([*result.rows()])} rows")
from cli import main
main()
"""
    for words in (
        ["papers"],
        ["health"],
        ["receivables"],
        ["collect"],
        ["explain", "papers", "ACME"],
        ["history"],
    ):
        done = filled.run(code, "--ledger", filled.ledger, *words, "--format", "count")
        assert done.stdout.endswith(" rows"), done.stderr


def test_every_view_has_the_name_that_it_is_registered_under() -> None:
    assert [view.name for view in ALL.values()] == [*REGISTER]


def declared() -> list[type]:
    """The classes of all rows that a view declares, or that are made of one."""
    tables = [table.row for view in ALL.values() for table in view.tables]
    lists = [row for view in ALL.values() if view.lists for row in view.lists.rows().values()]
    return [*tables, *lists]


@pytest.mark.parametrize("row", declared(), ids=lambda row: f"{row.__module__}.{row.__name__}")
def test_every_column_says_what_it_means_and_what_an_empty_one_means(row: type) -> None:
    hints = get_type_hints(row)
    for field in row_fields(row):
        assert field.column.meaning.endswith("."), field.name
        may_be_empty = "None" in str(hints[field.name])
        assert bool(field.column.null) == may_be_empty, field.name
