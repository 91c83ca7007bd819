"""What was known at a printed moment stays known so, whichever clocks record and read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

import goodwill
from goodwill.moments import horizon_of
from ledger import Draft, Ledger, make_event
from ledger.times import end_text, parse_end
from tests.helpers.depth import cases_on_both, far
from tests.helpers.seen import saw, sees

TRUE = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = date(2026, 3, 31)
CLOCKS = [timedelta(minutes=-7), timedelta(minutes=9), timedelta(days=40), *far([], [timedelta(0)])]
"""How far the clocks of some machines are ahead."""


def invoice(number: int) -> Draft:
    fields = {"number": f"I-{number}", "amount": "10.00", "currency": "EUR", "due": "2026-03-31"}
    return Draft(make_event("invoice.issued", fields), datetime(2026, 3, 1, tzinfo=UTC), "leyla", "ACME")


def begun(url: str) -> None:
    with Ledger.create(url, clock=lambda: TRUE) as ledger:
        fields = {"code": "ACME", "name": "Acme", "currency": "EUR"}
        ledger.record(
            Draft(make_event("client.registered", fields), TRUE - timedelta(days=9), "leyla", "ACME")
        )


def told(url: str, clock: timedelta, known_at: datetime | None) -> tuple[str, str]:
    """The answer, and its moment as people copy it from the page."""
    with Ledger(url, clock=lambda: TRUE + clock) as ledger:
        answer = goodwill.receivables(ledger, as_of=DAY, known_at=known_at)
        history = [entry.position for entry, _ in goodwill.history(ledger, known_at=answer.known_at)]
    assert answer.known_at is not None
    return json.dumps([answer.as_json(), history]), end_text(answer.known_at)


@sees(16)
@pytest.mark.parametrize(
    ("ledger_url", "asked"),
    cases_on_both([(TRUE + timedelta(minutes=3),), (None,), (TRUE + timedelta(days=99),)]),
    indirect=["ledger_url"],
    ids=str,
)
def test_a_printed_moment_gives_the_same_answer_after_later_entries(
    ledger_url: str, asked: datetime | None
) -> None:
    begun(ledger_url)
    answers = dict[str, str]()
    for number, (reader, writer) in enumerate(product(CLOCKS, CLOCKS)):
        text, moment = told(ledger_url, reader, asked)
        assert answers.setdefault(moment, text) == text
        with Ledger(ledger_url, clock=lambda writer=writer: TRUE + writer) as ledger:  # type: ignore[misc]
            ledger.record(invoice(number))
        for known, before in answers.items():
            assert told(ledger_url, reader, parse_end(known))[0] == before
            saw()


def test_an_empty_ledger_has_no_moment_that_later_entries_could_fall_into(ledger_url: str) -> None:
    with Ledger.create(ledger_url, clock=lambda: TRUE) as ledger:
        for asked in (None, TRUE + timedelta(days=1)):
            assert horizon_of(ledger, DAY, asked) == (DAY, None, 0)
        assert goodwill.receivables(ledger, as_of=DAY).known_at is None
