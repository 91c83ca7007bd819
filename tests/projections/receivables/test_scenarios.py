"""What accountants expect of receivables, scenario by scenario, recorded through the rules.

The notation is that of ``tests.helpers.notation``; T is the day of the report.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from projections import DEFAULT
from projections.policy import Reminders, Step
from tests.helpers.scenarios import Scenario


def test_a_payment_goes_through_the_instalments_in_order_of_due_date(scenario: Scenario) -> None:
    scenario("""
        T     invoice 17 100 in 30 by T+30, 50 by T+60, 20 by T+90
        as of T
              17/1  30  due T+30
              17/2  50  due T+60
              17/3  20  due T+90
        T     payment 5 40 for 17
        as of T
              17/2  40  not due
              17/3  20  not due
              balance 60
        as of T-1
              nothing
        as of T+61
              17/2  40  1-30
              17/3  20  not due
    """)


@pytest.mark.parametrize(("payment", "unapplied"), [("payment 5 40", "5"), ("payment 5 40 for 17", "C")])
def test_a_credit_note_for_more_than_is_open_settles_what_is_and_leaves_the_rest_unapplied(
    scenario: Scenario, payment: str, unapplied: str
) -> None:
    scenario(f"""
        T     invoice 17 100 in 30 by T+30, 50 by T+60, 20 by T+90
        T     {payment}
        T     credit-note C 100 on 17
        as of T
              {unapplied}  -40  unapplied
              balance -40
    """)


def test_a_credit_note_for_the_whole_of_an_unpaid_invoice_closes_it(scenario: Scenario) -> None:
    scenario("""
        T     invoice 17 100 in 30 by T+30, 50 by T+60, 20 by T+90
        T     credit-note C 100 on 17
        as of T
              nothing
        as of T+90
              nothing
    """)


@pytest.mark.parametrize("payment", ["payment 5 40", "payment 5 40 for 17"])
def test_a_credit_note_goes_on_where_a_payment_stopped(scenario: Scenario, payment: str) -> None:
    scenario(f"""
        T     invoice 17 200 in 60 by T+30, 100 by T+60, 40 by T+90
        T     {payment}
        as of T
              17/1   20
              17/2  100
              17/3   40
        T     credit-note C 100 on 17
        as of T
              17/2   20
              17/3   40
              balance 60
    """)


def test_a_credit_note_kept_on_its_own_is_a_row_of_its_own(scenario: Scenario) -> None:
    scenario("""
        T-1   invoice 17 100
        T     payment 5 40 for 17
        T     credit-note C 100
        as of T
              17    60
              C   -100  unapplied
              balance -40
        as of T-1
              17   100
    """)


def test_a_payment_before_any_invoice_is_unapplied(scenario: Scenario) -> None:
    scenario("""
        T     payment 5 1000
        as of T
              5  -1000  unapplied
              unapplied 1000
              balance -1000
        as of T-1
              nothing
    """)


@pytest.mark.parametrize(("paid", "left"), [("40", "60"), ("99.99", "0.01")])
def test_what_is_not_paid_stays_open_to_the_cent(scenario: Scenario, paid: str, left: str) -> None:
    scenario(f"""
        T     invoice 17 100
        T     payment 5 {paid}
        T     settle 17 {paid} with 5
        as of T explicit
              17  {left}
              balance {left}
        as of T+400
              17  {left}  over 120
    """)


@pytest.mark.parametrize("amount", ["80", "100", "110"])
def test_nothing_of_tomorrows_payment_shows_today_not_even_its_surplus(
    scenario: Scenario, amount: str
) -> None:
    scenario(f"""
        T     credit-note C 10
        T     invoice 17 100
        T+1   payment 5 {amount}
        as of T
              17  100
              C   -10  unapplied
              unapplied 10
              balance 90
    """)


def test_one_payment_for_two_invoices_settles_each_by_its_share(scenario: Scenario) -> None:
    scenario("""
        T     invoice 17 100
        T     invoice 18 100
        T+1   payment 5 100 for 17 50, 18 50
        as of T
              17  100
              18  100
        as of T+1
              17   50
              18   50
    """)


def test_a_debt_is_revalued_in_the_reporting_currency_and_stays_what_it_is_in_its_own(
    scenario: Scenario,
) -> None:
    scenario("""
        T-60  rate USD INR 80
        T-30  invoice 17 100 USD
        T     rate USD INR 85
        as of T-1 at INR
              17  8000
              balance 8000
        as of T at INR
              17  8500
              balance 8500
        as of T
              17  100
              balance 100
    """)


def test_an_advance_is_applied_from_the_day_of_the_invoice(scenario: Scenario) -> None:
    scenario("""
        T-9   payment 5 50 USD
        T     invoice 17 100 USD in 50 by T, 50 by T+30
        T     settle 17 50 with 5
        as of T-1 explicit
              5   -50  unapplied
        as of T explicit
              17/2  50  not due
        as of T+31
              17/2  50  1-30
    """)


def test_a_return_follows_its_order_whoever_answers_for_the_client_by_then(scenario: Scenario) -> None:
    scenario("""
        T-90  client ACME in Asia of Anna
        T-90  terms 10 days by order
        T-20  order O 10 X at 10
        T-5   manager Boris
        T     return R 4 X at 10 of O
        as of T of Boris
              O  60  1-30
        as of T-6 of Anna
              O  100  1-30
        as of T in Asia
              O  60
    """)


def test_a_territory_has_the_clients_of_the_places_in_it(scenario: Scenario) -> None:
    scenario("""
        T-90  client ACME in Asia
        T     invoice 1 1
        T-90  client BETA in Asia/Thailand
        T     invoice 2 20
        T-90  client CETA in Asia/Thailand/Bangkok
        T     invoice 3 300
        T-90  client DETA in Asiana
        T     invoice 4 4000
        as of T in Asia
              balance 321
        as of T in Asia/Thailand
              balance 320
        as of T in Asiana
              balance 4000
    """)


def test_an_invoice_and_its_cancellation_sum_to_zero_and_both_remain(scenario: Scenario) -> None:
    scenario("""
        T     invoice 17 100
        T+1   cancel 17
        T+2   cancel 17 ! document-cancelled
        T+2   payment 5 100 for 17 ! document-cancelled
        as of T
              17  100
        as of T+1
              nothing
              balance 0
    """)


def test_what_was_paid_late_bears_interest_up_to_its_day(scenario: Scenario) -> None:
    steps = (Step("due", 10, interest=Decimal(10)), Step("last", 10, interest=Decimal(10)))
    scenario(
        """
        T-45  invoice 17 1000 due T-30
        T-40  payment 5 100 for 17     # in time
        T-20  payment 6 500 for 17     # 10 days late
        T-5   payment 7 50 for 17      # sent back
        T-2   bounce 7
        remind on T
              17  400  level 1 interest 4.66   # (400 x 30 + 500 x 10) x 10 % / 365
        T     interest Z 4.66 on 17 due T+90
        T     reminder R 1 on 17
        T+5   payment 8 100 for 17
        remind on T+10
              17  300  level 2 interest 0.96   # (300 x 10 + 100 x 5) x 10 % / 365
        """,
        replace(DEFAULT, reminders=Reminders(steps=steps)),
    )


def test_fifteen_days_of_interest_and_a_fee_are_owed_on_top_of_the_invoice(scenario: Scenario) -> None:
    step = Step("due", 15, fee=Decimal(10), interest=Decimal(10))
    scenario(
        """
        T-15  invoice 17 100 due T-15
        remind on T-1
              nothing
        remind on T
              17  100  level 1 interest 0.41 fee 10.00
        T     interest Z 0.41 on 17
        T     fee F 10 on 17
        as of T
              F    10
              Z   0.41
              17  100  1-30
              balance 110.41
        as of T-1
              17  100
    """,
        replace(DEFAULT, reminders=Reminders(steps=(step,))),
    )


def test_by_document_date_debts_are_aged_and_credits_kept_apart(scenario: Scenario) -> None:
    scenario("""
        T           invoice 1 300
        2026-06-16  invoice 2 100
        2026-05-23  invoice 3 150
        2026-04-23  invoice 4 200
        2026-03-23  invoice 5 250
        2026-02-21  invoice 6 500
        2026-05-23  credit-note 7 600
        2026-03-23  credit-note 8 700
        as of T by document
              bucket 0-30     400
              bucket 31-60    150
              bucket 61-90    200
              bucket 91-120   250
              bucket over 120 500
              unapplied 1300
              balance    200
    """)


@pytest.mark.parametrize(
    ("late", "bucket"),
    [
        (0, "not due"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "91-120"),
        (120, "91-120"),
        (121, "over 120"),
    ],
)
def test_day_30_is_in_the_first_bucket_and_day_31_in_the_second(
    scenario: Scenario, late: int, bucket: str
) -> None:
    scenario(f"""
        T-10  invoice 17 100 due T
        as of T+{late}
              17  100  {bucket}
              bucket {bucket} 100
              balance 100
    """)


def test_an_invoice_is_open_until_the_day_of_its_payment(scenario: Scenario) -> None:
    scenario("""
        2026-04-30  invoice 17 100
        T           payment 5 100 for 17
        as of 2026-05-31
              17  100
        as of T
              nothing
    """)


def test_the_eve_of_a_payment_shows_the_whole_invoice(scenario: Scenario) -> None:
    scenario("""
        2025-07-26  invoice 17 115
        2025-10-28  payment 5 115 for 17
        as of 2025-10-27
              17  115
        as of 2025-10-31
              nothing
    """)


@pytest.mark.parametrize("allocation", ["", "explicit"])
def test_a_settlement_made_weeks_later_counts_from_the_day_of_the_payment(
    scenario: Scenario, allocation: str
) -> None:
    scenario(f"""
        2025-12-30  invoice 17 100 due 2025-12-30
        2026-01-01  payment 5 100
        2026-01-25  settle 17 100 with 5
        as of 2025-12-31 {allocation}
              17  100  1-30
        as of 2026-01-01 {allocation}
              nothing
    """)


FIRST_DAY = replace(DEFAULT, reminders=Reminders(steps=(Step("due", 1),)))


def test_only_the_instalment_that_is_due_is_reminded_until_it_is_paid_and_again_when_that_bounces(
    scenario: Scenario,
) -> None:
    scenario(
        """
        T-6   invoice 17 100 in 50 by T-1, 50 by T+4
        remind on T
              17/1  50  level 1
        T     payment 5 50 for 17
        remind on T
              nothing
        T     bounce 5
        remind on T
              17/1  50  level 1
    """,
        FIRST_DAY,
    )


def test_an_item_is_late_beyond_the_tolerance_only(scenario: Scenario) -> None:
    scenario("""
        T-10  invoice 17 100 due T-2
        measure T-30 to T
              late 100
        measure T-30 to T tolerance 3
              late 0
    """)


IN_STEPS = (Step("due", 10), Step("end of month", 30), Step("last", 10))


def test_reminders_go_up_one_step_at_a_time_and_forward_in_time(scenario: Scenario) -> None:
    scenario(
        """
        2025-06-30  invoice 17 500 due 2025-06-30
        remind on 2025-12-30
              17  500  level 1
        2025-12-30  reminder A 1 on 17
        remind on 2025-12-30
              nothing
        remind on 2026-04-30
              17  500  level 2
        2026-04-30  reminder B 2 on 17
        remind on T
              17  500  level 3
        2026-04-29  reminder C 3 on 17 ! reminder-before-last
        T           reminder C 3 on 17
        remind on T+90
              nothing
    """,
        replace(DEFAULT, reminders=Reminders(steps=IN_STEPS)),
    )


def test_days_to_pay_are_those_of_what_was_paid_in_the_time_measured(scenario: Scenario) -> None:
    scenario("""
        2025-03-01  invoice 17 1000
        2025-03-11  payment 5 1000 for 17
        2026-03-01  invoice 18 1000
        2026-03-11  payment 6 1000 for 18
        measure 2025-01-01 to 2025-12-31
              days_to_pay 10
        measure 2026-01-01 to T
              days_to_pay 10
        measure 2020-01-01 to T
              days_to_pay 10
    """)


def test_what_is_open_below_the_threshold_is_not_reminded(scenario: Scenario) -> None:
    step = Step("due", 1, threshold=Decimal(50))
    scenario(
        """
        T-30  invoice 17 100 due T-20
        T-10  payment 5 95 for 17
        as of T
              17  5  1-30
        remind on T
              nothing
        remind on T-11
              17  100  level 1
    """,
        replace(DEFAULT, reminders=Reminders(steps=(step,))),
    )
