"""What the rules let in and what the receivables view shows are the same money, for every history they admit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from ledger import rules
from ledger.entry import Entry
from ledger.rules import Relationship
from ledger.rules.debts import open_by_instalment
from ledger.rules.exposure import exposure_of, owed
from ledger.rules.money_refusals import MoreThanOwed
from ledger.rules.oldest import oldest_due
from ledger.rules.ordered import open_orders
from projections import receivables
from projections.fold import Horizon, fold_client
from projections.policy import DEFAULT, Policy, Receivables
from projections.receivables.account import Account
from projections.receivables.ordered import not_owed
from projections.receivables.settling import Books, settle, stated
from tests.admissible import CORRECTIONS, histories
from tests.decider import (
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
from tests.money_facts import unsettled

END = Horizon(date(2030, 1, 1), None, 10**9)
EXPLICIT = Policy(receivables=Receivables(allocation="explicit"))

Figures = dict[str, Decimal]


def account(entries: list[Entry]) -> Account:
    """The client's account as the view folds it."""
    page = fold_client([receivables.evolve], entries, END).pages[0]
    return page if isinstance(page, Account) else Account()


def added(figures: list[tuple[str, Decimal]]) -> Figures:
    """Figures by number, those of nothing left out."""
    found: Figures = {}
    for number, figure in figures:
        found[number] = found.get(number, Decimal(0)) + figure
    return {number: figure for number, figure in found.items() if figure}


def shown(books: Books) -> tuple[Figures, Figures]:
    """What is open of each document and left of each source."""
    debts = [(part.debt.number, part.open) for part in books.parts]
    return added(debts), added([(one.credit.number, one.left) for one in books.credits])


def paid_and_left(books: Books) -> Decimal:
    """What payments have left."""
    return sum((one.left for one in books.credits if one.credit.what == "payment"), Decimal(0))


def by_instalment(books: Books) -> dict[str, list[Decimal]]:
    """What is open of each instalment, of documents that have several."""
    found: dict[str, list[Decimal]] = {}
    for part in sorted(books.parts, key=lambda part: part.instalment):
        if len(part.debt.parts) > 1 and any(each.amount for each in part.debt.parts):
            found.setdefault(part.debt.number, []).append(part.open)
    return found


def known(relationship: Relationship) -> tuple[Figures, Figures]:
    """The same, as the rules know it."""
    debts = [(number, debt.open) for number, debt in relationship.debts.items()]
    return added(debts), added([(number, source.free) for number, source in relationship.sources.items()])


@given(histories())
@settings(deadline=None, max_examples=60)
def test_the_rules_and_the_view_agree_about_every_document(entries: list[Entry]) -> None:
    relationship, books = rules.refold(entries), stated(account(entries))
    assert shown(books) == known(relationship)
    for number, parts in by_instalment(books).items():
        assert parts == open_by_instalment(relationship, number, relationship.debts[number])


@given(histories())
@settings(deadline=None, max_examples=30)
def test_linked_credits_change_no_balance(entries: list[Entry]) -> None:
    debts, left = shown(settle(account(entries), EXPLICIT))
    owed, free = known(rules.refold(entries))
    assert sum(debts.values()) - sum(left.values()) == sum(owed.values()) - sum(free.values())


@given(histories())
@settings(deadline=None, max_examples=60)
def test_what_credit_is_used_for_is_the_same_to_the_rules_and_the_view(entries: list[Entry]) -> None:
    relationship, page = rules.refold(entries), account(entries)
    not_invoiced = open_orders(relationship, relationship.orders)
    assert added([*not_invoiced.items()]) == {one.order.number: one.open for one in not_owed(page)}
    debts, left = shown(settle(page, DEFAULT))
    exposure = exposure_of(relationship, "EUR")
    ordered = sum((one.open for one in not_owed(page)), Decimal(0))
    assert exposure.open_orders == ordered
    assert exposure.amount == sum(debts.values()) - sum(left.values()) + ordered


def dated_alike(relationship: Relationship, entries: list[Entry], *, derive: bool) -> bool:
    """Whether each document has one linked credit at most, of which nothing was taken back, and no money before it.

    The view judges linked credits on their own days, one after the other; the rules all together.
    """
    sources = relationship.sources.values()
    linked = [source.follows for source in sources if source.follows is not None and source.free > 0]
    if not linked:
        return True
    unapplied = derive and any(source.free for source in sources if source.kind == "payment")
    repeated = any(number in relationship.debts and relationship.debts[number].repeats for number in linked)
    reversed_ = any(entry.kind == "settlement.reversed" for entry in entries)
    return len(set(linked)) == len(linked) and not (unapplied or repeated or reversed_)


@given(histories())
@settings(deadline=None, max_examples=100)
def test_the_oldest_open_debt_is_the_same_to_the_rules_and_the_view(entries: list[Entry]) -> None:
    relationship, page = rules.refold(entries), account(entries)
    for policy, derive in ((DEFAULT, True), (EXPLICIT, False)):
        if dated_alike(relationship, entries, derive=derive):
            parts = settle(page, policy).parts
            oldest = min((part.due for part in parts if part.open), default=None)
            assert oldest_due(relationship, derive=derive) == oldest


def written_off(relationship: Relationship, number: str) -> Fact | None:
    """The write-off of all that is open of a document; None where the client does not owe as much in all."""
    amount = str(relationship.debts[number].open)
    wish = fact("debt.written_off", "2029-01-01", number="W9", document=number, amount=amount, reason="r")
    try:
        (event,) = rules.decide(relationship, wish.draft(), CONTEXT)
    except MoreThanOwed:
        return None
    return wish._replace(event=event)


@given(histories())
@settings(deadline=None, max_examples=60)
def test_the_rules_admit_the_write_off_of_what_the_view_shows_to_be_owed_and_of_no_more(
    entries: list[Entry],
) -> None:
    relationship, books = rules.refold(entries), settle(account(entries), DEFAULT)
    owes = sum((part.open for part in books.parts), Decimal(0)) - paid_and_left(books)
    alike = dated_alike(relationship, entries, derive=True)
    assert owed(relationship, "EUR").amount == owes or not alike
    for number in [number for number, debt in relationship.debts.items() if debt.open > 0]:
        said = written_off(relationship, number)
        assert (said is not None) == (relationship.debts[number].open <= owes) or not alike
        if said is not None and alike:
            after = settle(account([*entries, said.entry(len(entries) + 1)]), DEFAULT)
            assert paid_and_left(after) == 0


@given(histories())
@settings(deadline=None, max_examples=30)
def test_what_is_recorded_says_by_itself_what_it_meant(entries: list[Entry]) -> None:
    relationship = rules.initial()
    for entry in entries:
        if entry.kind in CORRECTIONS:
            return
        draft = Fact(entry.event, entry.occurred_at.isoformat()).draft()
        assert rules.decide(relationship, draft, CONTEXT) == (entry.event,)
        rules.evolve(relationship, entry)


def agreed(*facts: Fact) -> tuple[Figures, Figures]:
    """What both sides say of these facts, recorded one after the other."""
    entries = [REGISTERED.entry(1)]
    for each in facts:
        (event,) = rules.decide(rules.refold(entries), each.draft(), CONTEXT)
        entries.append(each._replace(event=event).entry(len(entries) + 1))
    both = known(rules.refold(entries))
    assert shown(stated(account(entries))) == both
    return both


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
        {"O": Decimal(6)},
        {"R": Decimal(6)},
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
