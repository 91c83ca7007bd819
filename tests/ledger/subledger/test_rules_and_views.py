"""The rules and the receivables view hold the same figures, for every history that the rules admit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import event, given

from ledger import rules
from ledger.entry import Entry
from ledger.events import CreditNoteIssued, ReturnReceived
from ledger.rules.debts import open_amount
from ledger.rules.money_refusals import MoreThanOwed
from ledger.subledger import Account, Books
from ledger.subledger.exposure import exposure_of, oldest_due, owed
from ledger.subledger.open_items import live_books
from ledger.subledger.unbilled import unbilled
from projections import receivables
from projections.framework.fold import fold_client
from projections.history import Horizon
from projections.policy import DEFAULT, Policy, Receivables
from projections.receivables.applying import settle
from tests.helpers.accounts import Figures, added, left_of, linked_books, open_of
from tests.helpers.admissible import CORRECTIONS, histories
from tests.helpers.decider import (
    CONTEXT,
    REGISTERED,
    Fact,
    cancelled,
    delivered,
    fact,
    invoice,
    order,
    paid,
    returned,
    settled,
    terms,
)
from tests.helpers.depth import tries
from tests.helpers.money_facts import unsettled
from tests.helpers.seen import saw, sees
from tests.helpers.third_books import ThirdBooks

END = Horizon(date(2030, 1, 1), None, 10**9)
EXPLICIT = Policy(receivables=Receivables(allocation="explicit"))


def viewed(entries: list[Entry]) -> Account:
    """The client's account as the view folds it, by the days of its facts."""
    page = fold_client([receivables.evolve], entries, END).states[0]
    return page if isinstance(page, Account) else Account()


def recorded(entries: list[Entry]) -> Account:
    """The client's account as the rules keep it, in the order of recording, asked after every entry."""
    client_state = rules.initial()
    for count, entry in enumerate(entries, 1):
        if entry.kind in CORRECTIONS:
            client_state = rules.refold(entries[:count])
        else:
            rules.evolve(client_state, entry)
        live_books(client_state.account, derive=True)
    return client_state.account


def linked(entries: list[Entry]) -> bool:
    """Whether a credit of the history follows a document."""
    return any(
        (isinstance(entry.event, CreditNoteIssued) and entry.event.invoice is not None)
        or (isinstance(entry.event, ReturnReceived) and entry.event.order is not None)
        for entry in entries
    )


def items(books: Books) -> list[tuple[object, ...]]:
    """Every open item of the books, with its figures."""
    return [(*item.key, item.due, item.amount, item.open) for item in books.items if item.open]


def paid_and_left(books: Books) -> Decimal:
    """What payments have left."""
    return sum((one.left for one in books.credits if one.credit.what == "payment"), Decimal(0))


class Tried:
    """Counts histories, and those that hold a linked credit."""

    def __init__(self) -> None:
        self.all = self.linked = 0

    def count(self, entries: list[Entry]) -> None:
        self.all += 1
        self.linked += linked(entries)
        event(f"linked credit: {linked(entries)}")

    def enough(self) -> None:
        """At least a fifth of the histories that were compared hold linked credits."""
        assert 5 * self.linked >= self.all > 0, f"{self.linked} of {self.all} histories hold linked credits"


def test_the_rules_and_the_view_agree_on_every_figure() -> None:
    tried = Tried()

    @given(histories())
    def agree(entries: list[Entry]) -> None:
        tried.count(entries)
        by_rules, by_view = recorded(entries), viewed(entries)
        for policy, derive in ((DEFAULT, True), (EXPLICIT, False)):
            ours, theirs = live_books(by_rules, derive=derive), settle(by_view, policy)
            assert items(ours) == items(theirs)
            assert left_of(ours) == left_of(theirs)
            oldest = min((item.due for item in theirs.items if item.open), default=None)
            assert oldest_due(by_rules, derive=derive) == oldest
        books = settle(by_view, EXPLICIT)
        owing = sum((item.open for item in books.items), Decimal(0)) - paid_and_left(books)
        assert owed(by_rules, "EUR").amount == owing
        exposure = exposure_of(by_rules, "EUR")
        ordered = unbilled(by_view, by_view.orders)
        assert added([*ordered.items()]) == added([*unbilled(by_rules, by_rules.orders).items()])
        assert exposure.open_orders == sum(ordered.values())
        balance = sum(open_of(books).values()) - sum(left_of(books).values())
        assert exposure.amount == balance + sum(ordered.values())

    agree()
    tried.enough()


def test_cash_application_is_that_of_plain_loops_over_the_facts() -> None:
    tried = Tried()

    @given(histories())
    def agree(entries: list[Entry]) -> None:
        tried.count(entries)
        books, plain = linked_books(viewed(entries)), ThirdBooks(entries)
        assert open_of(books) == plain.open()
        assert left_of(books) == plain.left()

    agree()
    tried.enough()


AFTERWARDS = rules.Context(datetime(2030, 1, 1, tzinfo=UTC))
"""A moment after everything that the histories tell."""


def written_off(account: Account, entries: list[Entry], number: str) -> Fact | None:
    """The write-off of all that is open of a document; None where the client does not owe as much in all."""
    amount = str(open_amount(account, number))
    wish = fact("debt.written_off", "2029-01-01", number="W9", document=number, amount=amount, reason="r")
    try:
        (wanted,) = rules.decide(rules.refold(entries), wish.draft(), AFTERWARDS)
    except MoreThanOwed:
        return None
    return wish._replace(event=wanted)


@sees(3)
@given(histories())
@tries(25, 100)
def test_the_rules_admit_the_write_off_of_what_the_view_shows_to_be_owed_and_of_no_more(
    entries: list[Entry],
) -> None:
    account, books = rules.refold(entries).account, settle(viewed(entries), EXPLICIT)
    owes = sum((item.open for item in books.items), Decimal(0)) - paid_and_left(books)
    for number, open_ in open_of(books).items():
        saw()
        written = written_off(account, entries, number)
        assert (written is not None) == (open_ <= owes)
        if written is not None:
            after = settle(viewed([*entries, written.entry(len(entries) + 1)]), DEFAULT)
            assert paid_and_left(after) == 0


@sees(20)
@given(histories())
@tries(25, 100)
def test_what_is_recorded_says_by_itself_what_it_meant(entries: list[Entry]) -> None:
    client_state = rules.initial()
    for entry in entries:
        if entry.kind in CORRECTIONS:
            return
        saw()
        draft = Fact(entry.event, entry.occurred_at.isoformat()).draft()
        assert rules.decide(client_state, draft, CONTEXT) == (entry.event,)
        rules.evolve(client_state, entry)


def agreed(*facts: Fact) -> tuple[Figures, Figures]:
    """What both sides say of these facts, recorded one after the other."""
    entries = [REGISTERED.entry(1)]
    for each in facts:
        (wanted,) = rules.decide(rules.refold(entries), each.draft(), CONTEXT)
        entries.append(each._replace(event=wanted).entry(len(entries) + 1))
    ours, theirs = linked_books(rules.refold(entries).account), linked_books(viewed(entries))
    assert (open_of(ours), left_of(ours)) == (open_of(theirs), left_of(theirs))
    return open_of(ours), left_of(ours)


TEN = order("O", "2026-03-01T10:00Z", screws=10)
PAID = paid("P", "100", {"I": "100"}, advance=True)
I100 = invoice("I", on="2026-03-01T10:00Z")

CASES: list[tuple[str, list[Fact], Figures, Figures]] = [
    ("cancelled on its day", [I100, fact("invoice.cancelled", number="I", reason="r")], {}, {}),
    ("delivered on its day", [terms("delivery"), TEN, delivered("O")], {"O": Decimal(20)}, {}),
    ("cancelled order of its day", [terms("order"), TEN, cancelled("O")], {}, {}),
    (
        "reversed on its day",
        [I100, PAID, fact("payment.reversed", number="P", reason="r")],
        {"I": Decimal(100)},
        {},
    ),
    ("first terms hold from the beginning", [TEN, terms("order", "2026-04-01")], {"O": Decimal(20)}, {}),
    (
        "terms that turn to delivery",
        [terms(on="2026-01-02"), TEN, terms("delivery", "2026-03-02"), delivered("O", "2026-03-05")],
        {"O": Decimal(20)},
        {},
    ),
    (
        "terms that turn to invoices before the delivery",
        [
            terms("delivery", on="2026-01-02"),
            TEN,
            terms("invoice", "2026-03-02"),
            delivered("O", "2026-03-05"),
        ],
        {},
        {},
    ),
    ("no credit without a debt", [terms("delivery"), TEN, returned("R", "O", screws=3)], {}, {}),
    (
        "the rest of a returned order is cancelled",
        [terms("order"), TEN, returned("R", "O", screws=3), cancelled("O", "2026-03-09")],
        {},
        {},
    ),
    (
        "a write-off that was moved is recovered where it is",
        [
            invoice("I"),
            invoice("J"),
            fact("debt.written_off", number="W", document="I", amount="10", reason="r"),
            unsettled("W", "I", "10"),
            settled("W", "J", "10"),
            fact("debt.recovered", number="V", document="J", amount="10", reason="r"),
        ],
        {"I": Decimal(100), "J": Decimal(100)},
        {},
    ),
    (
        "one sum is one instalment",
        [I100, PAID, unsettled("P", "I", "60", instalment=1)],
        {"I": Decimal(60)},
        {"P": Decimal(60)},
    ),
    (
        "a refund recorded late pays what was free then",
        [
            I100,
            paid("P", "100"),
            settled("P", "I", "60", "2026-03-10"),
            fact("payment.refunded", "2026-03-05", number="P", reason="r"),
        ],
        {"I": Decimal(40)},
        {},
    ),
    (
        "an invoice of an order that is owed is no second debt",
        [terms("order"), TEN, invoice("I", "20", orders=["O"])],
        {"O": Decimal(20)},
        {},
    ),
]


@pytest.mark.parametrize(("_id", "facts", "debts", "left"), CASES, ids=[case[0] for case in CASES])
def test_both_sides_agree(_id: str, facts: list[Fact], debts: Figures, left: Figures) -> None:
    assert agreed(*facts) == (debts, left)
