from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from cli import goodwill
from tests.helpers.commanding import INVOICE, REGISTERED, ran


@pytest.fixture(autouse=True)
def some_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger with two clients; one has a person, an order, an invoice and a payment."""
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED, "+", "client.registered", "Beta", "--for-client", "BETA", "--currency", "EUR")
    ran("record", "contact.added", "ACME", "p-1", "Leyla", "buyer", "--influence", "4", "--stance", "neutral")
    ran("record", "order.placed", "ACME", "SO-1", "A,1,1", "+", "payment.received", "B-7", "5")
    ran(*INVOICE)


def completed(*words: str, begun: str = "") -> list[str]:
    """What a shell offers for the word that is being typed."""
    completer = ShellComplete(goodwill, {}, "goodwill", "_GOODWILL_COMPLETE")
    return [item.value for item in completer.get_completions([*words], begun)]


@pytest.mark.parametrize("words", [["history"], ["receivables"], ["record", "invoice.issued"]])
def test_clients_complete(words: list[str]) -> None:
    assert completed(*words) == ["ACME", "BETA"]
    assert completed(*words, begun="A") == ["ACME"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["order.delivered", "ACME"], ["SO-1"]),
        (["order.delivered", "ACME", "--number"], ["SO-1"]),
        (["return.received", "ACME", "--order"], ["SO-1"]),
        (["credit_note.issued", "ACME", "--invoice"], ["17"]),
        (["dispute.opened", "ACME", "-"], ["SO-1", "B-7", "17"]),
        (["contact.left", "ACME", "--person"], ["p-1"]),
        (["visit.held", "ACME", "--people"], ["p-1"]),
        (["objection.raised", "ACME", "-"], ["price", "quality", "delivery", "terms"]),
        (["payment.received", "ACME", "+", "order.delivered", "--number"], ["SO-1"]),
        (["order.delivered", "NOBODY"], []),
    ],
)
def test_documents_people_and_numbers_complete(words: list[str], found: list[str]) -> None:
    assert completed("record", *words)[: len(found) or None] == found


def test_the_commitment_of_a_visit_completes() -> None:
    ran("record", "visit.held", "ACME", "call", "2026-03-02", "s", "--next-step", "what=w,due=2030-01-01")
    assert completed("record", "commitment.kept", "ACME") == ["C-1"]


def test_a_voided_client_does_not_complete() -> None:
    ran("record", "entry.voided", "BETA", "--entry", "2", "--reason", "a twin")
    assert completed("history") == ["ACME"]


def test_the_kind_of_a_later_event_completes() -> None:
    assert completed("record", "payment.received", "ACME", "B-1", "5", "+", begun="payment.pro") == [
        "payment.promised"
    ]


def test_a_ledger_that_is_not_there_completes_nothing(tmp_path: Path) -> None:
    (tmp_path / "goodwill.db").unlink()
    assert completed("history") == []
