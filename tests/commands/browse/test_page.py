"""``goodwill page`` writes a file that needs nothing and leads nowhere, and records the reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.commanding import INVOICE, REGISTERED, ran, run
from tests.helpers.markup import Page


@pytest.fixture(autouse=True)
def _ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED)
    ran(*INVOICE)
    ran(
        "record",
        "contact.added",
        "ACME",
        "--person",
        "p1",
        "--name",
        "Rena",
        "--role",
        "buyer",
        "--on",
        "2026-01-02",
    )


@pytest.mark.parametrize("whose", ["ACME", "house"])
def test_the_file_needs_nothing_and_leads_nowhere(whose: str) -> None:
    ran("page", whose, "--as-of", "2026-03-31", "--output", "page.html")
    page = Page(Path("page.html").read_text(encoding="utf-8"))
    assert "100.00" in page.texts
    assert not {"a", "script", "link", "form", "img"} & {tag for tag, _ in page.elements}
    assert {
        "content": "default-src 'none'; style-src 'unsafe-inline'",
        "http-equiv": "Content-Security-Policy",
    } in page.all("meta")


def test_without_a_file_it_is_printed() -> None:
    assert ran("page", "ACME", "--as-of", "2026-03-31").stdout.startswith("<!doctype html>\n")


def test_a_reading_is_recorded_where_the_policy_wants_it() -> None:
    Path("policy.toml").write_text('version = "logged"\n[audit]\nlog_reads = true\n', encoding="utf-8")
    ran("policy", "adopt", "policy.toml", "--at", "2026-01-01")
    assert "Rena" in ran("page", "ACME", "--as-of", "2026-03-31").stdout
    assert "page" in ran("history", "--kind", "data.read").stdout


def test_an_unknown_client_is_refused_and_writes_nothing() -> None:
    result = run("page", "ACNE", "--output", "page.html")
    assert result.exit_code == 1
    assert "ACME" in result.output
    assert not Path("page.html").exists()
