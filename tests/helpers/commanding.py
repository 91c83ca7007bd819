"""Running the command line in tests: inside this process, or as a person does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from cli import goodwill
from tests.helpers.places import ROOT

REGISTERED = (
    "record",
    "client.registered",
    "ACME",
    "--name",
    "Acme Ltd",
    "--currency",
    "EUR",
    "--at",
    "2026-01-01",
)
INVOICE = (
    "record", "invoice.issued", "ACME", "--number", "17", "--amount", "100.00", "--currency", "EUR",
    "--due", "2026-03-31", "--at", "2026-03-01",
)  # fmt: skip


def run(*words: str | Path, ledger: str | Path = "goodwill.db", **settings: Any) -> Result:
    """Runs a command line in this process."""
    words = ("--ledger", ledger, "--actor", "leyla", *words)
    return CliRunner().invoke(goodwill, [str(word) for word in words], prog_name="goodwill", **settings)


def ran(*words: str | Path, ledger: str | Path = "goodwill.db", **settings: Any) -> Result:
    """Runs a command line that is expected to do well."""
    result = run(*words, ledger=ledger, **settings)
    assert result.exit_code == 0, result.output
    return result


def process(
    *words: str | Path,
    env: dict[str, str] | None = None,
    code: str = "from cli import main; main()",
    **settings: Any,
) -> subprocess.CompletedProcess[str]:
    """Runs a command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "GOODWILL_ACTOR": "leyla", **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        **settings,
    )


def line(kind: str, client: str | None = "ACME", occurred_at: str = "2026-03-01", **fields: Any) -> str:
    """An event as a line for ``record --data``."""
    return json.dumps({"kind": kind, "client": client, "occurred_at": occurred_at, "event": fields})


def registered(client: str = "ACME", name: str = "Acme Ltd", **fields: str) -> str:
    """A client's first line."""
    given = {"currency": "EUR", **fields}
    return line("client.registered", client, "2026-01-01", code=client, name=name, **given)


def invoice(number: str, client: str = "ACME", amount: str = "100.00") -> str:
    """A line with an invoice."""
    return line("invoice.issued", client, number=number, amount=amount, currency="EUR", due="2026-03-31")


def goods(*lines: tuple[str, str, str] | tuple[str, str, str, str]) -> list[dict[str, str]]:
    """Lines of product, quantity, price of a piece and, where it is known, its cost."""
    names = ("product", "quantity", "unit_price", "unit_cost")
    return [dict(zip(names, one, strict=False)) for one in lines]


def ordered(client: str, number: str, on: str, *lines: Any, currency: str = "EUR") -> str:
    return line("order.placed", client, on, number=number, currency=currency, lines=goods(*lines))
