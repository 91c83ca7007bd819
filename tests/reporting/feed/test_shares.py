"""An export in shares: the files are the same whichever process makes which share, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import goodwill
from goodwill import exported_rows
from ledger import Ledger
from reporting.feed.folder import FORMATS
from tests.helpers.exported import filled
from tests.helpers.fixed import DAYS

DAY = DAYS[-1]


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """The fixed ledger with stored views, and a share for each few entries."""
    monkeypatch.setattr(exported_rows, "_ENTRIES", 20)
    with filled(tmp_path / "goodwill.db") as found:
        goodwill.replay(found)
        yield found


class Backwards:
    """Runs the last task first."""

    def run(self, work: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """As ``Executor``."""
        tasks = [*tasks][::-1]
        assert len(tasks) > 20
        return ((task, work(task)) for task in tasks)


@pytest.mark.parametrize("form", FORMATS)
def test_shares_that_are_made_in_another_order_give_the_same_bytes(
    form: Any, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"form": form, "as_of": DAY, "monthly": True, "personal": True}
    goodwill.export_tables(ledger, tmp_path / "one", **options)
    monkeypatch.setattr(exported_rows, "pool", lambda _: Backwards())
    goodwill.export_tables(ledger, tmp_path / "other", **options)
    assert bytes_in(tmp_path / "one") == bytes_in(tmp_path / "other")


def test_two_processes_write_the_bytes_of_one(ledger: Ledger, tmp_path: Path) -> None:
    for jobs in (1, 2):
        goodwill.export_tables(ledger, tmp_path / f"{jobs}", as_of=DAY, jobs=jobs)
    assert bytes_in(tmp_path / "1") == bytes_in(tmp_path / "2")


def test_only_the_rows_of_tables_that_are_wanted_are_made(ledger: Ledger, tmp_path: Path) -> None:
    names = ["calendar", "plan_progress", "entries"]
    whole, few = tmp_path / "whole", tmp_path / "few"
    goodwill.export_tables(ledger, whole, as_of=DAY)
    assert goodwill.export_tables(ledger, few, tables=names, as_of=DAY).rows.keys() == {*names}
    found = bytes_in(few)
    del found["datapackage.json"]
    assert len(found) > 2
    assert found.items() <= bytes_in(whole).items()


def bytes_in(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
