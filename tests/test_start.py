"""What a command imports before it does its work. A person types one at a time, and waits for its imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from projections.framework.registry import REGISTER
from tests.helpers.commanding import INVOICE, REGISTERED, ran
from tests.helpers.places import ROOT

LIBRARIES = {
    "asyncio",
    "babel",
    "eventsourcing",
    "icu",
    "jinja2",
    "numpy",
    "python_calamine",
    "scipy",
    "sqlalchemy",
    "xlsxwriter",
}
"""Libraries that no command on a ledger file needs, unless its work is what they do."""

RECORDING = {"pydantic", "ledger.events.models", "ledger.recording.journal", "ledger.rules.deciding"}
"""What is used where something is recorded."""

WORK = LIBRARIES | RECORDING | {"ledger.events", "ledger.store", "msgspec", "projections.stored", "wcwidth"}
LISTINGS = {"projections.collections", "projections.credit", "projections.measures", "reporting"}
PARTIES = ("clients", "commitments", "house", "loyalty", "orders", "people", "selling")
OTHER_PARTIES = {
    *(f"ledger.rules.{party}" for party in (*PARTIES, "claims", "documents", "payments")),
    *(f"ledger.events.models.{party}" for party in (*PARTIES, "money")),
}
"""What records kinds of other parties than that of visits."""

VISIT = (
    "record",
    "visit.held",
    "ACME",
    "--channel",
    "visit",
    "--started-at",
    "2026-03-02",
    "--summary",
    "Tea",
)


def imported_by(words: tuple[str, ...], env: dict[str, str], place: Path) -> set[str]:
    """The modules that a command line imports in a fresh interpreter."""
    code = (
        "import sys\nfrom cli import main\ntry:\n    main()\nexcept SystemExit as end:\n    failed = end.code\n"
        "print(*sys.modules, file=sys.stderr)\nsys.exit(failed)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        cwd=place,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.splitlines()[-1].split())


def found_in(modules: set[str], names: set[str]) -> set[str]:
    """Those of the names that are loaded, or of which a module is."""
    return {name for name in names if any(f"{one}.".startswith(f"{name}.") for one in modules)}


@pytest.mark.parametrize(
    ("words", "env"),
    [
        (("--help",), {}),
        (("--version",), {}),
        (("completion", "zsh"), {}),
        (("receivables", "--help"), {}),
        ((), {"_GOODWILL_COMPLETE": "zsh_complete", "COMP_WORDS": "goodwill he", "COMP_CWORD": "1"}),
        ((), {"_GOODWILL_COMPLETE": "zsh_complete", "COMP_WORDS": "goodwill health --", "COMP_CWORD": "2"}),
        ((), {"_GOODWILL_COMPLETE": "zsh_complete", "COMP_WORDS": "goodwill changes re", "COMP_CWORD": "2"}),
    ],
)
def test_help_and_completion_import_nothing_that_is_slow(
    words: tuple[str, ...], env: dict[str, str], tmp_path: Path
) -> None:
    assert not found_in(imported_by(words, env, tmp_path), WORK)


@pytest.mark.parametrize(
    ("words", "unused"),
    [
        (
            ("history", "ACME"),
            LIBRARIES | RECORDING | LISTINGS | {"projections.stored", "projections.policy"},
        ),
        (("receivables", "ACME"), LIBRARIES | RECORDING | LISTINGS),
        (("health", "ACME"), LIBRARIES | RECORDING | LISTINGS),
        (("loyalty", "ACME"), LIBRARIES | RECORDING | LISTINGS),
        (("explain", "receivables", "ACME"), LIBRARIES | RECORDING | LISTINGS | {"projections.stored"}),
        (("check", "ACME"), LIBRARIES | {"pydantic"}),
        (("kinds",), LIBRARIES | RECORDING),
        (
            ("show", "2"),
            LIBRARIES | RECORDING - {"ledger.rules.deciding"} | LISTINGS | {"projections.stored"},
        ),
        (VISIT, LIBRARIES | LISTINGS | OTHER_PARTIES | {"projections.stored"}),
        ((*VISIT, "--dry-run"), LIBRARIES | LISTINGS | OTHER_PARTIES | {"projections.stored"}),
    ],
)
def test_a_command_imports_no_more_than_its_work_needs(
    words: tuple[str, ...], unused: set[str], tmp_path: Path
) -> None:
    ledger = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=ledger)
    ran(*INVOICE, ledger=ledger)
    assert not found_in(imported_by(words, {"GOODWILL_LEDGER": str(ledger)}, tmp_path), unused)


def test_completing_a_client_imports_neither_models_nor_rules(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=ledger)
    typed = {"_GOODWILL_COMPLETE": "zsh_complete", "COMP_WORDS": "goodwill history A", "COMP_CWORD": "2"}
    loaded = imported_by((), {"GOODWILL_LEDGER": str(ledger), **typed}, tmp_path)
    assert not found_in(loaded, LIBRARIES | RECORDING | LISTINGS | {"projections.stored"})


def test_a_question_to_one_stored_view_imports_no_other_view(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=ledger)
    ran(*INVOICE, ledger=ledger)
    ran("project", ledger=ledger)
    loaded = imported_by(("receivables", "ACME"), {"GOODWILL_LEDGER": str(ledger)}, tmp_path)
    assert "projections.stored.answering" in loaded
    others = {one.target.partition(":")[0] for name, one in REGISTER.items() if name != "receivables"}
    making = {
        f"projections.stored.{name}" for name in ("keeping.refreshing", "tables.every", "making.client_rows")
    }
    assert not found_in(loaded, LIBRARIES | RECORDING | LISTINGS | others | making)
