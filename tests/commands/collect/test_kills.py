"""Killed at any moment, what records by itself records all or nothing, and the second try records it once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Figures
from tests.helpers.commanding import line, ran, registered
from tests.helpers.depth import far, on_both
from tests.helpers.killing import Killer
from tests.helpers.warm import Warm

KILLS = far(1, 25)
WORDS = {
    "settlement.made": "settle C-{number} --yes",
    "reminder.sent": "reminders C-{number} --record",
    "policy.adopted": "policy adopt {number}.toml --at 2026-01-01",
}
SHORT = {("settlement.made", "sqlite")}
TRIED = on_both(WORDS, SHORT)


@pytest.mark.faults
@pytest.mark.long
@pytest.mark.parametrize(("kind", "new_url"), TRIED, indirect=["new_url"])
def test_what_records_by_itself_is_killed_and_done_again(
    kind: str,
    new_url: Callable[[], str],
    warm: Warm,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    figures: Figures,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOODWILL_KEYS", "keys")
    place, killer = new_url(), Killer(warm, tmp_path, kind)
    prepare(place)

    def words(number: int) -> list[str]:
        return ["--ledger", place, *WORDS[kind].format(number=number).split()]

    assert killer.whole(*words(0)).returncode == 0
    takes, each = killer.takes(), recorded(place, kind)
    assert each > 0
    for number in range(1, KILLS + 1):
        done = killer.kill(takes, *words(number))
        count = recorded(place, kind) - number * each
        assert count == each if done.returncode == 0 else count in {0, each}
        again = killer.whole(*words(number))
        assert again.returncode == 0 or "already" in again.stderr, again.stderr
        assert recorded(place, kind) == (number + 1) * each
        assert ran("verify", ledger=place).output == ""
    assert killer.killed > 0 or far(1, 0)
    figures(f"{WORDS[kind].partition(' ')[0]}: {killer}; all or nothing, and the second try recorded it once")


def prepare(place: str) -> None:
    """A ledger of clients that owe, and have money that settles two documents; and a policy for each."""
    lines = []
    for number in range(KILLS + 1):
        code = f"C-{number}"
        money = {"client": code, "currency": "EUR"}
        lines += [
            registered(code, code),
            *(
                line("invoice.issued", occurred_at="2026-01-02", number=f"I-{number}-{part}", amount="100.00",
                     due="2026-02-01", **money)
                for part in range(3)
            ),
            line("payment.received", occurred_at="2026-01-09", number=f"P-{number}", amount="200.00", **money),
        ]  # fmt: skip
        Path(f"{number}.toml").write_text(f'version = "v{number}"\n', encoding="utf-8")
    Path("lines.jsonl").write_text("\n".join(lines), encoding="utf-8")
    ran("--keys", "keys", "init", ledger=place)
    ran("record", "--data", "lines.jsonl", ledger=place)


def recorded(place: str, kind: str) -> int:
    """How many entries of a kind the ledger has."""
    lines = ran("history", "--kind", kind, "--format", "jsonl", ledger=place).stdout.splitlines()
    return len([json.loads(one) for one in lines])
