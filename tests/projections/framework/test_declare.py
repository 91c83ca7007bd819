"""A view is one module and one registered name; a column is one field: both are found wherever views are."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from ledger.store import open_database
from ledger.store.database import Database
from projections.framework.columns import row_fields
from projections.framework.registry import ALL, REGISTER
from projections.stored.generation import current
from tests.helpers.commanding import INVOICE, REGISTERED
from tests.helpers.depth import POSTGRESQL_LATER
from tests.helpers.warm import EVERYTHING, Warm

VIEW = '''
"""How many invoices a client had."""

from dataclasses import dataclass
from typing import Annotated

from ledger.entry import Fact
from ledger.events import InvoiceIssued
from projections.framework.contributions import Contribution
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
    evolve=evolve,
    rows=rows,
    explain=explain,
    policy=("health",),
    table=Table("papers", "How many invoices each client had.", Row),
)
'''
WITH_A_COLUMN = (
    VIEW.replace(
        "    # more fields",
        '    share: Annotated[float | None, Column("What share that is.", null="none is wanted")] = 0.5',
    )
    .replace('name="papers"', 'name="sheets"')
    .replace('Table("papers"', 'Table("sheets"')
)
"""The same view under another name, with one column more."""
REGISTERING = """
from projections.framework.registry import REGISTER, RegisteredView
REGISTER["papers"] = RegisteredView("papers:VIEW", "Count invoices.")
REGISTER["sheets"] = RegisteredView("sheets:VIEW", "Count invoices again.")
"""
FORMAT = """
from commands.ui.output import FORMATS
FORMATS["count"] = lambda stream, result: stream.write(f"{len([*result.rows()])} rows")
"""


@dataclass(frozen=True)
class Program:
    """The program with two views and one format more, which works in a ledger."""

    warm: Warm
    ledger: str

    def goodwill(self, *words: str, code: int = 0) -> str:
        done = self.warm.run("from cli import main; main()", "--ledger", self.ledger, *words)
        assert done.returncode == code, done.stderr
        return done.stdout


def reference(warm: Warm) -> dict[str, str]:
    """The pages of the reference, by name, as a program writes them."""
    code = "import json; from docs.generate import pages; print(json.dumps(pages()))"
    written: dict[str, str] = json.loads(warm.run(code).stdout)
    return written


def stored_rows(database: Database, names: str, table: str = "papers") -> list[tuple[Any, ...]]:
    with database.reading() as cursor:
        cursor.execute(f"SELECT {names} FROM {table}")  # noqa: S608 - our own names
        return [tuple(row) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """The program with these views and this format."""
    place = tmp_path_factory.mktemp("warm")
    (place / "papers.py").write_text(VIEW)
    (place / "sheets.py").write_text(WITH_A_COLUMN)
    path = f"import sys; sys.path.append({str(place)!r})"
    with closing(Warm(place, f"{path}{REGISTERING}{FORMAT}{EVERYTHING}import docs.generate")) as warm:
        yield warm


@pytest.fixture
def filled(warm: Warm, ledger_url: str) -> Program:
    program = Program(warm, ledger_url)
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


@POSTGRESQL_LATER
def test_a_column_is_one_field(filled: Program) -> None:
    assert json.loads(filled.goodwill("sheets", "--format", "json"))["rows"][0]["share"] == 0.5
    assert next(csv.DictReader(filled.goodwill("sheets", "--format", "csv").splitlines()))["share"] == "0.5"
    assert "WANTED  SHARE\n" in filled.goodwill("sheets")
    filled.goodwill("replay")
    with closing(open_database(filled.ledger)) as database:
        assert stored_rows(database, "papers, share", "sheets") == [(1, 0.5)]


def test_the_reference_has_the_view_and_the_column(warm: Warm) -> None:
    pages = reference(warm)
    assert "\n## papers\n\nCount invoices.\n" in pages["views.md"]
    assert "\n## papers\n\nHow many invoices each client had." in pages["tables.md"]
    assert "\n### papers\n" in pages["commands.md"]
    for page in ("views.md", "tables.md"):
        assert "| `share` | number | What share that is. | none is wanted |\n" in pages[page]


@POSTGRESQL_LATER
def test_a_format_is_one_function(filled: Program) -> None:
    for words in (
        ["papers"],
        ["health"],
        ["receivables"],
        ["collect"],
        ["explain", "papers", "ACME"],
        ["history"],
    ):
        assert filled.goodwill(*words, "--format", "count").endswith(" rows")


def test_every_view_has_the_name_that_it_is_registered_under() -> None:
    assert [view.name for view in ALL.values()] == [*REGISTER]


def declared() -> list[type]:
    """The classes of all rows that a view declares, or that are made of one."""
    tables = [table.row for view in ALL.values() for table in view.tables]
    lists = [row for one in REGISTER.values() if one.lists for row in one.lists.rows().values()]
    return [*tables, *lists]


@pytest.mark.parametrize("row", declared(), ids=lambda row: f"{row.__module__}.{row.__name__}")
def test_every_column_says_what_it_means_and_what_an_empty_one_means(row: type) -> None:
    hints = get_type_hints(row)
    for field in row_fields(row):
        assert field.column.meaning.endswith("."), field.name
        may_be_empty = "None" in str(hints[field.name])
        assert bool(field.column.null) == may_be_empty, field.name
