"""What is made beside its place leaves nothing there; what a killed process left goes with the next one."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from ledger.unfinished import beside
from tests.helpers.places import ROOT

_MAKES = """
import sys
from pathlib import Path
from ledger.unfinished import beside
with beside(Path(sys.argv[1])) as made:
    made.mkdir()
    (made / "part").touch()
    print(made.parent.name, flush=True)
    sys.stdin.read()
"""


def making(place: Path) -> tuple[subprocess.Popen[str], Path]:
    """A process that makes something for a place, and the folder in which it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", _MAKES, str(place)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    return process, place.with_name(process.stdout.readline().strip())


@pytest.mark.parametrize("fails", [False, True])
def test_the_folder_goes_in_the_end(tmp_path: Path, *, fails: bool) -> None:
    with suppress(ZeroDivisionError), beside(tmp_path / "out") as made:
        made.mkdir()
        (made / "part").touch()
        assert made.parent.parent == tmp_path
        assert made.parent.stat().st_mode & 0o777 == 0o700
        assert 1 / (not fails)
    assert [*tmp_path.iterdir()] == []


def test_what_a_killed_process_left_goes_with_the_next_that_makes_the_same(tmp_path: Path) -> None:
    process, left = making(tmp_path / "out")
    process.kill()
    process.communicate()
    with beside(tmp_path / "other"):
        assert left.exists()
    with beside(tmp_path / "out") as made:
        assert [*tmp_path.iterdir()] == [made.parent]


def test_what_a_living_process_makes_stays(tmp_path: Path) -> None:
    process, its = making(tmp_path / "out")
    with beside(tmp_path / "out"), beside(tmp_path / "out"):
        assert (its / "out" / "part").exists()
        assert len([*tmp_path.iterdir()]) == 3
    process.communicate("")
    assert process.returncode == 0
    assert not its.exists()


def test_what_others_made_stays(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    others = [".out.1a2b3c4d.new", ".out.goodwill-1a2b3c4d", "out.goodwill-1a2b3c4d.new"]
    others += [".out.goodwill-notes.new", ".out.goodwill-1.goodwill-1a2b3c4d.new"]
    for name in others:
        (tmp_path / name).mkdir()
    (tmp_path / ".out.goodwill-11111111.new").symlink_to(tmp_path / "data", target_is_directory=True)
    (tmp_path / ".out.goodwill-22222222.new").touch()
    before = {*tmp_path.iterdir()}
    with beside(tmp_path / "out"):
        pass
    assert {*tmp_path.iterdir()} == before


def test_a_place_where_nothing_can_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as error, beside(tmp_path / "missing" / "out"):
        pass
    assert error.value.filename == str(tmp_path / "missing" / "out")


def test_where_folders_cannot_be_locked_nothing_that_was_left_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / ".out.goodwill-1a2b3c4d.new"
    left.mkdir()

    def refuse(*_: object) -> None:
        raise OSError(os.strerror(95))

    monkeypatch.setattr("fcntl.flock", refuse)
    with beside(tmp_path / "out") as made:
        assert made.parent.exists()
    assert [*tmp_path.iterdir()] == [left]
