from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from cli import goodwill
from commands.ui.lazy import LazyGroup
from tests.helpers.commanding import invoice, ran, registered, run

DAY = ("receivables", "--as-of", "2026-04-15")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that owes an invoice, in the directory where the test runs."""
    monkeypatch.chdir(tmp_path)
    ran("record", "--data", "-", input="\n".join([registered(), invoice("1")]))


@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("named", ["{}", "./{}", "sub/../{}", "link"])
def test_no_output_replaces_the_ledger(end: str, named: str) -> None:
    Path("sub").mkdir()
    Path("link").symlink_to(f"goodwill.db{end}")
    before = Path("goodwill.db").read_bytes()
    done = run(*DAY, "--output", named.format(f"goodwill.db{end}"), "--force")
    assert done.exit_code == 2
    assert "--output names the ledger" in done.stderr
    assert Path("goodwill.db").read_bytes() == before


_GIVEN = {
    ("template", "week"): ("--manager", "Leyla", "--week", "2026-W27"),
    ("report",): ("--month", "2026-06"),
}
"""The options that a command cannot do without."""


def _writers(command: click.Command, *words: str) -> Iterator[list[str]]:
    """The words of each command that writes to a file, up to the option that names it."""
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            full = command.load(name) if isinstance(command, LazyGroup) else one
            yield from _writers(full, *words, name)
        return
    needed = [
        one.type.choices[0] if isinstance(one.type, click.Choice) else "rows.csv"
        for one in command.params
        if isinstance(one, click.Argument) and one.required
    ]
    for option in ("--output", "--rejects"):
        if any(option in one.opts for one in command.params):
            yield [*words, *needed, *_GIVEN.get(words, ()), option]


def test_no_command_at_all_replaces_the_ledger() -> None:
    before = Path("goodwill.db").read_bytes()
    Path("rows.csv").write_text("", encoding="utf-8")
    writers = [*_writers(goodwill)]
    assert ["kinds", "--output"] in writers
    for words in writers:
        done = run(*words, "goodwill.db", "--force")
        assert (done.exit_code, Path("goodwill.db").read_bytes()) == (2, before), words
        assert "names the ledger" in done.stderr, words


def test_nor_one_that_a_url_names(tmp_path: Path) -> None:
    done = run(*DAY, "--output", "goodwill.db", ledger=f"sqlite:///{tmp_path}/goodwill.db")
    assert "--output names the ledger" in done.stderr


def test_nor_the_stored_views() -> None:
    ran("--views", "views.db", "replay")
    done = run("--views", "views.db", *DAY, "--output", "views.db")
    assert "--output names the stored views" in done.stderr


def test_nor_what_the_command_reads() -> None:
    Path("rows.csv").write_text("client\n", encoding="utf-8")
    Path("map.toml").write_text("", encoding="utf-8")
    for read in ("rows.csv", "map.toml"):
        before = Path(read).read_bytes()
        done = run("import", "rows.csv", "--map", "map.toml", "--rejects", read)
        assert done.exit_code == 2
        assert f"--rejects names a file that the command reads, {read}" in done.stderr
        assert Path(read).read_bytes() == before


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_a_file_of_the_same_command_is_replaced_and_no_other(form: str) -> None:
    ran(*DAY, "--format", form, "--output", "out")
    ran("receivables", "--as-of", "2026-05-15", "--format", form, "--output", "out")
    assert Path("out").read_text(encoding="utf-8")
    ran("health", "--as-of", "2026-04-15", "--format", form, "--output", "other")
    before = Path("other").read_bytes()
    done = run(*DAY, "--format", form, "--output", "other")
    assert (done.exit_code, Path("other").read_bytes()) == (2, before)
    assert "name another file, or add --force" in done.stderr
    ran(*DAY, "--format", form, "--output", "other", "--force")
    assert Path("other").read_bytes() != before


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_a_letter_is_never_replaced_by_data(form: str) -> None:
    Path("out").write_text("Dear Leyla,\n", encoding="utf-8")
    done = run(*DAY, "--format", form, "--output", "out")
    assert (done.exit_code, Path("out").read_text(encoding="utf-8")) == (2, "Dear Leyla,\n")


@pytest.mark.parametrize(
    ("form", "there"),
    [
        ("table", "Receivables I must call about\n"),
        ("html", "<!doctype html>\n<html><body>my shop</body></html>\n"),
    ],
)
def test_nor_by_a_report_that_begins_like_it(form: str, there: str) -> None:
    Path("out").write_text(there, encoding="utf-8")
    words = ("statement", "ACME", "--to", "2026-04-15") if form == "html" else DAY
    done = run(*words, "--format", form, "--output", "out")
    assert (done.exit_code, Path("out").read_text(encoding="utf-8")) == (2, there)


def test_a_statement_as_a_page_replaces_one_of_another_day() -> None:
    for day in ("2026-04-15", "2026-05-15"):
        ran("statement", "ACME", "--to", day, "--format", "html", "--output", "out")
    assert "2026" in Path("out").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_an_empty_result_replaces_a_full_one_and_is_replaced_by_one(form: str) -> None:
    days = ("2026-04-15", "2025-01-01", "2026-04-15")
    sizes = []
    for day in days:
        ran("history", "--as-of", day, "--format", form, "--output", "out")
        sizes.append(Path("out").stat().st_size)
    assert sizes[0] == sizes[2] > sizes[1]


def test_a_new_file_is_its_owners_and_one_that_was_there_keeps_its_mode() -> None:
    ran(*DAY, "--output", "out")
    assert stat.S_IMODE(Path("out").stat().st_mode) == 0o600
    Path("out").chmod(0o644)
    ran(*DAY, "--output", "out")
    assert stat.S_IMODE(Path("out").stat().st_mode) == 0o644


def test_a_link_is_not_followed() -> None:
    Path("kept").write_text("", encoding="utf-8")
    Path("link").symlink_to("kept")
    done = run(*DAY, "--output", "link")
    assert done.exit_code == 2
    assert "link is a link; name the file that it leads to" in done.stderr
    assert Path("link").is_symlink()


def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        ran(*DAY, "--format", "csv", "--output", "pipe")
        assert os.read(end, 100).startswith(b"client,name,currency")
    finally:
        os.close(end)


@pytest.mark.parametrize("wrong", [errno.EROFS, errno.EACCES])
def test_where_no_file_can_be_made_the_error_names_what_was_asked_for(
    wrong: int, monkeypatch: pytest.MonkeyPatch
) -> None:

    def refuse(path: Path, *_: Any, **__: Any) -> None:
        raise OSError(wrong, os.strerror(wrong), str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    done = run(*DAY, "--output", "out.txt")
    assert done.exit_code == 4
    assert done.stderr == "goodwill: out.txt: its directory cannot be written; name a file in another one\n"


def test_a_file_that_cannot_take_its_place_is_named_as_it_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(beside: Path, target: Path) -> Path:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(beside), None, str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    done = run(*DAY, "--output", "out.txt")
    assert done.stderr == "goodwill: out.txt: its directory cannot be written; name a file in another one\n"
    assert [one.name for one in Path().iterdir()] == ["goodwill.db"]
