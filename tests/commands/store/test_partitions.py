"""``goodwill export entries --format parquet`` and ``replay --from`` at the prompt."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from time import sleep

import pytest

from tests.helpers.commanding import invoice, line, process, ran, registered, run

EXPORT = ("export", "entries", "out", "--format", "parquet")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients, of whom one was billed and paid."""
    monkeypatch.chdir(tmp_path)
    payment = line("payment.received", "ACME", "2026-03-20", number="5", amount="40", currency="EUR")
    other = line("client.registered", "BETA", "2026-01-01", code="BETA", name="Beta", currency="EUR")
    ran("record", "--data", "-", input="\n".join([registered(), invoice("17"), payment, other]))


def shown(*words: str) -> str:
    return ran("receivables", "--as-of", "2026-03-31", "--format", "jsonl", *words).stdout


def test_entries_go_to_partitions_and_views_come_back() -> None:
    before = shown()
    assert ran(*EXPORT, "--partitions", "2").output == "out holds 4 entries\n"
    made = ran("replay", "--from", "out", "--jobs", "2").output
    assert made == "rebuilt the stored views from 4 entries\n"
    made = ran("replay", "--from", "out", "--to", "tables", "--as-of", "2026-03-31").output
    assert made == "tables holds the tables of 4 entries, as of 2026-03-31\n"
    assert ran("replay", "--from", "out", "--to", "tables").output == made
    other = run("replay", "--from", "out", "--to", "tables", "--as-of", "2026-03-30")
    assert other.exit_code == 4
    assert "what is in tables is as of 2026-03-31; give that day, or name another folder" in other.stderr
    assert sorted(path.name for path in Path("out").iterdir()) == ["000000001-000000004", "manifest.json"]
    assert shown() == before
    assert ran("check").output == ""
    ran("record", "--data", "-", input=invoice("18"))
    assert ran(*EXPORT).output == "out holds 5 entries\n"
    assert ran("load", "out", ledger="new.db").output == "loaded 5 entries into new.db\n"
    assert ran("verify", ledger="new.db").output == ""


def test_views_in_another_database_are_made_from_partitions() -> None:
    ran(*EXPORT)
    ran("replay", "--from", "out", "--to", "sqlite:///views.db")
    asked = ("receivables", "--as-of", "2026-03-31", "--format", "jsonl")
    assert ran("--views", "views.db", *asked).stdout == ran(*asked).stdout
    assert Path("views.db").stat().st_size > 0


def test_a_database_that_is_not_there_is_told_before_anything_is_folded() -> None:
    ran(*EXPORT)
    result = run("replay", "--from", "out", "--to", "postgresql://nobody@127.0.0.1:1/x")
    assert result.exit_code == 4
    assert "cannot be read" in result.stderr
    assert sorted(path.name for path in Path("out").iterdir()) == ["000000001-000000004", "manifest.json"]


def test_no_ledger_is_needed_for_tables_in_a_folder() -> None:
    ran(*EXPORT)
    Path("goodwill.db").unlink()
    ran("replay", "--from", "out", "--to", "tables")
    assert Path("tables/datapackage.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("replay --to rows", "--to goes with --from DIR"),
        ("replay --engine ray", "--engine goes with --from DIR"),
        ("replay --from . --address 127.0.0.1:1", "--address goes with --engine ray"),
        ("replay --from . --policy x.toml --diff", "leave out --from"),
        ("replay --from . --to out --no-months", "tables in a folder have no month-ends"),
        ("replay --from . --as-of 2026-03-31", "--policy FILE --diff, or with --from DIR --to FOLDER"),
        ("replay --from . --to v.db", "for views in a file of SQLite write --to sqlite:///v.db"),
        ("replay --from . --to no/such/place", "there is no folder no/such; make it, or name another"),
        ("replay --from . --jobs 257", "257 is not within the bounds; give 1 to 256"),
        ("export entries out --partitions 3", "write export entries DIR --format parquet"),
        ("export beancount --format parquet", "export beancount has no --format; leave it out"),
    ],
)
def test_options_that_do_not_belong_together_are_wrong_usage(words: str, said: str) -> None:
    Path("x.toml").write_text('version = "1"\n', encoding="utf-8")
    result = run(*words.split())
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_folder_that_is_no_export_is_refused() -> None:
    result = run("replay", "--from", ".")
    assert result.exit_code == 4
    assert "is not what `goodwill export entries --format parquet` wrote" in result.stderr


@pytest.fixture
def short() -> Iterator[Path]:
    """A temporary folder with a short name: Ray keeps sockets in one, whose names have a limit."""
    folder = tempfile.mkdtemp(prefix="gw", dir="/tmp")
    yield Path(folder)
    shutil.rmtree(folder)


def processes(folder: Path) -> list[Path]:
    """The processes that have a folder among their arguments, in /proc."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str(folder).encode() in (place / "cmdline").read_bytes():
                found.append(place)
    return found


def listening(folder: Path) -> set[str]:
    """The addresses, as the kernel writes them, on which these processes listen."""
    sockets = set()
    for place in processes(folder):
        with suppress(OSError):
            sockets |= {str(file.readlink())[8:-1] for file in (place / "fd").iterdir()}
    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path("/proc/net", name).read_text().splitlines()
    ]
    return {line[1].split(":")[0] for line in lines if line[3] == "0A" and line[9] in sockets}


LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
"""127.0.0.1, the same of a socket of both kinds, and ::1."""


def test_ray_listens_on_loopback_makes_the_same_bytes_and_leaves_no_process_and_no_file(short: Path) -> None:
    pytest.importorskip("ray")
    ran(*EXPORT, "--partitions", "2")
    words = ("replay", "--from", "out", "--as-of", "2026-03-31", "--to")
    ran(*words, "rows")
    with ThreadPoolExecutor(1) as thread:
        env = {"TMPDIR": str(short)}
        running = thread.submit(process, *words, "rays", "--engine", "ray", "--jobs", "1", env=env)
        heard = set[str]()
        while not running.done():
            heard |= listening(short)
            sleep(0.2)
    done = running.result()
    assert (done.returncode, done.stderr) == (0, "rays holds the tables of 4 entries, as of 2026-03-31\n")
    rows, rays = (
        {path.relative_to(name): path.read_bytes() for path in Path(name).rglob("*") if path.is_file()}
        for name in ("rows", "rays")
    )
    assert rows == rays
    assert heard
    assert heard <= LOOPBACK
    assert [*short.iterdir()] == []
    assert processes(short) == []


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("127.0.0.1:1", "Connection refused"),
        ("nowhere", "that is no HOST:PORT"),
        ("[::1]:x", "that is no HOST:PORT"),
    ],
)
def test_a_cluster_that_is_not_there_is_named(address: str, reason: str) -> None:
    pytest.importorskip("ray")
    ran(*EXPORT)
    result = run("replay", "--from", "out", "--to", "rows", "--engine", "ray", "--address", address)
    assert result.exit_code == 1
    assert f"no Ray cluster listens at {address} ({reason})" in result.stderr
    assert not Path("rows").exists()


@pytest.mark.parametrize("to", [("--to", "rows"), ("--to", "sqlite:///views.db"), ()])
def test_without_ray_nothing_is_begun(to: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    ran(*EXPORT)
    before = {*Path().rglob("*")}
    monkeypatch.setitem(sys.modules, "ray", None)
    result = run("replay", "--from", "out", *to, "--engine", "ray")
    assert result.exit_code == 1
    assert "--engine ray needs Ray; install it with `pip install '.[ray]'`" in result.stderr
    assert {*Path().rglob("*")} == before
