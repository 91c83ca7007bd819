"""Small ledgers told as text (``tests.helpers.notation``), recorded through the rules, then asked about."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeAlias

import pytest

from ledger import Draft, Ledger
from ledger.errors import Refused
from ledger.judging import make_event
from ledger.times import parse_moment
from projections import DEFAULT, Answer, Policy, answer
from projections.checking import facts as faults_of
from projections.collections import reminders
from projections.collections.reminders import ReminderRow
from projections.framework.periods import Period
from projections.history import Horizon
from projections.measures.measuring import accounts_before, measured
from projections.one_currency import OneCurrency
from projections.rates import DatedRates
from projections.receivables.converting import converted
from tests.helpers.notation import Asked, Checked, Said, day, read

__all__ = ["LATER", "Scenario", "prove"]

LATER = datetime(2028, 1, 1, tzinfo=UTC)
"""When everything is recorded."""
Scenario: TypeAlias = Callable[..., None]
"""The fixture ``scenario``: records what is told in an empty ledger, and compares what is asked."""


def prove(ledger: Ledger, text: str, policy: Policy = DEFAULT) -> None:
    """Record the facts and compare the answers; the check finds only what the scenario foretells."""
    foretold: list[str] = []
    clients: set[str] = set()
    if not re.search(r"^\s*\S+\s+client\s", text, re.MULTILINE):
        text = f"2020-01-01 client ACME\n{text}"
    for line in read(text, policy):
        match line:
            case Said():
                clients.add(line.client)
                _record(ledger, line)
            case Asked():
                _compare(ledger, line)
            case Checked():
                foretold = line.faults
    found = [fault.code for client in sorted(clients) for fault in faults_of(list(ledger.history(client)))]
    assert found == foretold


def _record(ledger: Ledger, said: Said) -> None:
    event = make_event(said.kind, said.fields)
    client = said.client if event.party == "client" else None
    draft = Draft(event, parse_moment(said.on.isoformat()), "anna", client)
    if said.refused:
        with pytest.raises(Refused) as refusal:
            ledger.record(draft)
        assert refusal.value.code == said.refused
    else:
        ledger.record(draft)


def _compare(ledger: Ledger, asked: Asked) -> None:
    """The answer is what was expected, as far as anything was."""
    seen = answer(
        "receivables",
        ledger.history,
        as_of=asked.on,
        known_at=None,
        position=ledger.position,
        policy=asked.policy,
        where=asked.where,
    )
    if asked.currency:
        rates = DatedRates(ledger.history(), Horizon(asked.on, None, ledger.position))
        seen = converted(seen, OneCurrency(asked.currency, rates))
    if asked.since is not None:
        period = Period(asked.since, asked.on)
        (row,) = measured(seen, accounts_before(ledger.history, seen, period), period).rows
        assert {name: getattr(row, name) for name in asked.sums} == asked.sums
        return
    if asked.listing == "reminders":
        rows = [row for row in reminders.listed(seen).rows if not row.held]
        assert _as_written([_reminded(row) for row in rows], asked.items or []) == asked.items
        return
    if asked.items is not None:
        assert _items(seen, asked.items) == asked.items
    sums = {"balance": Decimal(0), "unapplied": Decimal(0)}
    for total in seen.totals:
        sums = {"balance": total.balance, "unapplied": total.unapplied, "not due": total.not_due}
        sums |= total.overdue
    assert {name: sums[name] for name in asked.sums} == asked.sums


def _items(seen: Answer, expected: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The open items as they are written; of each as much as the line in its place says."""
    found: list[tuple[str, Decimal, str]] = []
    for place, item in enumerate(seen.items):
        document = f"{item.document}/{item.instalment}" if item.instalment else item.document
        more = expected[place][2] if place < len(expected) else ""
        said = more and (f"due {more[4:]}" if more.startswith("due ") else item.bucket)
        if more.startswith("due ") and day(more[4:]) != item.due:
            said = f"due {item.due}"
        found.append((document, item.open, said))
    return _as_written(found, expected)


def _as_written(
    found: list[tuple[str, Decimal, str]], expected: list[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """Amounts as they are written in the expected row of the same place, where they are the same."""
    written = [row[1] for row in expected] + [""] * len(found)
    return [
        (document, said if said and Decimal(said) == amount else str(amount), more)
        for (document, amount, more), said in zip(found, written, strict=False)
    ]


def _reminded(row: ReminderRow) -> tuple[str, Decimal, str]:
    document = f"{row.document}/{row.instalment}" if row.instalment else row.document
    more = f"level {row.level}"
    more += f" interest {row.interest}" if row.interest else ""
    return document, row.asked, more + (f" fee {row.fee}" if row.fee else "")
