"""Laws of the subledger: arrival changes nothing, movements sum to the balance, closed items cost nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger import rules
from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.events import InvoiceIssued, PaymentReceived
from ledger.subledger import Account, Books, post, settle
from ledger.subledger.documents import Statement
from ledger.subledger.instalments import standing, sums
from ledger.subledger.movements import balance, movements
from ledger.subledger.open_items import live_books, refreshed
from projections import receivables
from projections.framework.fold import fold_client
from projections.history import Horizon
from tests.helpers.admissible import histories
from tests.helpers.decider import fact
from tests.helpers.depth import tries
from tests.helpers.seen import saw, sees

Shown = tuple[list[object], list[object]]


def posted(entries: list[Entry]) -> Account:
    account = Account()
    for entry in entries:
        post(account, entry)
    return account


def shown(books: Books) -> Shown:
    """What is open with what settles it, and what is left, but for where each entry stands in the ledger."""
    items: list[object] = [
        (item.debt.number, item.instalment, item.due, item.amount, item.open) for item in books.items
    ]
    uses = [
        (item.debt.number, item.instalment, use.credit.number, use.amount, use.how)
        for item in books.items
        for use in item.uses
    ]
    return [*items, *sorted(uses)], [(one.credit.number, one.worth, one.left) for one in books.credits]


def rests_on(entry: Entry) -> set[str]:
    """The numbers of what has to be there before an entry means anything."""
    event = entry.event
    found = {getattr(event, name, None) for name in ("order", "document")}
    if not isinstance(event, InvoiceIssued | PaymentReceived):
        found.add(getattr(event, "number", None))
    found |= {share.source for share in getattr(event, "write_offs", ())}
    return {number for number in found if number}


def in_another_order(entries: list[Entry], random: Random) -> list[Entry]:
    """The entries in any order in which each still comes after what it rests on."""
    left, found = list(entries), list[Entry]()
    while left:
        free = [
            one
            for place, one in enumerate(left)
            if not any(
                (getattr(before.event, "number", None) or "opening") in rests_on(one)
                for before in left[:place]
            )
        ]
        found.append(random.choice(free))
        left.remove(found[-1])
    return found


@sees(12)
@given(entries=histories(), random=st.randoms(use_true_random=False))
@tries(25, 100)
def test_what_is_open_does_not_depend_on_the_order_of_arrival(entries: list[Entry], random: Random) -> None:
    entries = in_force(entries)
    one, other = posted(entries), posted(in_another_order(entries, random))
    for derive in (True, False):
        saw()
        assert shown(settle(one, derive=derive)) == shown(settle(other, derive=derive))


@given(entries=histories())
@tries(25, 100)
def test_entries_that_are_not_appended_yet_count_like_recorded_ones(entries: list[Entry]) -> None:
    now, later = (rules.refold(same) for same in ([one._replace(position=0) for one in entries], entries))
    for derive in (True, False):
        assert shown(live_books(now.account, derive=derive)) == shown(
            live_books(later.account, derive=derive)
        )


@given(entries=histories(), count=st.integers(0, 35))
@tries(25, 100)
def test_movements_up_to_a_day_are_the_balance_of_that_day(entries: list[Entry], count: int) -> None:
    day = date(2026, 2, 27) + timedelta(days=count)
    whole = fold_client([receivables.evolve], entries, Horizon(date(2030, 1, 1), None, 10**9)).states[0]
    then = fold_client([receivables.evolve], entries, Horizon(day, None, 10**9)).states[0]
    if not isinstance(whole, Account):
        return
    books = settle(then, derive=False) if isinstance(then, Account) else Books([], [])
    open_ = sum((item.open for item in books.items), Decimal(0))
    assert balance(whole, "EUR", day) == open_ - sum((one.left for one in books.credits), Decimal(0))
    assert {one.position for one in movements(whole)} <= {entry.position for entry in entries}


def paid_invoices(count: int) -> list[Entry]:
    """So many invoices, each paid by a payment that names it."""
    told = []
    for number in range(count):
        said = {"number": f"I{number}", "amount": "10", "currency": "EUR", "due": "2026-02-01"}
        told.append(fact("invoice.issued", "2026-01-05", **said))
        shares = [{"document": f"I{number}", "amount": "10"}]
        paid: dict[str, Any] = {"number": f"P{number}", "amount": "10", "currency": "EUR", "settles": shares}
        told.append(fact("payment.received", "2026-01-20", **paid))
    return [one.entry(version) for version, one in enumerate(told, 1)]


def test_documents_settled_for_good_leave_the_live_set() -> None:
    account = posted(paid_invoices(50))
    live = refreshed(account)
    assert (live.items, live.credits, live.short) == ({}, {}, {})
    post(account, fact("invoice.issued", "2026-03-01", number="N", amount="7", currency="EUR").entry(200))
    assert live.touched == {"N"}
    assert [item.key[0] for item in live_books(account, derive=True).items] == ["N"]
    post(account, fact("payment.reversed", "2026-03-02", number="P3", reason="r").entry(201))
    assert live.touched == {"P3", "I3"}
    assert [item.key[0] for item in live_books(account, derive=True).items] == ["I3", "N"]


def test_an_order_that_waits_for_its_invoice_leaves_the_books_as_they_are() -> None:
    account = posted(paid_invoices(3))
    post(account, fact("invoice.issued", "2026-03-01", number="N", amount="7", currency="EUR").entry(200))
    books = live_books(account, derive=True)
    lines = [{"product": "X", "quantity": "1", "unit_price": "7"}]
    post(account, fact("order.placed", "2026-03-02", number="O", lines=lines, currency="EUR").entry(201))
    assert live_books(account, derive=True) is books
    billed: dict[str, Any] = {"number": "M", "amount": "7", "currency": "EUR", "orders": ["O"]}
    post(account, fact("invoice.issued", "2026-03-03", **billed).entry(202))
    assert [item.key[0] for item in live_books(account, derive=True).items] == ["N", "M"]


def test_an_order_with_the_number_of_an_invoice_of_another_order_is_owed_too() -> None:
    """Recording refuses the second; a ledger that other rules filled may have both."""
    account = posted([fact("client.terms_agreed", "2026-01-01", payment_days=10, billing="order").entry(1)])
    told: list[tuple[str, dict[str, Any]]] = [
        ("invoice.issued", {"number": "1", "amount": "42.02", "currency": "EUR"}),
        ("order.placed", {"number": "2", "invoice": "1", "currency": "USD", "lines": [goods("5.00")]}),
        ("order.placed", {"number": "1", "currency": "EUR", "lines": [goods("3.00")]}),
        ("payment.received", {"number": "P", "amount": "1.25", "currency": "EUR", "settles": one_euro("1")}),
    ]
    for position, (kind, said) in enumerate(told, 2):
        post(account, fact(kind, "2026-01-02", **said).entry(position))
        for derive in (True, False):
            open_of = [item for item in live_books(account, derive=derive).items if item.open]
            assert shown(Books(open_of, [])) == shown(
                Books([item for item in settle(account, derive=derive).items if item.open], [])
            )
    books = settle(account, derive=False)
    assert [(item.debt.number, item.debt.what, item.open) for item in books.items] == [
        ("1", "order", Decimal("2.00")),
        ("2", "order", Decimal("5.00")),
    ]
    assert [one.left for one in books.credits] == [Decimal("0.25")]
    assert (balance(account, "EUR"), balance(account, "USD")) == (Decimal("1.75"), Decimal("5.00"))


def goods(price: str) -> dict[str, str]:
    return {"product": "X", "quantity": "1", "unit_price": price}


def one_euro(document: str) -> list[dict[str, str]]:
    return [{"document": document, "amount": "1.00"}]


def test_a_reversal_takes_back_nothing_that_a_later_day_settles() -> None:
    made = [
        Statement(1, date(2026, 3, 1), 1, Decimal(30)),
        Statement(2, date(2026, 3, 2), None, Decimal(-30)),
        Statement(3, date(2026, 4, 1), 2, Decimal(20)),
        Statement(4, date(2026, 4, 1), 3, Decimal(10)),
    ]
    for order in permutations(made):
        assert standing(sums(order)) == {2: 20, 3: 10}
