"""What a check finds: each fault by itself, and nothing where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import rules
from ledger.codec import Row, encode
from ledger.entry import Draft
from ledger.errors import Refused
from ledger.recording.findings import Findings
from ledger.recording.integrity import Inspection, readable
from ledger.row_blocks import blocks_of
from ledger.rules.dates import DueBeforeIssue, OtherDay
from ledger.rules.references import UnknownReference
from projections import answer
from projections.checking import Rows, check, facts
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import FIRST

GOODS = [{"product": "X", "quantity": "10", "unit_price": "10.00"}]


def goods(count: int, **more: str) -> list[dict[str, str]]:
    return [{"product": "X", "quantity": str(count), **more}]


def acme(*said: tuple[str, str, dict[str, Any]], billing: str = "invoice") -> Book:
    """A client with terms at positions 1 and 2, and then what is said: (kind, day, fields)."""
    book = Book().client("ACME")
    book.add("client.terms_agreed", "ACME", "2000-01-01", payment_days=10, billing=billing)
    for kind, day, fields in said:
        book.add(kind, "ACME", day, **fields)
    return book


def found(book: Book, **more: Any) -> list[tuple[int, str]]:
    return [(fault.position, fault.code) for fault in facts(book.entries, **more)]


ORDER = ("order.placed", "2026-03-01", {"number": "SO-1", "lines": GOODS})
INVOICE = ("invoice.issued", "2026-03-01", {"number": "I-1", "amount": "100.00"})


def paid(
    day: str, number: str = "P-1", document: str = "I-1", **more: Any
) -> tuple[str, str, dict[str, Any]]:
    settles = [{"document": document, "amount": "100.00"}]
    return "payment.received", day, {"number": number, "amount": "100.00", "settles": settles, **more}


@pytest.mark.parametrize(
    ("book", "faults"),
    [
        pytest.param(
            acme(
                ORDER,
                (
                    "return.received",
                    "2026-03-10",
                    {"number": "R-1", "order": "SO-1", "lines": goods(6, unit_price="10")},
                ),
                ("order.delivered", "2026-03-05", {"number": "SO-1", "lines": goods(4)}),
            ),
            [(4, "contradicted")],
            id="more came back than a delivery recorded later delivered",
        ),
        pytest.param(
            acme(
                ORDER,
                paid("2026-03-05", document="SO-1"),
                ("order.cancelled", "2026-03-03", {"number": "SO-1", "by": "us", "lines": goods(4)}),
                billing="order",
            ),
            [(4, "contradicted")],
            id="a payment settles more than a cancellation recorded later left",
        ),
        pytest.param(
            acme(
                ORDER,
                ("order.delivered", "2026-03-05", {"number": "SO-1"}),
                ("order.held", "2026-03-03", {"number": "SO-1", "reason": "r"}),
            ),
            [(4, "contradicted")],
            id="a delivery while the order was held",
        ),
        pytest.param(
            acme(
                (
                    "contact.added",
                    "2026-03-05",
                    {"person": "p-1", "name": "Ann", "role": "buyer", "influence": 3, "stance": "neutral"},
                ),
                ("contact.changed", "2026-03-01", {"person": "p-1", "role": "director"}),
            ),
            [(4, "too-early")],
            id="news of a person before they are introduced",
        ),
        pytest.param(acme(INVOICE, INVOICE), [(4, "not-admitted")], id="a number twice"),
        pytest.param(
            acme(INVOICE, paid("2026-03-05"), paid("2026-03-06", "P-2")),
            [(5, "not-admitted")],
            id="an invoice settled twice",
        ),
        pytest.param(
            acme(
                ("objection.raised", "2026-03-10", {"number": "O-1", "topic": "price", "severity": 2}),
                ("objection.resolved", "2026-03-05", {"number": "O-1", "outcome": "accepted"}),
            ),
            [(4, "not-admitted"), (3, "contradicted")],
            id="an objection resolved before it was raised, as older rules admitted it",
        ),
    ],
)
def test_what_cannot_have_happened_so_is_found(book: Book, faults: list[tuple[int, str]]) -> None:
    assert found(book) == faults


@pytest.mark.parametrize(
    "book",
    [
        pytest.param(acme(INVOICE, paid("2026-02-01", advance=True)), id="an advance"),
        pytest.param(
            acme(
                INVOICE,
                ("payment.received", "2026-03-10", {"number": "P-1", "amount": "100.00"}),
                ("settlement.made", "2026-03-02", {"source": "P-1", "target": "I-1", "amount": "100.00"}),
            ),
            id="a settlement dated before its payment",
        ),
        pytest.param(
            acme(
                INVOICE,
                paid("2026-03-10"),
                ("payment.reversed", "2026-03-12", {"number": "P-1"}),
                paid("2026-03-05", "P-2"),
            ),
            id="a second payment that bounced",
        ),
        pytest.param(
            acme(
                INVOICE,
                ("debt.written_off", "2026-03-10", {"number": "W-1", "document": "I-1", "amount": "100.00"}),
                ("debt.recovered", "2026-03-12", {"number": "W-1", "document": "I-1", "amount": "100.00"}),
                paid("2026-03-05"),
            ),
            id="a debt written off, and then found paid before",
        ),
        pytest.param(
            acme(
                INVOICE,
                paid("2026-03-05"),
                ("settlement.reversed", "2026-03-06", {"source": "P-1", "target": "I-1", "amount": "100.00"}),
                ("invoice.cancelled", "2026-03-04", {"number": "I-1"}),
            ),
            id="an invoice cancelled when nothing was settled any more",
        ),
    ],
)
def test_what_is_right_when_everything_is_known_is_no_fault(book: Book) -> None:
    assert found(book) == []


def test_a_prospect_agrees_its_first_terms_once_it_is_qualified() -> None:
    book = Book().add("client.registered", "NEW", "2026-01-01", code="NEW", name="New")
    book.add("prospect.qualified", "NEW", "2026-03-01", reason="r", currency="EUR")
    book.add(
        "client.terms_agreed",
        "NEW",
        "2026-03-02",
        payment_days=30,
        billing="invoice",
        credit_limit="100.00",
    )
    assert found(book) == []


def test_a_fault_says_what_was_recorded_later_and_what_to_do() -> None:
    book = acme(
        ORDER,
        ("order.delivered", "2026-03-05", {"number": "SO-1"}),
        ("order.held", "2026-03-03", {"number": "SO-1", "reason": "r"}),
    )
    (fault,) = facts(book.entries)
    assert fault.what == (
        "order.delivered 'SO-1' of 2026-03-05 cannot have happened so: order 'SO-1' is held "
        "(recorded after it, dated before it: 5)"
    )
    assert fault.advice == "correct or void it, or what contradicts it"


@pytest.mark.parametrize(
    ("begins", "first", "ends", "last"),
    [
        (
            "objection.raised",
            {"topic": "price", "severity": 2},
            "objection.resolved",
            {"outcome": "accepted"},
        ),
        ("complaint.raised", {"topic": "x", "severity": 2}, "complaint.resolved", {"outcome": "replaced"}),
        ("commitment.made", {"by": "us", "what": "x", "due": "2026-03-20"}, "commitment.kept", {}),
    ],
)
def test_an_end_dated_before_its_beginning_counts_once_its_date_is_corrected(
    begins: str, first: dict[str, Any], ends: str, last: dict[str, Any]
) -> None:
    last = {"number": "1", **last}
    book = acme((begins, "2026-03-10", {"number": "1", **first}), (ends, "2026-03-05", last))

    def listed() -> list[str | None]:
        rows = answer("agenda", book.entries, as_of=date(2026, 6, 30), known_at=None, position=10**6).rows
        return [row.number for row in rows]

    assert listed() == ["1"]
    assert (4, "not-admitted") in found(book)
    book.correct(4, last, "2026-06-01", "2026-03-12")
    assert listed() == []
    assert found(book) == []


def test_what_happens_after_the_day_asked_about_is_not_judged() -> None:
    book = acme(ORDER, ("order.delivered", "2026-02-05", {"number": "SO-1"}))
    assert found(book, as_of=date(2026, 2, 1)) == []


ACT = (
    "balance.confirmed",
    "2026-04-02",
    {"as_of": "2026-03-31", "amount": "100.00", "currency": "EUR", "by": "B"},
)


def test_an_act_that_the_ledger_confirms_is_no_fault_whatever_happens_afterwards() -> None:
    assert found(acme(INVOICE, ACT, paid("2026-04-05"))) == []


def test_an_act_is_contradicted_by_what_is_learnt_later_of_its_day() -> None:
    book = acme(
        INVOICE, ACT, paid("2026-03-20"), ("client.ranked", "2026-04-01", {"rank": "key", "reason": "r"})
    )
    (fault,) = facts(book.entries)
    assert (fault.position, fault.code) == (4, "balance-contradicted")
    assert fault.what == (
        "B confirmed 100.00 EUR as of 2026-03-31; the ledger said 100.00 EUR then and says 0.00 EUR since what was "
        "recorded after it: 5"
    )


def test_an_act_that_was_wrong_when_it_was_signed_says_so_until_the_ledger_catches_up() -> None:
    book = acme(ACT)
    (fault,) = facts(book.entries)
    assert (
        fault.what == "B confirmed 100.00 EUR as of 2026-03-31; the ledger said 0.00 EUR then, and still does"
    )
    book.add("invoice.issued", "ACME", "2026-03-01", number="I-1", amount="100.00")
    assert found(book) == []


def test_a_voided_act_asserts_nothing() -> None:
    assert found(acme(ACT).void(3)) == []


def rows(book: Book) -> list[Row]:
    return [encode(entry) for entry in book.entries]


def reading(stored: Sequence[Row]) -> Rows:
    """Reads these rows."""
    return lambda stream: [row for row in stored if stream in (None, row.stream)]


def inspected(stored: Sequence[Row]) -> list[tuple[int, str]]:
    return [(fault.position, fault.code) for fault in Inspection(blocks_of(stored), whole=True).faults]


def test_gaps_and_time_going_back_are_found() -> None:
    whole = rows(acme(INVOICE, ORDER))
    assert inspected(whole) == []
    assert inspected([*whole[:2], whole[3]]) == [(4, "position-gap"), (4, "version-gap")]
    back = whole[3]._replace(recorded_at=whole[0].recorded_at)
    assert inspected([*whole[:3], back]) == [(4, "recorded-back")]


def test_the_first_entry_whose_moment_is_yet_to_come_is_found() -> None:
    whole = rows(acme(INVOICE, ORDER))
    last, third, first = (datetime.fromisoformat(whole[index].recorded_at) for index in (-1, 2, 0))
    for now, at in ((last, []), (third - timedelta(days=1), [4]), (first - timedelta(days=2), [1])):
        assert [fault.position for fault in Inspection(blocks_of(whole), whole=True, now=now).faults] == at


def test_an_entry_that_cannot_be_read_is_named_and_the_rest_goes_on() -> None:
    stored = rows(acme(INVOICE, ORDER))
    stored[2] = stored[2]._replace(state="{")
    found = Findings()
    assert [entry.position for entry in readable(stored, found)] == [1, 2, 4]
    assert [(fault.position, fault.client, fault.code) for fault in found.faults] == [
        (3, "ACME", "unreadable")
    ]


def test_a_client_whose_facts_are_not_all_there_is_not_judged() -> None:
    book = acme(INVOICE, paid("2026-03-05")).client("BETA")
    book.add("order.delivered", "BETA", "2026-03-01", number="SO-9")
    stored = rows(book)
    stored[2] = stored[2]._replace(state="{")
    read = reading(stored)
    assert [(fault.position, fault.code) for fault in check(read)] == [(3, "unreadable"), (6, "not-admitted")]
    beta = book.entries[-1].stream
    assert [(fault.position, fault.code) for fault in check(read, beta)] == [(6, "not-admitted")]


_number, _document = st.sampled_from("12"), st.sampled_from("123")
_small, _large = st.sampled_from(["5.00", "10.00", "20.00"]), st.sampled_from(["20.00", "40.00", "60.05"])
_settles = st.lists(st.fixed_dictionaries({"document": _document, "amount": _small}), min_size=1, max_size=2)
_halves = [{"due": "2026-02-01", "amount": "20.00"}, {"due": "2026-01-20", "amount": "10.00"}]
_pair = {"source": _document, "target": _document, "amount": _small}
_lines = st.just([{"product": "X", "quantity": "7", "unit_price": "3.335"}])
_one = st.just(goods(1))


def _of(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    return st.fixed_dictionaries(fields).map(lambda said: (kind, said))


happenings = st.one_of(
    _of("invoice.issued", number=_number, amount=_large),
    _of("invoice.issued", number=_number, amount=st.just("30.00"), instalments=st.just(_halves)),
    _of("invoice.cancelled", number=_number),
    _of("order.placed", number=_number, lines=_lines),
    _of("order.delivered", number=_number, lines=_one),
    _of("order.cancelled", number=_number, by=st.just("us"), lines=_one),
    _of("order.cancelled", number=_number, by=st.just("us")),
    _of("return.received", number=_document, order=_number, lines=st.just(goods(1, unit_price="3.335"))),
    _of("charge.added", number=st.just("3"), what=st.just("fee"), amount=_small, document=_number),
    _of("payment.received", number=_number, amount=_large, settles=_settles, advance=st.booleans()),
    _of("payment.received", number=_number, amount=_large),
    _of("payment.reversed", number=_number, amount=_small),
    _of("payment.refunded", number=_document),
    _of("settlement.made", **_pair),
    _of("settlement.made", **_pair, instalment=st.sampled_from([1, 2])),
    _of("settlement.reversed", **_pair),
    _of("credit_note.issued", number=st.just("3"), amount=_small, invoice=_number),
    _of("debt.written_off", number=_document, document=_document, amount=_small),
    _of("debt.recovered", number=_document, document=_document, amount=_small),
    _of("balance.opened", number=_number, amount=st.sampled_from(["10.00", "-10.00"])),
)


@st.composite
def recorded(draw: st.DrawFn, *, ordered: bool) -> Book:
    """What the rules admit of random facts, in the order in which they happened or in any other."""
    book = acme(billing=draw(st.sampled_from(["invoice", "order", "delivery"])))
    client_state = rules.refold(book.entries)
    said = draw(st.lists(happenings, min_size=5, max_size=40))
    minutes = draw(st.lists(st.integers(0, 80_000), min_size=len(said), max_size=len(said), unique=True))
    for (kind, fields), minute in zip(said, sorted(minutes) if ordered else minutes, strict=True):
        tried = Book()
        tried.entries, tried._versions = [*book.entries], {**book._versions}  # noqa: SLF001 - a copy of the same
        tried.add(kind, "ACME", (FIRST + timedelta(minutes=minute)).isoformat(), **fields)
        entry = tried.entries[-1]
        draft = Draft(entry.event, entry.occurred_at, entry.actor, entry.client)
        try:
            events = rules.decide(client_state, draft, rules.Context(entry.recorded_at))
        except Refused:
            continue
        tried.entries[-1] = entry._replace(event=events[0])
        rules.evolve(client_state, tried.entries[-1])
        book = tried
    return book


DOUBTS = {DueBeforeIssue.code, OtherDay.code, UnknownReference.code}
"""What recording warns about: dates and numbers of random facts are often doubtful."""


@tries(25, 100)
@given(book=recorded(ordered=True))
def test_what_was_recorded_as_it_happened_has_no_fault(book: Book) -> None:
    assert {fault.code for fault in facts(book.entries)} <= DOUBTS


@tries(25, 100)
@given(book=recorded(ordered=False))
def test_in_whatever_order_facts_arrive_rules_and_view_agree(book: Book) -> None:
    assert {fault.code for fault in facts(book.entries)} <= {"contradicted", "too-early"} | DOUBTS


def test_what_recording_warned_about_is_listed_while_it_holds() -> None:
    visit = {"channel": "call", "started_at": "2026-03-01T00:00Z", "summary": "s", "about": ["P-9"]}
    book = acme(
        ("order.placed", "2026-03-01", {"number": "SO-1", "lines": GOODS, "proposal": "P-9"}),
        ("invoice.issued", "2026-03-01", {"number": "I-1", "amount": "100.00", "due": "2025-03-31"}),
        ("visit.held", "2026-03-01", visit),
    )
    unknown = "unknown-reference"
    assert found(book) == [(3, unknown), (4, "due-before-issue"), (5, unknown)]
    book.add("proposal.made", "ACME", "2026-03-02", number="P-9", amount="100.00", currency="EUR")
    assert found(book) == [(4, "due-before-issue")]


def test_people_and_approvals_are_judged_by_the_posts_of_the_house() -> None:
    override = {"reason": "r", "until": "2030-01-01", "score": "90"}
    book = acme(("client.reassigned", "2026-03-01", {"manager": "Bo"}))
    book.add("health.overridden", "ACME", "2026-03-02", **override)
    before = len(book.entries)
    assert check(reading(rows(book))) == []
    post = {"role": "key accounts", "from_": "2026-01-01", "reports_to": "Head"}
    book.add("manager.appointed", None, "2026-01-01", name="Anna", **post)
    book.add("plan.set", None, "2026-01-01", manager="ANNA", period="2026-01-01..2026-03-31", **PLAN)
    book.add("plan.set", None, "2026-01-01", manager="Cleo", period="2026-01-01..2026-03-31", **PLAN)
    codes = [(fault.position, fault.code) for fault in check(reading(rows(book)))]
    unknown = "unknown-manager"
    assert codes == [(3, unknown), (before, "not-above"), (before + 1, unknown), (before + 3, unknown)]


PLAN = {"metric": "deals", "target": "9"}


def test_an_entry_of_a_day_to_come_is_listed_whoever_admitted_it() -> None:
    book = acme(("referral.made", "2569-03-01", {"referred": "Beta"}))
    assert found(book) == [(3, "not-admitted")]


def test_clients_whose_codes_differ_in_case_are_listed_until_one_is_voided() -> None:
    book = Book().client("Acme").client("aCME").client("BETA")
    (fault,) = check(reading(rows(book)))
    assert (fault.position, fault.code) == (2, "differs-in-case")
    assert fault.what == "client 'aCME' differs from 'Acme' only in upper and lower case"
    assert check(reading(rows(book.void(2)))) == []


def test_clients_of_one_name_are_listed_until_one_has_another_name_or_tax_number() -> None:
    book = (
        Book()
        .client("RO-1", name="Țiglă SRL")
        .client("RO-2", name="Alt SRL")
        .client("RO-3", name="TIGLA S.R.L.")
    )
    (fault,) = check(reading(rows(book)))
    assert (fault.position, fault.client, fault.code) == (3, "RO-3", "namesake")
    assert fault.what == "client 'RO-3' has the name of 'RO-1', 'Țiglă SRL'"
    assert "if they are two, record the tax_id of each with client.details_changed" in fault.advice

    book.add("client.details_changed", "RO-1", "2026-01-01", tax_id="1")
    assert [fault.code for fault in check(reading(rows(book)))] == ["namesake"]
    book.add("client.details_changed", "RO-3", "2026-01-01", tax_id="2")
    assert check(reading(rows(book))) == []

    book.add("client.renamed", "RO-2", "2026-01-01", name="Țiglă S.R.L.")
    assert [(one.position, one.code) for one in check(reading(rows(book)))] == [
        (2, "namesake"),
        (3, "namesake"),
    ]
    assert check(reading(rows(book.void(2).void(6)))) == []


def test_twins_of_an_older_ledger_are_listed_with_both_spellings() -> None:
    book = Book().client("ACME").client("AC\u200bME")
    for number in ("I-1", "I\u200b-1"):
        book.add("invoice.issued", "ACME", "2026-01-01", number=number, amount="10")
    said = {fault.position: fault.what for fault in check(reading(rows(book)))}
    assert said[2] == "client 'AC(U+200B)ME' looks like 'ACME', which is recorded"
    assert "'I(U+200B)-1' looks like 'I-1', which is recorded" in said[4]
    assert {*said} == {2, 4}
