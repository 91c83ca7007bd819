from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import COMMANDS, goodwill
from commands.ui.failures import report
from commands.ui.lazy import LazyGroup
from commands.ui.opening import place
from ledger.errors import Conflict
from ledger.store.errors import OperationalError
from tests.conftest import Golden
from tests.helpers.commanding import INVOICE, REGISTERED, invoice, process, ran, registered, run
from tests.helpers.places import ROOT


@pytest.fixture(autouse=True)
def in_a_directory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GOODWILL_LEDGER", raising=False)


def test_every_command_of_the_table_exists_and_says_in_its_help_what_the_table_says() -> None:
    assert isinstance(goodwill, LazyGroup)
    for section in COMMANDS.values():
        for name, words in section.items():
            command = goodwill.load(name)
            assert command.name == name
            assert (command.help or "").splitlines()[0] == words
            assert "\\b" not in (command.help or "")


def test_help_is_as_agreed(golden: Golden) -> None:
    golden("help.txt", ran("--help", env={"COLUMNS": "80"}).output)


def test_the_module_is_the_command_too() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "cli.py"), "--help"], capture_output=True, check=True)
    assert done.stdout.startswith(b"Usage: goodwill ")


def test_without_a_command_the_help_is_shown_and_the_usage_is_wrong() -> None:
    done = process()
    assert done.returncode == 2
    assert "Usage: goodwill" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["helth"], "goodwill: no such command 'helth'. Did you mean 'health'?"),
        (["init", "--forse"], "goodwill: no such option '--forse'."),
        (["record", "order.plced", "ACME"], "did you mean 'order.placed'?"),
        (["health", "--as-of", "31.03.2026"], "'31.03.2026' is not a date; did you mean 2026-03-31?"),
        (
            ["explain", "ACME"],
            "'exposure'; `goodwill explain receivables ACME` explains what the client 'ACME' owes",
        ),
        (["explain", "saels", "ACME"], "'VIEW': 'saels' is no view; did you mean 'sales'?\n"),
        (["explain"], "missing argument 'VIEW'. Choose from: health, loyalty, receivables, pipeline,"),
        (["health", "--as-of", "31.02.2026"], "'31.02.2026' is not a date; there is no such day"),
        (["health", "--as-of", "2026. 03. 31."], "is not a date; did you mean 2026-03-31?"),
        (["report", "Leyla", "--month", "03.2026"], "'03.2026' is not a month; did you mean 2026-03?"),
        (["pipeline", "--period", "1.3.2026..31.3.2026"], "did you mean 2026-03-01..2026-03-31?"),
        (["health", "--known-at", "1.3.2026 10:00"], "not a date or time; did you mean 2026-03-01 10:00?"),
        (["health", "--as-of", "yesterday"], "'yesterday' is not a date; write it like 2026-03-01"),
        (["health", "--format", "xml"], "'xml' is not one of"),
        (["--ledger", "", "init"], "invalid value for --ledger: name a file or a URL"),
        (["record"], "name a kind of event, or a file with --data"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_hint(words: list[str], said: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "try `goodwill" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_refusal_ends_with_1_and_leaves_the_ledger_byte_for_byte() -> None:
    ran("init")
    ran(*REGISTERED)
    before = Path("goodwill.db").read_bytes()
    done = run(*REGISTERED[:4], "Another", *REGISTERED[5:])
    assert done.exit_code == 1
    assert done.stderr.startswith("goodwill: ")
    assert Path("goodwill.db").read_bytes() == before


def test_a_first_write_makes_the_ledger_and_says_so() -> None:
    done = ran(*REGISTERED)
    created, keys = done.stderr.splitlines()
    assert created == "created ledger goodwill.db"
    folder = keys.removeprefix("made keys in ").removesuffix("; keep a copy of this folder elsewhere")
    assert Path(folder).parent == Path(os.environ["GOODWILL_KEYS"])
    assert Path(folder).is_dir()
    assert done.stdout.startswith("recorded client.registered for ACME: Acme Ltd, currency EUR")


def test_a_first_write_that_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    done = run(*INVOICE)
    assert done.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_makes_no_ledger(tmp_path: Path) -> None:
    done = ran(*REGISTERED, "--dry-run")
    assert done.stdout == "would record client.registered for ACME: Acme Ltd, currency EUR on 2026-01-01\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["history"], ["health"], ["loyalty", "ACME"], ["receivables"]])
def test_reading_makes_no_ledger_and_says_how_to_make_one(words: list[str], tmp_path: Path) -> None:
    done = run(*words)
    assert done.exit_code == 4
    assert "make one with `goodwill init`" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_ledger_is_not_read_and_ends_with_4() -> None:
    Path("goodwill.db").write_text("a letter, not a ledger")
    done = run("history")
    assert done.exit_code == 4
    assert "Traceback" not in done.output


def test_init_makes_an_empty_ledger_once() -> None:
    created, keys, key = ran("init").stdout.splitlines()
    assert created == "created ledger goodwill.db"
    assert keys.startswith(f"made keys in {os.environ['GOODWILL_KEYS']}/")
    assert key.startswith("verification key: goodwill/")
    before = Path("goodwill.db").read_bytes()
    done = run("init")
    assert done.exit_code == 1
    assert "already" in done.stderr
    assert Path("goodwill.db").read_bytes() == before


def test_a_directory_that_cannot_be_written_ends_with_4() -> None:
    done = run(*REGISTERED, ledger="nowhere/at/all.db")
    assert done.exit_code == 4
    assert "Traceback" not in done.output


def test_the_ledger_may_be_a_url() -> None:
    ran(*REGISTERED, ledger="sqlite:///by-url.db")
    assert Path("by-url.db").exists()
    assert "ACME" in ran("history", ledger="by-url.db").stdout


def test_the_same_words_do_the_same_in_every_database(ledger_url: str) -> None:
    assert run("history", ledger=ledger_url).exit_code == 4
    assert run(*INVOICE, ledger=ledger_url).exit_code == 1
    assert run("history", ledger=ledger_url).exit_code == 4
    assert "created ledger" in ran(*REGISTERED, ledger=ledger_url).stderr
    ran(*INVOICE, ledger=ledger_url)
    assert run("init", ledger=ledger_url).exit_code == 1
    assert "100.00" in ran("receivables", "ACME", "--as-of", "2026-04-15", ledger=ledger_url).stdout


def test_a_password_in_the_url_is_never_shown() -> None:
    url = "postgresql+psycopg://me:secret@host/db?options=secret"
    assert place(url) == "postgresql+psycopg://me:***@host/db"


def test_the_ledger_and_the_actor_may_be_named_in_the_environment() -> None:
    assert (
        process(*REGISTERED, env={"GOODWILL_LEDGER": "of-env.db", "GOODWILL_ACTOR": "orxan"}).returncode == 0
    )
    assert '"actor": "orxan"' in ran("history", "--format", "jsonl", ledger="of-env.db").stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_what_was_recorded_is_said_where_standard_output_is_full() -> None:
    done = _into_full(*REGISTERED)
    assert done.returncode == 0
    assert "recorded client.registered for ACME: Acme Ltd" in done.stderr
    assert "ACME" in ran("history").stdout


def _into_full(*words: str) -> subprocess.CompletedProcess[str]:
    """Runs a command line whose standard output is a device that is always full."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        return subprocess.run(
            [sys.executable, "-c", "from cli import main; main()", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "GOODWILL_ACTOR": "leyla"},
            check=False,
        )


_MAPPING = """
[[event]]
kind = "invoice.issued"
client = "ACME"
when = 2026-01-05
fields = { number = "{Number}", amount = "7", currency = "EUR", due = 2026-02-01 }
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("settle --yes", 0, "recorded 1 settlement at position 4\ngoodwill: the result cannot be shown"),
        ("settle --yes --format json", 0, "recorded 1 settlement at position 4\n"),
        ("settle", 4, "goodwill: no space left on device\n"),
        ("reminders --record", 0, "recorded 1 reminder at position 4\ngoodwill: the result cannot be shown"),
        ("import rows.csv --map map.toml", 0, "2 rows read\n2 events recorded\n"),
        ("policy adopt policy.toml", 0, "recorded policy.adopted: own-1"),
        ("--ledger other.db demo --clients 1 --years 1", 0, "entries\ngoodwill: the result cannot be shown"),
    ],
)
def test_every_command_says_what_it_stored_where_standard_output_is_full(
    words: str, code: int, said: str
) -> None:
    ran("record", "--data", "-", input=f"{registered()}\n{invoice('17')}\n")
    ran("record", "payment.received", "ACME", "--number", "P", "--amount", "5", "--currency", "EUR")
    Path("rows.csv").write_text("Number\n1\n2\n", encoding="utf-8")
    Path("map.toml").write_text(_MAPPING, encoding="utf-8")
    Path("policy.toml").write_text('version = "own-1"\n', encoding="utf-8")
    done = _into_full(*words.split())
    assert done.returncode == code
    assert said in done.stderr


def test_where_a_file_cannot_be_written_the_error_stays_beside_what_was_stored() -> None:
    ran("record", "--data", "-", input=f"{registered()}\n{invoice('17')}\n")
    ran("record", "payment.received", "ACME", "--number", "P", "--amount", "5", "--currency", "EUR")
    Path("there.csv").write_text("of another program\n", encoding="utf-8")
    done = run("settle", "--yes", "--format", "csv", "--output", "there.csv")
    assert done.exit_code == 2
    assert done.stderr.startswith("recorded 1 settlement at position 4\ngoodwill: there.csv is there already")


def test_a_full_place_for_temporary_files_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(sqlite3.OperationalError("database or disk is full")) == 4
    said = "a temporary file cannot be written: database or disk is full; free some space, or set TMPDIR"
    assert capsys.readouterr().err == f"goodwill: {said}\n"


def test_of_a_value_of_a_megabyte_a_message_shows_the_beginning_and_the_next_step() -> None:
    ran(*REGISTERED)
    done = run("receivables", "x" * 1_000_000)
    assert done.exit_code == 1
    assert len(done.stderr) < 2_000
    assert done.stderr.startswith("goodwill: no client has the code 'xxx")


@pytest.mark.parametrize(
    ("words", "typed", "step"),
    [
        ("record --data -", '{"kind": "?"}', "`goodwill kinds` lists them"),
        (
            "record --data -",
            '{"kind": "client.parent_changed", "occurred_at": "?"}',
            "write it like 2026-03-01",
        ),
        ("record --data -", '{"kind": "client.lost", "event": {"?": 1}}', "see `goodwill kinds client.lost`"),
        ("policy check -", 'version = "?"', "see docs/reference/policy.md"),
        ("policy check -", "[?]\nx = 1", "see docs/reference/policy.md"),
    ],
)
def test_of_a_long_value_in_a_fault_the_beginning_and_the_next_step_are_shown(
    words: str, typed: str, step: str
) -> None:
    done = run(*words.split(), input=typed.replace("?", "x" * 1_000_000))
    assert done.exit_code == 1
    assert len(done.stderr) < 3_600
    assert "xxx" in done.stderr
    assert step in done.stderr


def test_a_login_without_a_name_is_asked_to_say_who_records(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError("no login")

    monkeypatch.setattr("getpass.getuser", nobody)
    done = CliRunner().invoke(goodwill, list(REGISTERED))
    assert done.exit_code == 2
    assert "say who records with --actor" in done.stderr


def test_what_nobody_expected_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a gear came off")

    monkeypatch.setattr("ledger.store.create", broken)
    done = run("init")
    assert done.exit_code == 1
    assert "something unexpected went wrong (RuntimeError: a gear came off)" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in run("init", env={"GOODWILL_DEBUG": "1"}).stderr


def test_an_interruption_is_quiet_and_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ledger.store.create", interrupted)
    done = run("init")
    assert done.exit_code == 130
    assert done.stderr.strip() == "goodwill: interrupted"


@pytest.mark.parametrize("module", ["click", "projections.framework.registry", "goodwill", "ledger.store"])
def test_an_interruption_while_modules_load_is_as_quiet(module: str) -> None:
    code = f"""
import sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from cli import main
main()"""
    done = process("health", code=code)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "goodwill: interrupted")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_after_the_work_is_done_changes_nothing(number: signal.Signals) -> None:
    code = f"""
import atexit, os, signal
from cli import main
atexit.register(os.kill, os.getpid(), {number:d})  # runs after those that main registers
main()"""
    done = process("kinds", code=code)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_database_that_fails_ends_with_4(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OperationalError("database or disk is full")

    ran("init")
    monkeypatch.setattr("ledger.store.appending.Appender.append", full)
    done = run(*REGISTERED)
    assert done.exit_code == 4
    assert done.stderr == "goodwill: the ledger cannot be read or written: database or disk is full\n"


def test_a_conflict_ends_with_5(monkeypatch: pytest.MonkeyPatch) -> None:
    def conflict(*_: object) -> None:
        raise Conflict(5)

    monkeypatch.setattr("ledger.store.create", conflict)
    done = run("init")
    assert done.exit_code == 5
    assert "try again" in done.stderr


def test_a_reader_that_closes_the_pipe_is_not_complained_to() -> None:
    lines = [registered(), *(invoice(str(number)) for number in range(3_000))]
    Path("events.jsonl").write_text("\n".join(lines))
    ran("record", "--data", "events.jsonl")
    with subprocess.Popen(
        [sys.executable, "-c", "from cli import main; main()", "history", "--format", "jsonl"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_ends_with_4() -> None:
    ran(*REGISTERED)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from cli import main; main()", "history"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 4
    assert done.stderr == "goodwill: no space left on device\n"


def test_what_the_terminal_cannot_show_is_a_question_mark_and_programs_get_utf8() -> None:
    ran("record", "client.registered", "AZ", "--name", "Xəzər", "--currency", "AZN")
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    shown = process("history", env=ascii_only)
    assert shown.returncode == 0
    assert "X?z?r" in shown.stdout
    assert "Xəzər" in process("history", "--format", "jsonl", env=ascii_only).stdout


def test_two_processes_that_record_at_once_both_record_everything() -> None:
    for name in ("A", "B"):
        lines = [registered(name), *(invoice(f"{name}{number}", name) for number in range(999))]
        Path(f"{name}.jsonl").write_text("\n".join(lines))
    both = [
        subprocess.Popen(
            [sys.executable, "-c", "from cli import main; main()", "record", "--data", f"{name}.jsonl"],
            env={**os.environ, "PYTHONPATH": str(ROOT), "GOODWILL_ACTOR": "leyla"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("A", "B")
    ]
    said = [running.communicate() for running in both]
    assert [running.returncode for running in both] == [0, 0], said
    assert len(ran("history", "--format", "jsonl").stdout.splitlines()) == 2_000
