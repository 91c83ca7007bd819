"""The rules of receivables, one by one, each recorded through the rules of the ledger and then asked about.

The notation is that of ``tests.helpers.notation``; T is the day of the report.
"""

from __future__ import annotations

import pytest

from tests.helpers.scenarios import Scenario

PAID_INVOICE = """
        2026-01-10  invoice 1 100 due 2026-02-01
        2026-02-10  payment P 100
"""
"""Paid, though the payment does not say what."""


def test_an_order_is_owed_from_its_day_where_the_terms_bill_by_order(scenario: Scenario) -> None:
    scenario("""
        T-90  terms 10 days by order
        T     order O 10 X at 10
        T+1   order N 1 X at 7 due T+2
        as of T
              O  100  due T+10
        as of T+5
              N    7  1-30
              O  100  not due
        T+5   delivery O 4 X
        T+6   order-off O
        as of T+6
              N    7
              O   40
    """)


def test_a_delivery_is_owed_from_its_own_day_where_the_terms_bill_by_delivery(scenario: Scenario) -> None:
    scenario("""
        T-90  terms 10 days by delivery
        T     order O 10 X at 10
        as of T
              nothing
        T+1   delivery O 4 X
        T+3   delivery O
        as of T+3
              O  40  due T+11
              O  60  due T+13
        T+4   return R 5 X at 10 of O
        as of T+4
              O  50  due T+13
    """)


def test_an_order_is_not_owed_where_the_terms_bill_by_invoice(scenario: Scenario) -> None:
    scenario("""
        T-90  terms 10 days by invoice
        T     order O 10 X at 10
        T     delivery O
        T+1   payment 5 100 for O ! not-owed
        T+1   return R 4 X at 10 of O
        as of T+1
              nothing
        T+2   invoice 17 100 of order O
        as of T+2
              17  100  due T+12
    """)


@pytest.mark.parametrize("billing", ["order", "delivery"])
def test_an_invoice_of_an_order_that_is_owed_is_no_second_debt(scenario: Scenario, billing: str) -> None:
    scenario(f"""
        T-90  terms 10 days by {billing}
        T     order O 10 X at 10
        T     delivery O
        T     invoice 17 100 of order O
        as of T
              O  100
        T     payment 5 100 for 17 ! billed-by-orders
        T     payment 5 100 for O
        as of T
              nothing
    """)


@pytest.mark.parametrize("billing", ["order", "delivery"])
@pytest.mark.parametrize("invoiced", ["T-1", "T", "T+1"])
@pytest.mark.parametrize("first", ["order", "invoice"])
def test_an_order_may_name_its_invoice_instead_whichever_is_recorded_first(
    scenario: Scenario, billing: str, invoiced: str, first: str
) -> None:
    invoice, order = f"{invoiced} invoice 17 100", "T order O 10 X at 10 on 17"
    scenario(f"""
        T-90  terms 10 days by {billing}
        {order if first == "order" else invoice}
        {invoice if first == "order" else order}
        T     delivery O
        as of T+1
              O  100
        T+1   payment 5 100 for 17 ! billed-by-orders
        T+1   payment 5 100 for O
        as of T+1
              nothing
    """)


def test_an_invoice_counts_until_the_order_that_names_it_is_placed(scenario: Scenario) -> None:
    scenario("""
        T-90  terms 10 days by order
        T     invoice 17 100
        T+1   order O 10 X at 10 on 17
        as of T
              17  100
        as of T+1
              O   100
    """)


def test_an_order_does_not_take_the_place_of_an_invoice_that_is_paid(scenario: Scenario) -> None:
    scenario("""
        T-90  terms 10 days by order
        T     invoice 17 100
        T     payment 5 60 for 17
        T+1   order O 10 X at 10 on 17 ! settled-otherwise
        T+1   order O 10 X at 10
        as of T+1
              17   40
              O   100
    """)


def test_an_invoice_is_owed_as_long_as_one_of_the_orders_that_name_it_is_not_owed_by_itself(
    scenario: Scenario,
) -> None:
    scenario("""
        T-90  terms 10 days by order
        T-80  terms 10 days by invoice
        T     order P 1 X at 30 on 17
        T-85  order O 7 X at 10 on 17
        T+1   invoice 17 100
        as of T+1
              O    70
              17  100
        check finds billed-twice
    """)


def test_where_deliveries_make_the_debt_an_invoice_sent_ahead_of_them_owes_nothing(
    scenario: Scenario,
) -> None:
    scenario("""
        T-90  terms 10 days by delivery
        T     order O 10 X at 10
        T     invoice 17 100 of order O
        as of T
              nothing
        T+1   payment 5 100 for 17 ! billed-by-orders
        T+1   payment 5 100
        T+2   delivery O 4 X
        as of T+1
              5  -100
        as of T+2
              5   -60
    """)


@pytest.mark.parametrize("billing", ["order", "delivery", "invoice"])
def test_an_act_of_shortage_is_a_claim_and_the_credit_note_is_what_cancels_debt(
    scenario: Scenario, billing: str
) -> None:
    document = "17" if billing == "invoice" else "O"
    scenario(f"""
        T-90  terms 10 days by {billing}
        T     order O 10 X at 10
        T     delivery O
        T     invoice 17 100 of order O
        T+1   shortage A 2 X of O worth 20
        as of T+1
              {document}  100
        T+2   credit-note C 20 on {document}
        as of T+2
              {document}   80
        as of T+1
              {document}  100
    """)


def test_an_opening_debt_is_a_document_like_any_other(scenario: Scenario) -> None:
    scenario("""
        T-90  terms 30 days
        T     opening 70
        T     opening 30 as O-2 due T+5
        as of T
              O-2      30  due T+5
              opening  70  due T+30
        T+1   payment 5 70 for opening
        as of T+1
              O-2      30
        T+2   opening 5 as O-2 ! number-taken
    """)


def test_an_opening_credit_stands_alone_until_somebody_applies_it(scenario: Scenario) -> None:
    scenario("""
        T     opening -70
        T+1   invoice 17 100
        as of T+1
              17       100
              opening  -70  unapplied
              balance   30
        T+2   settle 17 70 with opening
        as of T+2
              17        30
        as of T
              opening  -70
    """)


def test_a_charge_on_a_charge_is_cleared_with_the_document_at_the_bottom(scenario: Scenario) -> None:
    scenario("""
        T-50  invoice 17 100 due T-40
        T-45  invoice 18 100 due T-30
        T-20  fee F 10 on 17 due T
        T-15  interest Z 5 on F due T
        T-10  fee G 2 on Z due T
        as of T
              F    10
              G     2
              Z     5
              17  100
              18  100
        T     payment 5 120
        as of T
              18   97
    """)


def test_within_a_debt_costs_and_fees_are_cleared_first_then_interest_then_the_rest(
    scenario: Scenario,
) -> None:
    scenario("""
        T-30  invoice 17 100 due T-15
        T-20  invoice 18 50 due T-10
        T     interest A 5 on 17
        T     fee F 10 on 17
        T     cost K 3 on 17
        T     payment 5 11
        as of T
              K     2
              A     5
              17  100
              18   50
        T+1   payment 6 5
        as of T+1
              A     2
              17  100
              18   50
        T+2   payment 7 3
        as of T+2
              17   99
              18   50
        T+3   payment 8 100
        as of T+3
              18   49
    """)


def test_a_charge_takes_back_no_money_that_was_there_before_it(scenario: Scenario) -> None:
    scenario(f"""
        {PAID_INVOICE}
        2026-02-20  fee F 10 on 1 due 2026-02-20
        as of 2026-02-28
              F   10  1-30
              balance 10
        2026-02-28  payment Q 4
        as of 2026-02-28
              F    6
    """)


def test_money_of_the_day_of_a_charge_pays_it_before_its_document(scenario: Scenario) -> None:
    scenario("""
        T-30  invoice 17 100 due T-15
        T     fee F 10 on 17
        T     payment 5 100
        as of T
              17  10
    """)


def test_older_money_pays_charges_last_of_all_those_made_first_before_others(scenario: Scenario) -> None:
    scenario("""
        T-30  invoice 17 100 due T-20
        T-10  payment 5 150
        T-7   interest Z 20 on 17 due T+9
        T-5   fee F 30 on 17 due T+9
        as of T-5
              nothing
        T     invoice 18 25 due T+5
        as of T
              F  25
        T+1   payment 6 5
        as of T+1
              F  20
    """)


@pytest.mark.parametrize("on", [" on 17", ""])
def test_a_charge_leaves_alone_what_is_paid_and_not_due_yet(scenario: Scenario, on: str) -> None:
    scenario(f"""
        T-30  invoice 17 100 due T-20
        T-30  invoice 18 100 due T+30
        T-10  payment 5 200
        T     fee F 10{on} due T
        as of T
              F  10
    """)


def test_a_linked_credit_settles_before_money_does(scenario: Scenario) -> None:
    scenario("""
        T-30  invoice 17 100 due T-20
        T-10  payment 5 100
        T-5   fee F 10 on 17 due T
        T     credit-note C 10 on 17
        as of T
              nothing
    """)


def test_a_charge_on_no_document_waits_for_its_own_turn(scenario: Scenario) -> None:
    scenario("""
        T-30  invoice 17 100 due T-15
        T     fee F 10
        T     payment 5 105
        as of T
              F  5
    """)


def test_a_credit_note_that_is_not_linked_is_never_put_against_anything_by_policy(scenario: Scenario) -> None:
    scenario("""
        T-9   invoice 17 100
        T     credit-note C 100
        as of T
              17   100  1-30
              C   -100  unapplied
              unapplied 100
              balance 0
        T+1   settle 17 60 with C
        as of T+1
              17   40
              C   -40
        as of T
              17   40
              C   -40
    """)


def test_a_linked_credit_stays_linked_when_money_is_put_elsewhere(scenario: Scenario) -> None:
    scenario("""
        T-20  payment 5 100
        T-20  invoice 17 20
        T-19  credit-note C 5 on 17
        T-9   fee F 100 on 17
        as of T
              F   15
        T     settle F 100 with 5
        as of T
              17  15
    """)


def test_a_linked_credit_note_stays_so_when_what_was_paid_later_is_settled(scenario: Scenario) -> None:
    scenario("""
        T-20  payment 5 60
        T-20  invoice 17 100
        T-19  credit-note C 40 on 17
        T-15  fee F 60 on 17
        T-5   payment 6 60
        as of T
              nothing
        T     settle 17 60 with 6
        as of T
              nothing
        T     settle F 60 with 5
        as of T
              nothing
    """)


def test_a_linked_credit_settles_what_is_open(scenario: Scenario) -> None:
    scenario("""
        T-9   invoice 17 100
        T-5   credit-note C 30 on 17
        T     payment 5 70 for 17
        as of T-5
              17  70
        as of T
              nothing
    """)


def test_a_credit_note_may_be_used_on_another_invoice(scenario: Scenario) -> None:
    scenario("""
        T-9   invoice 17 100
        T-9   invoice 18 40
        T-5   credit-note C 40 on 17
        T     settle 18 40 with C
        as of T
              17  100
    """)


def test_money_paid_out_on_a_credit_note_goes_to_that_note(scenario: Scenario) -> None:
    scenario("""
        T-9   invoice 17 100
        T-5   credit-note C 100
        T     refund C 80
        as of T
              17  100
              C   -20  unapplied
              balance 80
        T     payment 5 20 for C ! unknown-number
        T+1   refund C 30 ! more-than-left
        T+1   refund C
        as of T+1
              17  100
        as of T-5
              17  100
              C  -100
    """)


def test_what_is_written_off_is_open_again_once_it_is_recovered(scenario: Scenario) -> None:
    scenario("""
        T-9   invoice 17 100
        T     write-off W 80 on 17
        T     write-off V 30 on 17 ! more-than-open
        as of T
              17  20
        T+5   recovery V 50 on 17
        T+6   payment 5 70 for 17
        as of T+5
              17  70
        as of T+6
              nothing
        as of T-1
              17  100
        T+7   recovery U 40 on 17 ! more-than-written-off
    """)


def test_what_payments_have_paid_is_not_written_off_whether_somebody_said_so_or_not(
    scenario: Scenario,
) -> None:
    scenario(f"""
        {PAID_INVOICE}
        2026-02-20  write-off W 100 on 1 ! more-than-owed
        2026-02-20  invoice 2 30
        2026-02-20  write-off W 31 on 1 ! more-than-owed
        2026-02-20  write-off W 30 on 1
        as of 2026-02-20
              balance 0
        check finds
    """)


def test_neither_a_later_document_nor_a_credit_that_stands_alone_changes_what_may_be_written_off(
    scenario: Scenario,
) -> None:
    scenario("""
        T-30  invoice 17 100
        T-20  payment 5 60
        T-20  credit-note C 100
        T+1   invoice 18 100
        T     write-off W 41 on 17 ! more-than-owed
        T     write-off W 40 on 17
        check finds
    """)


def test_money_that_came_later_is_counted_too_as_soon_as_it_is_known(scenario: Scenario) -> None:
    scenario("""
        T-30  invoice 17 100
        T     payment 5 100
        T-5   write-off W 1 on 17 ! more-than-owed
    """)


def test_a_linked_credit_has_settled_its_document_and_leaves_nothing_to_write_off(scenario: Scenario) -> None:
    scenario("""
        T-30  invoice 17 100
        T-20  credit-note C 100 on 17
        T     write-off W 1 on 17 ! more-than-open
        as of T
              nothing
    """)


@pytest.mark.parametrize("later", ["", "T+9 invoice 18 500"])
def test_a_payment_of_before_a_write_off_may_be_learnt_later_and_the_check_names_the_write_off(
    scenario: Scenario, later: str
) -> None:
    scenario(f"""
        T-30  invoice 17 100
        T     write-off W 100 on 17
        T-10  payment 5 100
        as of T
              5  -100
        {later}
        check finds contradicted
    """)


@pytest.mark.parametrize(
    "mended",
    [
        "T+1   recovery V 100 on 17",
        "T+1   refund 5",
        "T+1   payment 6 100\nT+9   invoice 18 100\nT+9   settle 18 100 with 5 in advance",
    ],
)
def test_no_fault_is_left_once_the_money_is_put_right(scenario: Scenario, mended: str) -> None:
    scenario(f"""
        T-30  invoice 17 100
        T     write-off W 100 on 17
        T-10  payment 5 100
        {mended}
        check finds
    """)


def test_money_that_comes_after_a_write_off_is_no_fault_of_it(scenario: Scenario) -> None:
    scenario("""
        T-30  invoice 17 100
        T     write-off W 100 on 17
        T+1   payment 5 50
        as of T+1
              5  -50
        check finds
    """)


def test_a_bounced_payment_opens_again_what_it_had_settled_with_its_old_due_date(scenario: Scenario) -> None:
    scenario("""
        T-40  invoice 17 100 due T-35
        T-30  payment 5 100 for 17
        T     bounce 5
        as of T-1
              nothing
        as of T
              17  100  31-60
        T+1   bounce 5 ! more-than-left
        T+1   payment 6 100 for 17
        as of T+1
              nothing
    """)


def test_a_payment_that_bounces_in_part_opens_its_newest_settlements(scenario: Scenario) -> None:
    scenario("""
        T-9   invoice 17 60
        T-9   invoice 18 60
        T-5   payment 5 120 for 17 60, 18 60
        T     bounce 5 50
        as of T
              18  50
    """)


def test_a_refund_pays_back_what_is_unapplied_and_no_more(scenario: Scenario) -> None:
    scenario("""
        T-9   invoice 17 100
        T-5   payment 5 130 for 17 100
        T     refund 5 40 ! more-than-unapplied
        T     refund 5
        as of T-1
              5  -30  unapplied
        as of T
              nothing
    """)


def test_a_settlement_counts_from_the_later_of_its_two_documents(scenario: Scenario) -> None:
    scenario("""
        T-9   payment 5 100
        T-5   invoice 17 100
        T     settle 17 100 with 5
        as of T-6 explicit
              5  -100
        as of T-5 explicit
              nothing
    """)


def test_a_settlement_that_states_its_day_counts_from_that_day(scenario: Scenario) -> None:
    scenario("""
        T-9   invoice 17 100
        T-5   payment 5 100
        T     settle 17 100 with 5 from T-2
        as of T-3 explicit
              17  100
              5  -100
        as of T-2 explicit
              nothing
    """)


def test_a_settlement_that_is_undone_frees_both_sides(scenario: Scenario) -> None:
    scenario("""
        T-9   invoice 17 100
        T-5   payment 5 100 for 17
        T     unsettle 17 120 with 5 ! more-than-settled
        T     unsettle 17 40 with 5
        as of T-1 explicit
              nothing
        as of T explicit
              17   40
              5   -40
        as of T
              nothing
    """)


def test_neither_side_is_ever_allocated_twice(scenario: Scenario) -> None:
    scenario("""
        T-9   invoice 17 100
        T-9   invoice 18 100
        T-5   payment 5 100 for 17 60
        T     settle 17 50 with 5 ! more-than-left
        T     settle 18 50 with 5 ! more-than-left
        T     payment 6 200
        T     settle 17 50 with 6 ! more-than-open
        T     payment 7 50 for 17 50 ! more-than-open
        as of T explicit
              17   40
              18  100
              5   -40
              6  -200
              balance -100
    """)


def test_what_is_left_unapplied_goes_to_the_oldest_due_then_the_older_then_the_lower_number(
    scenario: Scenario,
) -> None:
    scenario("""
        T-8   invoice A 10 due T-2
        T-9   invoice C 10 due T-2
        T-9   invoice B 10 due T-2
        T-9   invoice D 10 due T-3
        T     payment 5 5
        as of T
              D   5
              B  10
              C  10
              A  10
        T     payment 6 26
        as of T
              A   9
        as of T explicit
              D  10
              B  10
              C  10
              A  10
              5  -5
              6 -26
              balance 9
    """)


def test_without_a_due_date_a_document_is_due_by_the_terms_of_its_day(scenario: Scenario) -> None:
    scenario("""
        T-50  terms 14 days
        T-20  terms 30 days
        T-60  invoice 1 10
        T-30  invoice 2 10
        T-20  invoice 3 10
        T     invoice 4 10 due T+1
        as of T
              1  10  due T-46
              2  10  due T-16
              4  10  due T+1
              3  10  due T+10
    """)


def test_without_terms_a_document_is_due_on_its_own_day(scenario: Scenario) -> None:
    scenario("""
        T-1   invoice 17 10
        as of T
              17  10  due T-1
              bucket 1-30 10
    """)


def test_amounts_of_different_currencies_do_not_settle_each_other(scenario: Scenario) -> None:
    scenario("""
        T-9   invoice 17 100 USD
        T     payment 5 100
        T     settle 17 100 with 5 ! mixed-currencies
        as of T
              17  100
              5  -100
    """)


def test_what_is_contested_or_promised_is_not_taken_out_of_the_balance(scenario: Scenario) -> None:
    scenario("""
        T-9   invoice 17 100
        T-5   dispute D 60 on 17
        T-5   dispute E 50 on 17 ! more-than-open
        T-4   promise Z 100 by T
        as of T
              17  100
              balance 100
    """)


def test_a_reconciliation_act_that_the_ledger_bears_out_is_no_fault(scenario: Scenario) -> None:
    scenario("""
        T-30  invoice 17 100
        T-9   payment 5 40 for 17
        T     act 60 as of T-5
        T     invoice 18 10
        check finds
    """)


def test_a_reconciliation_act_is_never_refused_and_a_check_says_where_the_ledger_disagrees(
    scenario: Scenario,
) -> None:
    scenario("""
        T-30  invoice 17 100
        T     act 90 as of T-5
        check finds balance-contradicted
    """)


def test_a_reconciliation_act_is_checked_ever_after_against_what_is_learnt_later(scenario: Scenario) -> None:
    scenario("""
        T-30  invoice 17 100
        T     act 100 as of T-5
        as of T
              17  100
        T-6   payment 5 40 for 17
        check finds balance-contradicted
    """)


@pytest.mark.parametrize("billing", ["order", "delivery", "invoice"])
def test_an_act_counts_an_order_and_its_invoice_once(scenario: Scenario, billing: str) -> None:
    scenario(f"""
        T-90  terms 10 days by {billing}
        T     order O 10 X at 10
        T     delivery O
        T     invoice 17 100 of order O
        T     act 100 as of T
        as of T
              balance 100
        check finds
    """)
