"""Receivables are conserved, for every history that the rules admit, every day and moment of knowledge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from ledger.subledger import Account, Books
from projections import Answer, Policy, answer
from projections import receivables as view
from projections.framework.fold import fold_client, fold_days
from projections.history import Horizon, remembered
from projections.policy import Receivables
from projections.receivables.applying import open_books, settle
from projections.receivables.recent import all_settled, settled_since
from tests.helpers.admissible import histories
from tests.helpers.decider import fact
from tests.helpers.depth import tries
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import CLIENTS, FIRST, facts, ledger
from tests.helpers.second_books import SecondBooks
from tests.helpers.seen import saw, sees

policies = st.builds(
    lambda allocation, basis: Policy(receivables=Receivables(allocation=allocation, bucket_basis=basis)),
    allocation=st.sampled_from(["oldest-first", "explicit"]),
    basis=st.sampled_from(["due", "document"]),
)
days = st.integers(0, 75).map(lambda count: date(2026, 2, 25) + timedelta(days=count))


def asked(entries: Sequence[Entry], day: date, known: Entry, policy: Policy) -> Answer:
    """The view of a day, as known when an entry was recorded."""
    moment = known.recorded_at
    return answer("receivables", entries, as_of=day, known_at=moment, position=10**9, policy=policy)


def balance_of(answered: Answer) -> Decimal:
    return sum((total.balance for total in answered.totals), Decimal(0))


@given(entries=histories(), day=days, cut=st.integers(0, 40), policy=policies)
@tries(15, 100)
def test_buckets_less_unapplied_are_the_balance_and_that_is_the_sum_of_the_signed_facts(
    entries: list[Entry], day: date, cut: int, policy: Policy
) -> None:
    known = entries[min(cut, len(entries) - 1)]
    seen = asked(entries, day, known, policy)
    for row in [*seen.rows, *seen.totals]:
        assert row.not_due + sum(row.overdue.values()) - row.unapplied == row.balance
    assert sum((item.open for item in seen.items), Decimal(0)) == balance_of(seen)
    assert balance_of(seen) == SecondBooks(entries, day, known.position).balance()


@given(entries=histories(), first=days, length=st.integers(0, 40), cut=st.integers(0, 40))
@tries(15, 100)
def test_a_period_closes_with_what_it_opened_and_what_happened_in_it(
    entries: list[Entry], first: date, length: int, cut: int
) -> None:
    known = entries[min(cut, len(entries) - 1)]
    eve, last = first - timedelta(days=1), first + timedelta(days=length)
    before = SecondBooks(entries, eve, known.position).sums()
    after = SecondBooks(entries, last, known.position).sums()
    happened = sum((after[what] - before[what] for what in after), Decimal(0))
    opening, closing = (balance_of(asked(entries, day, known, Policy())) for day in (eve, last))
    assert opening + happened == closing


def settled(entries: Sequence[Entry], policy: Policy, day: date = date(2030, 1, 1)) -> Books:
    """A client's books, settled."""
    (page,) = fold_client((view.evolve,), entries, Horizon(day, None, 10**9)).states
    return settle(page if isinstance(page, Account) else Account(), policy)


def within_both_sides(books: Books) -> None:
    """No allocation exceeds what it takes from, or what it goes to."""
    taken: dict[int, Decimal] = {}
    for part in books.items:
        together = sum((use.amount for use in part.uses), Decimal(0))
        assert part.open == part.amount - together >= 0
        for use in part.uses:
            assert use.amount > 0
            assert use.credit.currency == part.debt.currency
            taken[id(use.credit)] = taken.get(id(use.credit), Decimal(0)) + use.amount
    for one in books.credits:
        assert one.left == one.worth - taken.get(id(one.credit), Decimal(0)) >= 0


@given(entries=histories(), day=days, policy=policies)
@tries(15, 100)
def test_no_allocation_exceeds_either_side(entries: list[Entry], day: date, policy: Policy) -> None:
    within_both_sides(settled(entries, policy, day))


@sees(20)
@given(said=facts(), policy=policies)
@tries(15, 100)
def test_nor_does_it_where_the_facts_contradict_each_other(said: list[Fact], policy: Policy) -> None:
    history = remembered(ledger(said).entries)
    for code in CLIENTS:
        saw()
        within_both_sides(settled(list(history(code)), policy))


def allocations(books: Books) -> list[tuple[Any, ...]]:
    """What goes where, and why."""
    return [
        (part.debt.number, part.instalment, use.credit.number, use.amount, use.how)
        for part in books.items
        for use in part.uses
    ]


@sees(8)
@given(said=facts(), policy=policies, order=st.randoms(use_true_random=False))
@tries(15, 100)
def test_what_is_settled_does_not_depend_on_the_order_of_arrival(
    said: list[Fact], policy: Policy, order: Any
) -> None:
    shuffled = order.sample(said, len(said))
    one, other = remembered(ledger(said).entries), remembered(ledger(shuffled).entries)
    for code in CLIENTS:
        saw(len(list(one(code))))
        assert allocations(settled(list(one(code)), policy)) == allocations(
            settled(list(other(code)), policy)
        )


def open_of(books: Books) -> list[tuple[str, int, Decimal]]:
    return [(part.debt.number, part.instalment, part.open) for part in books.items if part.debt.number != "Z"]


@given(entries=histories(), policy=policies, data=st.data())
@tries(15, 100)
def test_a_charge_of_today_opens_nothing_that_was_settled(
    entries: list[Entry], policy: Policy, data: st.DataObject
) -> None:
    before = settled(entries, policy)
    on = data.draw(st.sampled_from([None, *sorted({part.debt.number for part in before.items})]))
    charge: dict[str, Any] = {
        "number": "Z",
        "what": "fee",
        "amount": "10",
        "document": on,
        "due": "2026-01-01",
    }
    charged = [*entries, fact("charge.added", "2029-01-01", **charge).entry(len(entries) + 1)]
    assert open_of(settled(charged, policy)) == open_of(before)


MONEY = st.lists(
    st.tuples(
        st.sampled_from(["invoice.issued", "payment.received", "payment.received", "charge.added"]),
        st.integers(1, 2_000),
        st.integers(0, 60),
        st.sampled_from(["EUR", "EUR", "USD"]),
    ),
    min_size=4,
    max_size=12,
)


@sees(10)
@given(happened=MONEY, days_on=st.integers(20, 61))
@tries(50, 100)
def test_money_that_is_derived_goes_to_the_oldest_debt_first(
    happened: list[tuple[str, int, int, str]], days_on: int
) -> None:
    book = Book().client("ACME")
    for number, (kind, cents, count, currency) in enumerate(happened):
        fields = {"number": str(number), "amount": str(Decimal(cents) / 100), "currency": currency}
        fields |= {"what": "fee"} if kind == "charge.added" else {}
        book.add(kind, "ACME", (FIRST + timedelta(days=count)).isoformat(), **fields)
    books = settled(book.entries, Policy(), FIRST.date() + timedelta(days=days_on))
    for currency in ("EUR", "USD"):
        items = [item for item in books.items if item.debt.currency == currency]
        derived = [any(use.how == "derived" for use in item.uses) for item in items]
        saw(sum(derived))
        last = max((place for place, found in enumerate(derived) if found), default=0)
        assert all(item.open == 0 for item in items[:last] if item.debt.what != "charge")
        left = [
            one.left
            for one in books.credits
            if one.credit.what == "payment" and one.credit.currency == currency
        ]
        assert not any(left) or all(item.open == 0 for item in items)


@sees(40)
@given(said=facts(), back=st.integers(0, 40), policy=policies)
@tries(25, 150)
def test_what_was_settled_since_a_day_is_the_same_from_day_to_day(
    said: list[Fact], back: int, policy: Policy
) -> None:
    history = remembered(ledger(said).entries)
    days = [FIRST.date() + timedelta(days=count) for count in range(0, 80, 3)]
    for code in CLIENTS:
        for day, folded, _ in fold_days((view.evolve,), [*history(code)], days):
            account, since = folded.states[0] or Account(), day - timedelta(days=back)
            whole, part = (
                Counter(one for one in found if one.on >= since)
                for found in (
                    all_settled(account, settle(account, policy)),
                    settled_since(account, policy, since),
                )
            )
            saw(1 + len(whole))
            assert part == whole


@sees(300)
@given(happened=MONEY, undone=st.lists(st.integers(0, 11), max_size=3), policy=policies)
@tries(80, 100)
def test_what_is_open_is_the_same_from_day_to_day_as_from_the_whole_account(
    happened: list[tuple[str, int, int, str]], undone: list[int], policy: Policy
) -> None:
    book = Book().client("ACME")
    for number, (kind, cents, count, currency) in enumerate(sorted(happened, key=itemgetter(2))):
        day = (FIRST + timedelta(days=count)).isoformat()
        fields = {"number": str(number), "amount": str(Decimal(cents) / 100), "currency": currency}
        fields |= {"what": "fee"} if kind == "charge.added" else {}
        book.add(kind, "ACME", day, **fields)
        if kind == "payment.received" and number in undone:
            book.add("payment.reversed", "ACME", day, number=str(number), reason="x")
    for _, folded, _ in fold_days((view.evolve,), book.entries, [date.min], changes=True):
        account = folded.states[0] or Account()
        now, whole = open_books(account, policy), settle(account, policy)
        saw(len(whole.items))
        assert now.items == [item for item in whole.items if item.open]
        assert now.credits == [one for one in whole.credits if one.left]
