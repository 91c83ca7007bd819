"""Rules about money: documents, payments, settlements, and what is said of debts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledger.errors import Refused
from ledger.rules.lines import AmountDisagrees, AmountMissing
from ledger.rules.money_refusals import (
    DocumentCancelled,
    DueTwice,
    InstalmentsDisagree,
    LaterDocument,
    MoreThanLeft,
    MoreThanOpen,
    MoreThanSettled,
    MoreThanUnapplied,
    MoreThanWrittenOff,
    NoSuchInstalment,
    NotOwed,
    ReminderBeforeLast,
    SettledAlready,
)
from ledger.rules.refusals import (
    MixedCurrencies,
    NotOpen,
    NotPositive,
    NumberTaken,
    UnknownCurrency,
    UnknownNumber,
)
from tests.decider import (
    Fact,
    Given,
    cancelled,
    delivered,
    fact,
    given,
    invoice,
    order,
    paid,
    returned,
    settled,
    terms,
)

INVOICE = invoice("I-1")
IN_PARTS = invoice(
    "I-1",
    instalments=[
        {"due": "2026-03-31", "amount": "30.00"},
        {"due": "2026-04-30", "amount": "50.00"},
        {"due": "2026-05-31", "amount": "20.00"},
    ],
)
CANCELLED = fact("invoice.cancelled", number="I-1", reason="r")
FREE = paid("P-1", "100.00")
OPENING = fact("balance.opened", amount="50.00", currency="EUR")
OPENING_CREDIT = fact("balance.opened", amount="-50.00", currency="EUR")


def credited(number: str = "C-1", amount: str = "100.00", **fields: Any) -> Fact:
    return fact(
        "credit_note.issued",
        **{"number": number, "amount": amount, "currency": "EUR", "reason": "r", **fields},
    )


def charge(amount: str = "10.00", **fields: Any) -> Fact:
    return fact("charge.added", number="F-1", what="fee", amount=amount, **fields)


def bounced(number: str = "P-1", amount: str | None = None) -> Fact:
    return fact("payment.reversed", number=number, amount=amount, reason="r")


def refunded(number: str = "P-1", amount: str | None = None) -> Fact:
    return fact("payment.refunded", number=number, amount=amount, reason="r")


def unsettled(source: str, target: str, amount: str, **fields: Any) -> Fact:
    return fact("settlement.reversed", source=source, target=target, amount=amount, **fields)


def written_off(amount: str, number: str = "W-1") -> Fact:
    return fact("debt.written_off", number=number, document="I-1", amount=amount, reason="r")


def recovered(amount: str, number: str = "B-1") -> Fact:
    return fact("debt.recovered", number=number, document="I-1", amount=amount, reason="r")


def disputed(amount: str, number: str = "D-1") -> Fact:
    return fact("dispute.opened", number=number, document="I-1", amount=amount, reason="r")


def reminded(number: str, on: str, *documents: str) -> Fact:
    return fact("reminder.sent", on, number=number, level=1, channel="e-mail", documents=documents)


def of_instalment(number: int, amount: str) -> Fact:
    shares = [{"document": "I-1", "amount": amount, "instalment": number}]
    return fact("payment.received", number="P-1", amount="100", currency="EUR", settles=shares)


def in_dollars(settles: dict[str, str] | None = None) -> Fact:
    shares = [{"document": document, "amount": amount} for document, amount in (settles or {}).items()]
    return fact("payment.received", number="P-1", amount="100", currency="USD", settles=shares)


RESOLVED = fact("dispute.resolved", number="D-1", outcome="o")
PROMISED = fact("payment.promised", number="Z-1", amount="10", by_date="2026-03-10")

DOCUMENTS = [
    pytest.param([INVOICE], INVOICE, NumberTaken, id="an invoice's number is used once"),
    pytest.param([CANCELLED], INVOICE, None, id="cancelling the unknown leaves no trace"),
    pytest.param([INVOICE, CANCELLED], INVOICE, NumberTaken, id="a cancelled invoice keeps its number"),
    pytest.param([], invoice("I-1", amount=None), AmountMissing, id="an invoice has an amount or lines"),
    pytest.param([], invoice("I-1", "0"), NotPositive, id="an invoice is more than nothing"),
    pytest.param(
        [], invoice("I-1", currency="EUX"), UnknownCurrency, id="an invoice has a currency of ISO 4217"
    ),
    pytest.param(
        [],
        invoice("I-1", lines=[{"product": "x", "quantity": "2", "unit_price": "49"}]),
        AmountDisagrees,
        id="amount and lines agree",
    ),
    pytest.param(
        [],
        invoice("I-1", instalments=[{"due": "2026-03-31", "amount": "99.99"}]),
        InstalmentsDisagree,
        id="instalments add up",
    ),
    pytest.param(
        [],
        invoice("I-1", due="2026-03-31", instalments=[{"due": "2026-03-31", "amount": "100"}]),
        DueTwice,
        id="a due date or instalments",
    ),
    pytest.param(
        [],
        invoice(
            "I-1",
            instalments=[{"due": "2026-03-31", "amount": "110"}, {"due": "2026-04-30", "amount": "-10"}],
        ),
        NotPositive,
        id="an instalment is more than nothing",
    ),
    pytest.param([], CANCELLED, UnknownNumber, id="an unknown invoice is not cancelled"),
    pytest.param(
        [OPENING],
        fact("invoice.cancelled", number="opening", reason="r"),
        UnknownNumber,
        id="only invoices are",
    ),
    pytest.param([INVOICE, CANCELLED], CANCELLED, DocumentCancelled, id="an invoice is cancelled once"),
    pytest.param(
        [INVOICE, paid("P-1", "1", {"I-1": "1"})],
        CANCELLED,
        SettledAlready,
        id="a settled one is not cancelled",
    ),
    pytest.param([credited()], credited(), NumberTaken, id="a credit note's number is used once"),
    pytest.param([], credited(amount="0"), NotPositive, id="a credit is more than nothing"),
    pytest.param([], credited(invoice="I-1"), UnknownNumber, id="the invoice credited is known"),
    pytest.param(
        [INVOICE], credited(invoice="I-1", currency="USD"), MixedCurrencies, id="and in the same currency"
    ),
    pytest.param([], charge("0"), NotPositive, id="a charge is more than nothing"),
    pytest.param([charge()], charge(), NumberTaken, id="a charge's number is used once"),
    pytest.param([], charge(document="I-1"), UnknownNumber, id="a charge's document is known"),
    pytest.param(
        [INVOICE], charge(document="I-1", currency="USD"), MixedCurrencies, id="a charge is in its currency"
    ),
    pytest.param([OPENING], OPENING, NumberTaken, id="the ledger begins once"),
    pytest.param([OPENING_CREDIT], OPENING_CREDIT, NumberTaken, id="the ledger begins once with a credit"),
]
PAYMENTS = [
    pytest.param([FREE], FREE, NumberTaken, id="a payment's number is used once"),
    pytest.param([], paid("P-1", "0"), NotPositive, id="a payment is more than nothing"),
    pytest.param([INVOICE], paid("P-1", "100", {"I-1": "0"}), NotPositive, id="it settles more than nothing"),
    pytest.param([], paid("P-1", "100", {"I-1": "1"}), UnknownNumber, id="it settles what is known"),
    pytest.param([INVOICE], paid("P-1", "200", {"I-1": "101"}), MoreThanOpen, id="no more than is open"),
    pytest.param([INVOICE], paid("P-1", "40", {"I-1": "41"}), MoreThanLeft, id="no more than it has"),
    pytest.param(
        [INVOICE, CANCELLED], paid("P-1", "40", {"I-1": "4"}), DocumentCancelled, id="nothing cancelled"
    ),
    pytest.param([INVOICE], in_dollars({"I-1": "1"}), MixedCurrencies, id="nothing in another currency"),
    pytest.param([IN_PARTS], of_instalment(4, "1"), NoSuchInstalment, id="an instalment that exists"),
    pytest.param([IN_PARTS], of_instalment(0, "1"), NoSuchInstalment, id="instalments counted from 1"),
    pytest.param([INVOICE], of_instalment(2, "1"), NoSuchInstalment, id="one sum is one instalment"),
    pytest.param([IN_PARTS], of_instalment(1, "31"), MoreThanOpen, id="no more than an instalment has open"),
    pytest.param(
        [invoice("I-1", on="2026-03-02")],
        paid("P-1", "100", {"I-1": "1"}),
        LaterDocument,
        id="nothing of a later date without saying so",
    ),
    pytest.param(
        [order("SO-1", x=1)],
        paid("P-1", "2", {"SO-1": "2"}),
        NotOwed,
        id="no order where invoices make debt",
    ),
    pytest.param([], bounced(), UnknownNumber, id="an unknown payment is not reversed"),
    pytest.param([credited()], bounced("C-1"), UnknownNumber, id="a credit note is not reversed"),
    pytest.param([FREE], bounced(amount="101"), MoreThanLeft, id="no more is reversed than was paid"),
    pytest.param([FREE], bounced(amount="0"), NotPositive, id="something is reversed"),
    pytest.param([FREE, bounced()], bounced(), MoreThanLeft, id="a payment is reversed once"),
    pytest.param(
        [FREE, refunded(amount="60")], bounced(amount="41"), MoreThanLeft, id="what was refunded is gone"
    ),
    pytest.param([FREE], refunded(amount="101"), MoreThanLeft, id="no more is refunded than was paid"),
    pytest.param([FREE, bounced()], refunded(), MoreThanLeft, id="a bounced payment is not refunded"),
    pytest.param([], refunded(), UnknownNumber, id="an unknown payment is not refunded"),
    pytest.param(
        [INVOICE, paid("P-1", "100", {"I-1": "60"})],
        refunded(amount="41"),
        MoreThanUnapplied,
        id="only unapplied money",
    ),
    pytest.param(
        [INVOICE, paid("P-1", "100", {"I-1": "100"})],
        refunded(),
        MoreThanUnapplied,
        id="of which there is some",
    ),
    pytest.param(
        [INVOICE, written_off("10")], refunded("W-1"), UnknownNumber, id="a write-off is not refunded"
    ),
]
SETTLEMENTS = [
    pytest.param([INVOICE], settled("P-1", "I-1", "1"), UnknownNumber, id="the source is known"),
    pytest.param([FREE], settled("P-1", "I-1", "1"), UnknownNumber, id="the target is known"),
    pytest.param([INVOICE, FREE], settled("P-1", "I-1", "0"), NotPositive, id="more than nothing"),
    pytest.param(
        [invoice("I-1", "500"), FREE],
        settled("P-1", "I-1", "101"),
        MoreThanLeft,
        id="no more than the source has",
    ),
    pytest.param(
        [INVOICE, paid("P-1", "500")], settled("P-1", "I-1", "101"), MoreThanOpen, id="no more than is open"
    ),
    pytest.param([INVOICE, in_dollars()], settled("P-1", "I-1", "1"), MixedCurrencies, id="in one currency"),
    pytest.param(
        [INVOICE, CANCELLED, FREE], settled("P-1", "I-1", "1"), DocumentCancelled, id="nothing cancelled"
    ),
    pytest.param(
        [IN_PARTS, FREE], settled("P-1", "I-1", "31", instalment=1), MoreThanOpen, id="no more than its part"
    ),
    pytest.param(
        [invoice("I-1", on="2026-03-02"), FREE], settled("P-1", "I-1", "1"), LaterDocument, id="nothing later"
    ),
    pytest.param(
        [INVOICE, FREE], unsettled("P-1", "I-1", "1"), MoreThanSettled, id="what was not settled stays"
    ),
    pytest.param(
        [INVOICE, FREE, settled("P-1", "I-1", "5")],
        unsettled("P-1", "I-1", "6"),
        MoreThanSettled,
        id="no more is undone",
    ),
    pytest.param(
        [IN_PARTS, FREE, settled("P-1", "I-1", "5", instalment=1)],
        unsettled("P-1", "I-1", "5", instalment=2),
        MoreThanSettled,
        id="of that instalment",
    ),
    pytest.param([INVOICE], unsettled("P-1", "I-1", "6"), UnknownNumber, id="of a source that is known"),
]
CLAIMS = [
    pytest.param([INVOICE], disputed("101"), MoreThanOpen, id="no more is contested than is open"),
    pytest.param(
        [INVOICE, disputed("60")], disputed("41", "D-2"), MoreThanOpen, id="nothing is contested twice"
    ),
    pytest.param([INVOICE, disputed("60")], disputed("1"), NumberTaken, id="a dispute's number is used once"),
    pytest.param([], disputed("1"), UnknownNumber, id="the document contested is known"),
    pytest.param([INVOICE], disputed("0"), NotPositive, id="something is contested"),
    pytest.param([], RESOLVED, UnknownNumber, id="an unknown dispute is not resolved"),
    pytest.param([INVOICE, disputed("60"), RESOLVED], RESOLVED, NotOpen, id="a dispute is resolved once"),
    pytest.param([INVOICE], written_off("101"), MoreThanOpen, id="no more is written off than is open"),
    pytest.param(
        [INVOICE, written_off("1")], written_off("1"), NumberTaken, id="a write-off's number is used once"
    ),
    pytest.param([], written_off("1"), UnknownNumber, id="the document written off is known"),
    pytest.param([INVOICE, written_off("9")], recovered("10"), MoreThanWrittenOff, id="no more is recovered"),
    pytest.param(
        [INVOICE, written_off("9"), recovered("9")],
        recovered("1", "B-2"),
        MoreThanWrittenOff,
        id="than is left",
    ),
    pytest.param(
        [INVOICE, written_off("9"), recovered("1")], recovered("1"), NumberTaken, id="a recovery's number"
    ),
    pytest.param([], recovered("10"), UnknownNumber, id="the document recovered is known"),
    pytest.param([PROMISED], PROMISED, NumberTaken, id="a promise's number is used once"),
    pytest.param(
        [],
        fact("payment.promised", number="Z-1", amount="0", by_date="2026-03-10"),
        NotPositive,
        id="a promise is more than nothing",
    ),
    pytest.param(
        [],
        fact("payment.promised", number="Z-1", amount="1", by_date="2026-03-10", documents=["I-1"]),
        UnknownNumber,
        id="documents promised are known",
    ),
    pytest.param([], reminded("M-1", "2026-04-01", "I-1"), UnknownNumber, id="documents reminded are known"),
    pytest.param(
        [INVOICE, reminded("M-1", "2026-04-01", "I-1")],
        reminded("M-1", "2026-04-02", "I-1"),
        NumberTaken,
        id="a reminder's number is used once",
    ),
    pytest.param(
        [INVOICE, reminded("M-1", "2026-04-02", "I-1")],
        reminded("M-2", "2026-04-01", "I-1"),
        ReminderBeforeLast,
        id="reminders go forward",
    ),
]


@pytest.mark.parametrize(("happened", "wanted", "refusal"), [*DOCUMENTS, *PAYMENTS, *SETTLEMENTS, *CLAIMS])
def test_it_is_refused(happened: list[Fact], wanted: Fact, refusal: type[Refused] | None) -> None:
    then = given(*happened).when(wanted)
    if refusal is None:
        then.admitted()
    else:
        then.refused(refusal)


def test_a_confirmed_balance_is_never_refused() -> None:
    confirmed = {"as_of": "2026-02-28", "amount": "-5", "by": "CFO"}
    given().when(fact("balance.confirmed", **confirmed, currency="EUR")).admitted()
    given().when(fact("balance.confirmed", **confirmed, currency="EUX")).refused(UnknownCurrency)


def open_of(before: Given, document: str = "I-1") -> Decimal:
    return before.relationship.debts[document].open


def parts_of(before: Given) -> list[Decimal]:
    return [part.amount - part.settled for part in before.relationship.debts["I-1"].parts]


def free_of(before: Given, source: str = "P-1") -> Decimal:
    return before.relationship.sources[source].free


def test_a_payment_falls_on_instalments_in_order_of_due_date() -> None:
    before = given(IN_PARTS, paid("P-1", "40", {"I-1": "40"}))
    assert parts_of(before) == [0, 40, 20]
    before.when(credited(invoice="I-1")).admitted()
    assert parts_of(before.and_then(unsettled("P-1", "I-1", "15"))) == [5, 50, 20]


def test_a_named_instalment_is_settled_first() -> None:
    assert parts_of(given(IN_PARTS, of_instalment(3, "20"))) == [30, 50, 0]
    given(INVOICE).when(of_instalment(1, "100")).admitted()


def test_what_a_payment_says_of_an_instalment_goes_before_what_falls_on_the_rest() -> None:
    shares = [{"document": "I-1", "amount": "50"}, {"document": "I-1", "amount": "30", "instalment": 1}]
    before = given(
        IN_PARTS, fact("payment.received", number="P-1", amount="80", currency="EUR", settles=shares)
    )
    assert parts_of(before) == [0, 0, 20]


def test_an_advance_settles_a_later_document_where_it_says_so() -> None:
    later = invoice("I-1", on="2026-03-02")
    given(later).when(paid("P-1", "100", {"I-1": "50"}, advance=True)).admitted()
    given(later, FREE).when(settled("P-1", "I-1", "50", on="2026-03-02")).admitted()
    given(later, FREE).when(settled("P-1", "I-1", "50", advance=True)).admitted()


def test_shares_of_one_payment_for_one_document_add_up() -> None:
    shares = [{"document": "I-1", "amount": "60"}] * 2
    twice = fact("payment.received", number="P-1", amount="200", currency="EUR", settles=shares)
    given(INVOICE).when(twice).refused(MoreThanOpen, "120", "100")


def test_a_bounced_payment_undoes_its_settlements_the_newest_first() -> None:
    before = given(
        INVOICE, invoice("I-2", "50"), paid("P-1", "100", {"I-1": "40", "I-2": "50"}), bounced(amount="30")
    )
    assert [open_of(before), open_of(before, "I-2"), free_of(before)] == [60, 20, 0]
    after = before.and_then(bounced())
    assert [open_of(after), open_of(after, "I-2"), free_of(after)] == [100, 50, 0]
    after.when(CANCELLED).admitted()


def test_unapplied_money_is_reversed_before_settled_money() -> None:
    before = given(INVOICE, paid("P-1", "100", {"I-1": "60"}), bounced(amount="40"))
    assert [open_of(before), free_of(before)] == [40, 0]


def test_a_refund_takes_what_is_unapplied() -> None:
    before = given(INVOICE, paid("P-1", "100", {"I-1": "60"}), refunded())
    assert [open_of(before), free_of(before)] == [40, 0]
    given(credited()).when(refunded("C-1", "30")).admitted()
    given(OPENING_CREDIT).when(refunded("opening")).admitted()


def test_credit_notes_and_opening_credits_settle_as_payments_do() -> None:
    given(INVOICE, credited()).when(settled("C-1", "I-1", "100")).admitted()
    given(INVOICE, OPENING_CREDIT).when(settled("opening", "I-1", "50")).admitted()
    given(OPENING, FREE).when(settled("P-1", "opening", "50")).admitted()


def test_a_credit_note_may_be_larger_than_what_is_open() -> None:
    given(IN_PARTS, paid("P-1", "40", {"I-1": "40"})).when(credited(invoice="I-1")).admitted()


def test_an_invoice_and_its_payment_may_share_a_number() -> None:
    given(INVOICE).when(paid("I-1", "100", {"I-1": "100"})).admitted()


def test_an_invoice_may_have_its_orders_number_where_invoices_make_debt() -> None:
    given(order("SO-1", x=1)).when(invoice("SO-1")).admitted()
    given(terms("order"), order("SO-1", x=1)).when(invoice("SO-1")).refused(NumberTaken)
    given(terms("order"), invoice("SO-1")).when(order("SO-1", x=1)).refused(NumberTaken)
    given(terms("delivery"), order("SO-1", x=1), invoice("SO-1")).when(delivered("SO-1")).refused(NumberTaken)


def test_where_orders_make_debt_an_order_is_owed() -> None:
    before = given(terms("order"), order("SO-1", x=5))
    assert open_of(before, "SO-1") == 10
    before.when(paid("P-1", "10", {"SO-1": "10"})).admitted()
    before.when(paid("P-1", "11", {"SO-1": "11"})).refused(MoreThanOpen)


def test_where_deliveries_make_debt_what_came_is_owed() -> None:
    before = given(terms("delivery"), order("SO-1", x=5))
    before.when(paid("P-1", "2", {"SO-1": "2"})).refused(NotOwed, "bill by delivery")
    partly = before.and_then(delivered("SO-1", x=2))
    assert open_of(partly, "SO-1") == 4
    assert open_of(partly.and_then(delivered("SO-1")), "SO-1") == 10


def test_cancelling_a_paid_order_frees_its_money() -> None:
    before = given(
        terms("order"), order("SO-1", x=5), paid("P-1", "10", {"SO-1": "10"}), cancelled("SO-1", x=2)
    )
    assert [open_of(before, "SO-1"), free_of(before)] == [0, 4]
    before.when(refunded(amount="4")).admitted()


def test_where_orders_make_debt_a_return_cancels_some() -> None:
    before = given(terms("order"), order("SO-1", x=5), returned("R-1", "SO-1", x=2))
    assert free_of(before, "R-1") == 4
    before.when(settled("R-1", "SO-1", "4")).admitted()
    given(order("SO-1", x=5), returned("R-1", "SO-1", x=2)).when(settled("R-1", "SO-1", "4")).refused(
        UnknownNumber
    )


def test_terms_of_today_do_not_change_what_made_a_debt_yesterday() -> None:
    before = given(terms("order"), order("SO-1", x=5), terms("invoice", on="2026-03-02"))
    assert open_of(before, "SO-1") == 10


def test_recovering_opens_what_was_written_off() -> None:
    before = given(INVOICE, written_off("60"), written_off("40", "W-2"), recovered("50"))
    assert open_of(before) == 50
    assert before.relationship.debts["I-1"].settlers == {"W-1": 50}
    before.when(recovered("50", "W-1")).admitted()


def test_a_recovery_may_bear_the_number_of_its_write_off() -> None:
    before = given(INVOICE, written_off("60"), written_off("40", "W-2"), recovered("50", "W-1"))
    assert before.relationship.debts["I-1"].settlers == {"W-1": 10, "W-2": 40}
    before.when(recovered("10", "W-1")).admitted()


def test_a_resolved_dispute_makes_room_for_another() -> None:
    given(INVOICE, disputed("100"), RESOLVED).when(disputed("100", "D-2")).admitted()


def test_a_charge_is_in_its_documents_currency_or_the_clients() -> None:
    dollars = invoice("I-1", currency="USD")
    assert given(dollars, charge(document="I-1")).relationship.debts["F-1"].currency == "USD"
    assert given(charge()).relationship.debts["F-1"].currency == "EUR"


def test_a_refusal_says_what_to_do_next() -> None:
    settles = paid("P-1", "1", {"I-1": "1"})
    given(INVOICE, settles).when(CANCELLED).refused(
        SettledAlready, "invoice 'I-1' is settled with 1 EUR from P-1; reverse that first"
    )
    given(invoice("I-1", on="2026-03-02")).when(settles).refused(LaterDocument, "add --advance")
