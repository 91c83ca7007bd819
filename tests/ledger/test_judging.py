"""Nothing is recorded that was not judged, and reading judges nothing."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from ledger import Draft, Ledger, judging, make_event
from ledger.errors import Malformed
from ledger.events import AnyEvent, EntryCorrected, InvoiceIssued, Line, OrderPlaced, ReferralMade
from ledger.judging import tidy
from tests.helpers.places import ROOT

DAY = datetime(2026, 3, 1, tzinfo=UTC)
CLIENT = make_event("client.registered", {"code": "ACME", "name": "Acme", "currency": "EUR"})
ORDER = {"number": "1", "currency": "EUR", "lines": [{"product": "P", "quantity": "2", "unit_price": "3"}]}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger.create(str(tmp_path / "ledger.db"), clock=lambda: DAY)
    ledger.record(draft(CLIENT))
    return ledger


def draft(event: AnyEvent) -> Draft:
    return Draft(event, DAY, "anna", "ACME")


def test_an_event_that_was_made_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_event("order.placed", ORDER)
    monkeypatch.setattr(judging, "MODELS", {})
    assert tidy(draft(made)).event is made


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (ReferralMade(referred=""), "referred is empty"),
        (ReferralMade(referred="B", note="\x00"), "note: a NUL character is in it"),
        (InvoiceIssued(number="1", currency="eur", amount=Decimal(1)), "currency: 'eur' is no currency"),
        (InvoiceIssued(number="1", currency="EUR", amount=1.5), "amount: write 1.5 as text"),  # type: ignore[arg-type] # what is refused
        (InvoiceIssued(number="1", currency="EUR", amount=Decimal("NaN")), "amount: 'NaN' is not a number"),
        (InvoiceIssued(number=7, currency="EUR", amount=Decimal(1)), "number: "),  # type: ignore[arg-type] # as above
    ],
)
def test_an_event_that_a_program_built_is_judged_before_it_is_recorded(
    ledger: Ledger, event: AnyEvent, problem: str
) -> None:
    with pytest.raises(Malformed, match=problem):
        ledger.record(draft(event))
    assert ledger.position == 1


def test_a_changed_copy_of_an_event_is_judged_again(ledger: Ledger) -> None:
    made = make_event("referral.made", {"referred": "Beta"})
    with pytest.raises(Malformed, match="referred is empty"):
        ledger.record(draft(replace(made, referred=" ")))


def test_an_event_that_a_program_built_is_recorded_in_the_form_of_one_that_was_made(ledger: Ledger) -> None:
    line = Line(product=" P ", quantity=2, unit_price="3")  # type: ignore[arg-type] # as a careless program writes it
    built = OrderPlaced(number="1 ", currency="EUR", lines=[line])  # type: ignore[arg-type] # as above
    entry = ledger.record(draft(built)).entry
    assert entry is not None
    assert repr(entry.event) == repr(make_event("order.placed", ORDER))


def test_a_replacement_is_judged_whatever_shape_it_claims(ledger: Ledger) -> None:
    ledger.record(draft(make_event("order.placed", ORDER)))
    wrong = EntryCorrected(entry="2", replacement=ORDER | {"currency": "e"}, reason="r", replacement_shape=1)
    with pytest.raises(Malformed, match="currency"):
        ledger.record(draft(wrong))


def test_an_event_that_nobody_remembers_is_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_MOST_KNOWN", 1)
    made, other = (make_event("order.placed", ORDER) for _ in range(2))
    assert tidy(draft(other)).event is other
    again = tidy(draft(made)).event
    assert again == made
    assert again is not made


READERS = (
    "ledger.codec",
    "ledger.corrections",
    "ledger.entry",
    "ledger.events",
    "ledger.rules",
    "ledger.subledger",
    *(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((ROOT / "projections" / "framework").rglob("*.py"))
    ),
)


def test_what_reads_does_not_load_what_judges() -> None:
    code = f"import sys; {'; '.join(f'import {name}' for name in READERS)}; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("occurred_at", date(2026, 3, 1)), ("occurred_at", "2026-03-01"), ("occurred_at", None), ("actor", ["anna"]),
        ("actor", date(2026, 3, 1)), ("client", ["ACME"]), ("client", 7), ("key", {"a": 1}), ("source", 5),
        ("event", "client.lost"), ("event", {"kind": "client.lost"}),
    ],
)  # fmt: skip
def test_a_value_of_another_type_in_a_draft_is_refused_by_name(
    ledger: Ledger, name: str, value: object
) -> None:
    wanted = draft(make_event("client.lost", {"reason": "moved"}))
    with pytest.raises(Malformed) as refusal:
        ledger.record(wanted._replace(**{name: value}))  # type: ignore[arg-type]
    assert [field for field, _ in refusal.value.problems] == [name]
