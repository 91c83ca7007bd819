"""A file that somebody replaces under a running program is neither read nor written to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger import Ledger, Unreadable
from ledger.entry import Draft
from ledger.events import ClientRegistered

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def client(code: str) -> Draft:
    return Draft(ClientRegistered(code=code, name=code, currency="EUR"), NOW, "me", code)


def replaced(path: Path) -> None:
    with Ledger.create(str(path.with_name("other.db")), clock=lambda: NOW) as other:
        other.record(client("OTHER"))
    path.rename(path.with_name("away.db"))
    os.replace(path.with_name("other.db"), path)  # noqa: PTH105 - over what may be there


def moved(path: Path) -> None:
    path.rename(path.with_name("away.db"))


def copied_back(path: Path) -> None:
    """As a restored backup: the same content in another file."""
    path.rename(path.with_name("away.db"))
    shutil.copyfile(path.with_name("away.db"), path)


@pytest.mark.parametrize("change", [replaced, moved, copied_back])
def test_nothing_is_read_from_or_written_to_another_file(
    change: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.create(str(path), clock=lambda: NOW) as ledger:
        ledger.record(client("ACME"))
        change(path)
        for ask in (
            lambda: ledger.position,
            lambda: ledger.record(client("LOST")),
            lambda: [*ledger.history()],
        ):
            with pytest.raises(Unreadable, match=r"is no longer the file that was opened.*start it again"):
                ask()
        os.replace(tmp_path / "away.db", path)  # noqa: PTH105 - over what may be there
        assert [entry.client for entry in ledger.history()] == ["ACME"]
        ledger.record(client("BETA"))
        assert ledger.position == 2
