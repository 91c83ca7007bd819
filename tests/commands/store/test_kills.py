"""Killed at any moment, what fills a ledger leaves all of its work or none, in either database.

Doing it again ends it. A moment is one of the CPU time of the command, so a busy machine changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import store
from ledger.store import exists
from tests.conftest import Figures
from tests.helpers.commanding import invoice, line, ran, registered
from tests.helpers.depth import far, on_both
from tests.helpers.imports import INVOICES
from tests.helpers.killing import Killer
from tests.helpers.warm import Warm

ENTRIES = 102
WORDS = {
    "record": "--ledger {new} record --data lines.jsonl",
    "import": "--ledger {new} import --map mapping.toml rows.csv",
    "load": "--ledger {new} load entries",
    "upgrade": "--ledger {clear} upgrade {new}",
    "restore": "--ledger {new} restore backup.db",
}
SHORT = {("import", "postgresql"), ("upgrade", "postgresql"), ("record", "sqlite")}
TRIED = on_both(WORDS, SHORT)


@pytest.mark.faults
@pytest.mark.long
@pytest.mark.parametrize(("command", "new_url"), TRIED, indirect=["new_url"])
def test_what_fills_a_ledger_is_killed_and_done_again(
    command: str,
    new_url: Callable[[], str],
    warm: Warm,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    figures: Figures,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOODWILL_KEYS", "keys")
    clear, killer = new_url(), Killer(warm, tmp_path, command)
    prepare(clear)

    def words(new: str) -> list[str]:
        return [one.format(new=new, clear=clear) for one in WORDS[command].split()]

    whole = new_url()
    assert killer.whole(*words(whole)).returncode == 0
    takes = killer.takes()
    assert_whole(whole)
    for _ in range(far(1, 25)):
        new = new_url()
        done = killer.kill(takes, *words(new))
        acknowledged = f"recorded {ENTRIES}" in done.stdout or done.returncode == 0
        if exists(new):
            assert ran("verify", ledger=new).output == ""
            count = len(ran("history", "--format", "jsonl", ledger=new).stdout.splitlines())
            all_at_once = command in {"load", "upgrade", "restore"}
            assert count in ({ENTRIES} if acknowledged or all_at_once else {0, ENTRIES})
        again = killer.whole(*words(new))
        assert again.returncode == 0 or "there is something at" in again.stderr
        assert_whole(new)
    assert killer.killed > 0 or far(1, 0)
    figures(f"{command}: {killer}; no entry lost or torn, and the second try ended it")


def prepare(clear: str) -> None:
    """Make a ledger in clear, and what the commands fill another one with."""
    contact = line(
        "contact.added", occurred_at="2026-01-02", person="p-1", name="Ayşə Məmmədova", role="buyer"
    )
    lines = [registered(), contact, *(invoice(f"I-{number}") for number in range(3, ENTRIES + 1))]
    keyed = [json.dumps({**json.loads(one), "key": f"k-{number}"}) for number, one in enumerate(lines)]
    Path("lines.jsonl").write_text("\n".join(keyed), encoding="utf-8")
    rows = "".join(f"ACME,{number},2026-01-05,{number}.50\n" for number in range(1, ENTRIES))
    Path("rows.csv").write_text(f"Client,Number,Date,Amount\n{rows}", encoding="utf-8")
    Path("mapping.toml").write_text(INVOICES, encoding="utf-8")
    store.create(clear)
    ran("record", "--data", "lines.jsonl", ledger=clear)
    ran("export", "entries", "entries", ledger=clear)
    ran("backup", "backup.db", ledger=clear)


def assert_whole(place: str) -> None:
    """The ledger has all entries, and nothing is wrong with it."""
    assert len(ran("history", "--format", "jsonl", ledger=place).stdout.splitlines()) == ENTRIES
    assert ran("verify", ledger=place).output == ""
    assert ran("check", ledger=place).output == ""
