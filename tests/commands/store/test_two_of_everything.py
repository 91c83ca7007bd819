"""Two of everything at once, and facts that come twice and in any order: each is counted once."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import pytest

import goodwill
from goodwill import Draft, Ledger, make_event
from ledger.errors import Conflict, Refused
from ledger.recording.entry_log import EntryLog
from ledger.seal.keyring import Keyring
from tests.conftest import Figures
from tests.helpers.commanding import ran
from tests.helpers.depth import far

SECONDS = far(0.5, 60)
CLIENTS = far(3, 20)
DAY = date(2026, 5, 1)
FORK = multiprocessing.get_context("fork")


def now() -> datetime:
    return datetime.now(UTC)


def facts() -> list[Draft]:
    """Clients with invoices, credit notes on some and payments of others, each fact with a key of its own."""
    made = [_draft(f"C{number:02}", "client.registered", "2026-01-01", "c", code=f"C{number:02}", name=f"x{number}",
                   currency="EUR") for number in range(CLIENTS)]  # fmt: skip
    for number in range(CLIENTS * 6):
        client, named = f"C{number % CLIENTS:02}", {"currency": "EUR", "amount": f"{number + 5}.10"}
        made.append(
            _draft(
                client,
                "invoice.issued",
                "2026-02-03",
                f"i{number}",
                number=f"I{number}",
                due="2026-03-31",
                **named,
            )
        )
        if number % 3 == 0:
            made.append(
                _draft(client, "payment.received", "2026-03-03", f"p{number}", number=f"P{number}", **named)
            )
        if number % 4 == 0:
            less = named | {"amount": "1.00", "invoice": f"I{number}", "reason": "damage"}
            made.append(
                _draft(client, "credit_note.issued", "2026-03-04", f"n{number}", number=f"N{number}", **less)
            )
    return made


def _draft(client: str, kind: str, on: str, key: str, **fields: str) -> Draft:
    moment = datetime.fromisoformat(f"{on}T00:00+00:00")
    return Draft(make_event(kind, fields), moment, "leyla", client, key=f"{client}:{key}")


def deliver(url: str, _place: Path, seed: int) -> None:
    """Deliver every fact, in an order of its own, and some twice; what comes too early comes again."""
    random, until = Random(seed), perf_counter() + SECONDS  # noqa: S311 - repeatable, not secret
    with Ledger(url, clock=now) as ledger:
        while True:
            waiting = facts()
            waiting += random.sample(waiting, len(waiting) // 4)
            random.shuffle(waiting)
            while waiting:
                one = waiting.pop()
                try:
                    ledger.record(one)
                except (Refused, Conflict):
                    waiting.insert(0, one)
            if perf_counter() > until:
                break


def project(url: str, _place: Path, _seed: int) -> None:
    _again(url, goodwill.project)


def verify(url: str, place: Path, _seed: int) -> None:
    def silent(ledger: EntryLog) -> None:
        keyring = Keyring(place / "keys", ledger.database.ledger_id)
        assert goodwill.verify(ledger, keyring).faults == []

    _again(url, silent)


def back_up(url: str, place: Path, seed: int) -> None:
    _again(url, lambda ledger: goodwill.backup(ledger, place / f"{seed}-{perf_counter()}.db"))


def _again(url: str, work: Callable[[EntryLog], object]) -> None:
    until = perf_counter() + SECONDS
    while perf_counter() < until:
        with EntryLog(url, clock=now) as ledger:
            work(ledger)


@pytest.mark.faults
@pytest.mark.long
def test_two_of_everything_count_what_comes_twice_and_in_any_order_once(
    ledger_url: str, tmp_path: Path, figures: Figures
) -> None:
    Ledger.create(ledger_url, clock=now).close()
    works: list[Any] = [
        FORK.Process(target=work, args=(ledger_url, tmp_path, seed))
        for work in (deliver, project, verify, back_up)
        for seed in (1, 2)
    ]
    for one in works:
        one.start()
    for one in works:
        one.join()
        assert one.exitcode == 0
    wanted = facts()
    with Ledger(ledger_url, clock=now) as ledger:
        entries = list(ledger.history())
        assert sorted(entry.key or "" for entry in entries) == sorted(draft.key or "" for draft in wanted)
        assert [entry.position for entry in entries] == list(range(1, len(wanted) + 1))
        found = goodwill.receivables(ledger, as_of=DAY).rows
    with Ledger.create(str(tmp_path / "in-order.db"), clock=now) as ledger:
        ledger.record_many(wanted)
        assert found == goodwill.receivables(ledger, as_of=DAY).rows
    ran("project", ledger=ledger_url)
    for command in ("verify", "check"):
        assert ran(command, ledger=ledger_url).output == ""
    backups = sorted(tmp_path.glob("[12]-*.db"))
    assert backups
    for one in backups[-3:]:
        assert ran("verify", ledger=one).output == ""
    figures(
        f"{len(wanted)} facts, each by two deliverers again and again for {SECONDS} s, beside two projectors, two "
        f"verifiers and two that made {len(backups)} backups: each counted once"
    )
