"""Interest that reminders charge one after the other is that of each day late, however a debt is divided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec import to_builtins

from ledger.money import Amounts
from projections import DEFAULT, Answer, answer
from projections.collections import reminders
from projections.collections.reminder_drafts import drafts
from projections.policy import Reminders, Step
from projections.receivables.ageing import Item
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.seen import saw, sees

FIRST = date(2026, 1, 1)
RATE = Decimal("36.5")  # 0.1 % a day
STEPS = Step("due", 3, interest=RATE), *[Step("last", 7, interest=RATE)] * 20
POLICY = replace(DEFAULT, reminders=Reminders(steps=STEPS, gap=5))


def seen(book: Book, day: date) -> Answer:
    return answer("receivables", book.entries, as_of=day, known_at=None, position=10**9, policy=POLICY)


def owing(random: Random, book: Book, day: date, *, deliveries: bool) -> None:
    """New debt: a delivery, or an invoice in three instalments."""
    if deliveries:
        lines = [{"product": "X", "quantity": str(random.randint(1, 4))}]
        book.add("order.delivered", "ACME", day.isoformat(), number="O", lines=lines)
        return
    amount = str(random.randint(1000, 9000))
    dues = [(day + timedelta(random.randint(*days))).isoformat() for days in ((0, 8), (9, 15), (16, 25))]
    parts = [{"due": due, "amount": amount} for due in dues]
    number, whole = f"I{len(book.entries)}", str(3 * int(amount))
    book.add("invoice.issued", "ACME", day.isoformat(), number=number, amount=whole, instalments=parts)


def remind(book: Book, day: date) -> Answer:
    """Record the reminders of a day, with what they charge."""
    found = reminders.listed(seen(book, day))
    for draft in drafts(found, "tests", channel="letter", charge=True):
        fields = {name: value for name, value in to_builtins(draft.event).items() if value and name != "kind"}
        book.add(draft.event.kind, "ACME", day.isoformat(), **fields)
    return found


def sold(item: Item) -> bool:
    return item.due is not None and item.what != "charge"


@sees(4)
@given(random=st.randoms(use_true_random=False), deliveries=st.booleans())
@tries(4, 40)
def test_what_reminders_charge_is_the_interest_of_each_day_late(random: Random, *, deliveries: bool) -> None:
    book = Book().client("ACME")
    billing = "delivery" if deliveries else "invoice"
    book.add("client.terms_agreed", "ACME", "2025-12-01", payment_days=7, billing=billing)
    lines = [{"product": "X", "quantity": "99", "unit_price": "1000"}]
    book.add("order.placed", "ACME", "2025-12-31", number="O", lines=lines)
    borne, asked, charges = (Amounts[tuple[str, int | None, date]]() for _ in range(3))
    for day in (FIRST + timedelta(count) for count in range(50)):
        for item in filter(sold, seen(book, day - timedelta(1)).items):
            if item.due is not None and item.due < day:
                borne[item.document, item.instalment, item.due] += item.open / 1000
        if random.random() < 0.1:
            owing(random, book, day, deliveries=deliveries)
        if random.random() < 0.1:
            amount = str(random.randint(500, 6000))
            book.add("payment.received", "ACME", day.isoformat(), number=f"P{day}", amount=amount)
        for row in remind(book, day).rows:
            key = row.document, row.instalment, row.due
            if row.held is None and key in borne:
                asked[key] += row.interest
                charges[key] += 1
                assert abs(asked[key] - borne[key]) <= charges[key] * Decimal("0.005")
                saw()
