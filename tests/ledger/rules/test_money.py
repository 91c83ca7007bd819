"""What rules about money refuse: documents, payments, settlements, claims."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.errors import Refused
from ledger.rules.lines import AmountDisagrees, AmountMissing
from ledger.rules.money_refusals import (
    ANOTHER_SOURCE,
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
from tests.helpers.decider import (
    Fact,
    fact,
    given,
    invoice,
    order,
    paid,
    settled,
)
from tests.helpers.money_facts import (
    CANCELLED,
    FREE,
    IN_PARTS,
    INVOICE,
    OPENING,
    OPENING_CREDIT,
    PROMISED,
    RESOLVED,
    bounced,
    charge,
    credited,
    disputed,
    in_dollars,
    of_instalment,
    recovered,
    refunded,
    reminded,
    unsettled,
    written_off,
)

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


def test_where_nothing_is_left_the_refusal_does_not_weigh_nothing_against_nothing() -> None:
    said = str(MoreThanLeft("P-1", Decimal(0), Decimal(0), "EUR", ANOTHER_SOURCE))
    assert said == "nothing is left of 'P-1'; name another with --source"


def test_a_payment_that_settles_too_much_or_an_unknown_document_names_its_own_options() -> None:
    known, option = given(INVOICE), "name another with --settle document=NUMBER"
    known.when(paid("P-1", "40", {"I-1": "41"})).refused(MoreThanLeft, "give less, or correct --amount")
    known.when(paid("P-1", "40", {"I-2": "40"})).refused(UnknownNumber, option)
