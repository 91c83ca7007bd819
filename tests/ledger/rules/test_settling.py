"""Who owes what after payments, reversals, write-offs and cancelled orders, as the rules keep it."""

from __future__ import annotations

from decimal import Decimal

from ledger.rules.money_refusals import (
    LaterDocument,
    MoreThanOpen,
    NotOwed,
    SettledAlready,
)
from ledger.rules.refusals import (
    NumberTaken,
    UnknownNumber,
)
from tests.helpers import accounts
from tests.helpers.decider import (
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
from tests.helpers.money_facts import (
    CANCELLED,
    FREE,
    IN_PARTS,
    INVOICE,
    OPENING,
    OPENING_CREDIT,
    RESOLVED,
    bounced,
    charge,
    credited,
    disputed,
    of_instalment,
    recovered,
    refunded,
    unsettled,
    written_off,
)


def open_of(before: Given, document: str = "I-1") -> Decimal:
    return accounts.open_of(accounts.linked_books(before.client_state.account)).get(document, Decimal(0))


def parts_of(before: Given) -> list[Decimal]:
    return accounts.open_parts(before.client_state.account, "I-1")


def free_of(before: Given, source: str = "P-1") -> Decimal:
    return accounts.left_of(accounts.linked_books(before.client_state.account)).get(source, Decimal(0))


def test_a_payment_falls_on_instalments_in_order_of_due_date() -> None:
    before = given(IN_PARTS, paid("P-1", "40", {"I-1": "40"}))
    assert parts_of(before) == [0, 40, 20]
    before.when(credited(invoice="I-1")).admitted()
    assert parts_of(before.and_then(unsettled("P-1", "I-1", "15"))) == [5, 50, 20]
    freed = before.and_then(unsettled("P-1", "I-1", "30", instalment=1))
    assert parts_of(freed) == [30, 40, 20]


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
    assert [open_of(before, "SO-1"), free_of(before, "R-1")] == [6, 0]
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
    assert accounts.settlers(before.client_state.account, "I-1") == {"W-1": 50}
    before.when(recovered("50", "W-1")).admitted()


def test_a_recovery_may_bear_the_number_of_its_write_off() -> None:
    before = given(INVOICE, written_off("60"), written_off("40", "W-2"), recovered("50", "W-1"))
    assert accounts.settlers(before.client_state.account, "I-1") == {"W-1": 10, "W-2": 40}
    before.when(recovered("10", "W-1")).admitted()


def test_a_resolved_dispute_makes_room_for_another() -> None:
    given(INVOICE, disputed("100"), RESOLVED).when(disputed("100", "D-2")).admitted()


def test_a_charge_is_in_its_documents_currency_or_the_clients() -> None:
    dollars = invoice("I-1", currency="USD")
    assert given(dollars, charge(document="I-1")).client_state.account.documents["F-1"].currency == "USD"
    assert given(charge()).client_state.account.documents["F-1"].currency == "EUR"


def test_a_refusal_says_what_to_do_next() -> None:
    settles = paid("P-1", "1", {"I-1": "1"})
    given(INVOICE, settles).when(CANCELLED).refused(
        SettledAlready, "invoice 'I-1' is settled with 1.00 EUR from P-1; reverse the settlement first"
    )
    given(invoice("I-1", on="2026-03-02")).when(settles).refused(LaterDocument, "add --advance")
