from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ledger import Draft, Entry, Ledger, Malformed, Outcome, Refused, make_event
from ledger.entry import entry_id
from ledger.recording import staged_work
from ledger.recording.unit_of_work import KeyTaken
from ledger.rules.refusals import NumberTaken
from tests.helpers.depth import POSTGRESQL_LATER

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    with Ledger.create(ledger_url, clock=lambda: NOW) as made:
        yield made


def draft(kind: str, client: str | None = "ACME", *, key: str | None = None, **fields: Any) -> Draft:
    return Draft(make_event(kind, fields), NOW, "anna", client, key=key)


def invoice(number: str, amount: str = "100.00", *, key: str | None = None) -> Draft:
    return draft("invoice.issued", key=key, number=number, amount=amount, currency="EUR")


def order(number: str) -> Draft:
    line = {"product": "screws", "quantity": "10", "unit_price": "10"}
    return draft("order.placed", number=number, currency="EUR", lines=[line])


REGISTERED = draft("client.registered", code="ACME", name="Acme", currency="EUR")
HOLDING = 'version = "h"\n[credit]\non_excess = "hold"\n'


def test_the_entries_of_all_batches_are_appended_together(ledger: Ledger) -> None:
    with ledger.stage() as work:
        (registered,) = work.decide_each([REGISTERED])
        outcomes = work.decide_each([invoice("1"), invoice("2")])
        assert ledger.position == 0
        assert work.append()

    assert isinstance(registered, Outcome)
    assert [outcome.new for outcome in outcomes if isinstance(outcome, Outcome)] == [True, True]
    assert [entry.event for entry in ledger.history()] == [
        one.event for one in (REGISTERED, invoice("1"), invoice("2"))
    ]
    with pytest.raises(Refused):
        ledger.record(invoice("1"))


def test_what_is_not_appended_is_dropped(ledger: Ledger) -> None:
    with ledger.stage() as work:
        work.decide_each([REGISTERED])
    assert ledger.position == 0
    assert ledger.record(REGISTERED).new


def test_a_refusal_is_an_outcome_and_the_other_drafts_are_decided(ledger: Ledger) -> None:
    nameless = invoice("4")._replace(actor=" ")
    with ledger.stage() as work:
        outcomes = work.decide_each([REGISTERED, invoice("1"), nameless, invoice("1"), invoice("2")])
        work.append()
    assert [type(outcome) for outcome in outcomes] == [Outcome, Outcome, Malformed, NumberTaken, Outcome]
    assert ledger.position == 3


def test_a_key_is_known_across_batches(ledger: Ledger) -> None:
    ledger.record_many([REGISTERED, invoice("1", key="a")])
    with ledger.stage() as work:
        work.decide_each([invoice("2", key="b")])
        repeated, staged, taken, *others = work.decide_each(
            [
                invoice("1", key="a"),
                invoice("2", key="b"),
                invoice("3", key="a"),
                invoice("3", key="b"),
                invoice("4", key="c"),
                invoice("5", key="c"),
            ]
        )
    assert isinstance(repeated, Outcome)
    assert repeated.entry == ledger.entry(2)
    assert isinstance(staged, Outcome)
    assert not staged.new
    assert isinstance(taken, KeyTaken)
    assert "position 2" in str(taken)
    earlier, _, now = others
    for one in (earlier, now):
        assert isinstance(one, KeyTaken)
        assert "earlier in this import" in str(one)


def test_a_correction_is_decided_on_entries_of_earlier_batches(ledger: Ledger) -> None:
    ledger.record(REGISTERED)
    with ledger.stage() as work:
        (outcome,) = work.decide_each([invoice("1")])
        assert isinstance(outcome, Outcome)
        assert isinstance(outcome.entry, Entry)
        work.decide_each([draft("entry.voided", entry=str(outcome.entry.id), reason="typed twice")])
        (again,) = work.decide_each([invoice("1")])
        work.append()
    assert isinstance(again, Outcome)
    assert [entry.kind for entry in ledger.history()][1:] == [
        "invoice.issued",
        "entry.voided",
        "invoice.issued",
    ]


def test_work_that_others_came_before_is_decided_again(ledger: Ledger) -> None:
    limited = draft("client.terms_agreed", payment_days=30, billing="order", credit_limit="50")
    holding = draft("policy.adopted", None, version="h", document=HOLDING)
    ledger.record_many([REGISTERED, limited, holding])
    released = draft("order.released", number="SO-1", reason="paid in advance")
    delivered = draft("order.delivered", number="SO-1")  # the ledger fills in which goods
    drafts = [order("SO-1"), released, delivered, invoice("1"), invoice("2")]
    with ledger.stage() as work:
        assert all(isinstance(one, Outcome) for one in work.decide_each(drafts[:2]))
        assert all(isinstance(one, Outcome) for one in work.decide_each(drafts[2:]))
        ledger.record(invoice("1"))
        before = ledger.position
        assert not work.append()
        assert ledger.position == before

        again = list(work.again())
        assert work.append()

    assert [wanted.event for wanted, _ in again] == [one.event for one in drafts]
    assert [type(outcome) for _, outcome in again] == [Outcome, Outcome, Outcome, NumberTaken, Outcome]
    kinds = [entry.kind for entry in ledger.history(after=before)]
    assert kinds == ["order.placed", "order.held", "order.released", "order.delivered", "invoice.issued"]


def test_what_was_known_is_decided_again_once_others_have_changed_it(ledger: Ledger) -> None:
    to_leyla, to_mehmet = (draft("client.reassigned", manager=name) for name in ("leyla", "mehmet"))
    ledger.record_many([REGISTERED, to_leyla])
    with ledger.stage() as work:
        known, _ = work.decide_each([to_leyla, invoice("1")])
        assert known == Outcome(None, new=False)
        assert work.waiting == 1
        ledger.record(to_mehmet)
        assert not work.append()
        again = list(work.again())
        assert work.append()

    assert [(wanted, isinstance(outcome, Outcome) and outcome.new) for wanted, outcome in again] == [
        (to_leyla, True),
        (invoice("1"), True),
    ]
    assert [entry.event for entry in ledger.history(after=3)] == [to_leyla.event, invoice("1").event]


def test_a_repetition_of_what_others_forestall_is_refused_with_it(ledger: Ledger) -> None:
    ledger.record(REGISTERED)
    with ledger.stage() as work:
        work.decide_each([invoice("1", key="a"), invoice("1", key="a"), invoice("2")])
        ledger.record(invoice("1"))
        assert not work.append()
        outcomes = [outcome for _, outcome in work.again()]
    assert [type(outcome) for outcome in outcomes] == [NumberTaken, NumberTaken, Outcome]


def test_a_draft_without_an_entry_leaves_its_key_free(ledger: Ledger) -> None:
    to_leyla = draft("client.reassigned", key="a", manager="leyla")
    ledger.record_many([REGISTERED, to_leyla._replace(key=None)])
    with ledger.stage() as work:
        work.decide_each([to_leyla])
        (outcome,) = work.decide_each([invoice("1", key="a")])
        assert work.append()
    assert isinstance(outcome, Outcome)
    assert outcome.new
    assert ledger.position == 3


def test_a_waiting_entry_is_found_by_its_id_alone(ledger: Ledger) -> None:
    drafts = [REGISTERED, invoice("1"), draft("client.registered", "B", code="B", name="B", currency="EUR")]
    with ledger.stage() as work:
        outcomes = work.decide_each(drafts)
        entries = [outcome.entry for outcome in outcomes if isinstance(outcome, Outcome)]
        assert [work.find(str(entry.id)) for entry in entries if entry] == entries
        last = entries[-1]
        assert last is not None
        for missing in (str(entry_id(last.stream, 2)), "7", "no id"):
            assert work.find(missing) is None


@POSTGRESQL_LATER
def test_states_that_take_too_much_memory_wait_on_disk_too(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staged_work, "MOST_ENTRIES", 2)
    ledger.record(REGISTERED)
    with ledger.stage() as work:
        work.decide_each([invoice("1"), invoice("2")])
        (taken, new) = work.decide_each([invoice("1"), invoice("3")])
        assert work.append()
    assert isinstance(taken, NumberTaken)
    assert isinstance(new, Outcome)
    assert isinstance(new.entry, Entry)
    assert new.entry.version == 4
    assert ledger.position == 4


def test_the_moment_of_recording_is_that_of_appending(ledger_url: str) -> None:
    moments = iter([datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2)])
    with Ledger.create(ledger_url, clock=lambda: next(moments)) as ledger, ledger.stage() as work:
        work.decide_each([REGISTERED])
        work.append()
        assert ledger.recorded_at == datetime(2026, 3, 2, tzinfo=UTC)
