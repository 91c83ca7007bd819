"""Proposed settlements: what a view derives, said explicitly, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import rules, subledger
from ledger.entry import Entry
from ledger.rules.money_refusals import MoreThanMeets, NothingMeets
from ledger.rules.refusals import MixedCurrencies
from ledger.subledger import Account
from projections import DEFAULT, receivables
from projections.collections.proposing import Choice, ProposalRow, ProposalTotal, propose
from projections.framework.clients import Client
from projections.framework.filters import AccountHolder
from projections.framework.fold import fold_client
from projections.framework.sums import totals_of
from projections.history import Horizon
from projections.receivables.applying import settle
from tests.helpers.admissible import histories
from tests.helpers.decider import CONTEXT, fact
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.seen import saw, sees

END = Horizon(date(2026, 5, 1), None, 10**9)
NOON = "2026-05-01T12:00Z"


def account(entries: list[Entry]) -> Account | None:
    page = fold_client([receivables.evolve], entries, END).states[0]
    assert page is None or isinstance(page, Account)
    return page


def proposed(entries: list[Entry], choice: Choice | None = None) -> list[ProposalRow]:
    return propose([AccountHolder("ACME", None, "EUR", [(Client("ACME"), account(entries))])], choice)[0]


def recorded(entries: list[Entry], rows: list[ProposalRow]) -> list[Entry]:
    """The history with the proposals in it, each of which the rules admit."""
    entries = list(entries)
    for row in rows:
        known = rules.refold(entries)
        said = {"source": row.source, "target": row.target, "amount": str(row.amount)}
        wish = fact("settlement.made", NOON, **said, instalment=row.instalment)
        (event,) = rules.decide(known, wish.draft(), CONTEXT)
        entries.append(wish._replace(event=event).entry(len(entries) + 1))
    return entries


def open_and_left(entries: list[Entry]) -> tuple[list[tuple[str, int, Decimal]], list[tuple[str, Decimal]]]:
    """What is open of each instalment and left of each credit, to the cent."""
    books = settle(account(entries) or Account(), DEFAULT)
    parts = [(part.debt.number, part.instalment, part.open) for part in books.items if part.open]
    return parts, [(one.credit.number, one.left) for one in books.credits if one.left]


@given(histories())
@tries(12, 100)
def test_recording_what_is_proposed_changes_no_figure_and_leaves_nothing_to_propose(
    entries: list[Entry],
) -> None:
    rows = proposed(entries)
    after = recorded(entries, rows)
    assert open_and_left(after) == open_and_left(entries)
    assert proposed(after) == []


@given(histories())
@tries(12, 100)
def test_the_order_in_which_proposals_are_recorded_does_not_matter(entries: list[Entry]) -> None:
    rows = proposed(entries)
    assert open_and_left(recorded(entries, rows[::-1])) == open_and_left(entries)


@given(histories())
@tries(12, 100)
def test_a_proposal_names_money_of_one_currency_and_the_totals_are_all_of_it(entries: list[Entry]) -> None:
    rows = proposed(entries)
    assert all(row.amount > 0 for row in rows)
    assert sum((total.amount for total in totals_of(ProposalTotal, rows)), Decimal(0)) == sum(
        (row.amount for row in rows), Decimal(0)
    )


@sees(3)
@given(histories(), st.data())
@tries(30, 200)
def test_what_a_person_chooses_is_admitted_and_settles_each_pair_once(
    entries: list[Entry], data: st.DataObject
) -> None:
    books = subledger.settle(account(entries) or Account(), derive=False)
    targets = dict.fromkeys(part.debt.number for part in books.items if part.open)
    sources = dict.fromkeys(one.credit.number for one in books.credits if one.left)
    choices = [Choice(target=number) for number in targets] + [Choice(source=number) for number in sources]
    if not choices:
        return
    rows = proposed(entries, data.draw(st.sampled_from(choices)))
    saw(len(rows))
    pairs = [(row.source, row.target, row.instalment) for row in rows]
    assert len(set(pairs)) == len(pairs)
    recorded(entries, rows)


def in_two_deliveries() -> Book:
    """An order of 100.00, delivered in parts of 40.00 and 60.00, and as much money."""
    book = (
        Book()
        .client("ACME")
        .add("client.terms_agreed", "ACME", "2026-01-01", payment_days=9, billing="delivery")
    )
    goods = {"product": "X", "quantity": "10"}
    book.add("order.placed", "ACME", "2026-03-01", number="O", lines=[goods | {"unit_price": "10.00"}])
    book.add("order.delivered", "ACME", "2026-03-02", number="O", lines=[goods | {"quantity": "4"}])
    book.add("order.delivered", "ACME", "2026-03-03", number="O")
    return book.add("payment.received", "ACME", "2026-03-10", number="P", amount="100.00")


def test_the_deliveries_of_an_order_are_settled_by_one_entry() -> None:
    entries = in_two_deliveries().entries
    for choice in Choice(source="P"), Choice(target="O"), Choice(amount=Decimal(100)):
        (row,) = proposed(entries, choice)
        assert (row.source, row.target, str(row.amount)) == ("P", "O", "100.00")
    (row,) = proposed(entries, Choice(target="O", amount=Decimal(50)))
    assert str(row.amount) == "50.00"


def test_an_amount_that_cannot_be_settled_in_full_is_refused() -> None:
    book = in_two_deliveries().add("invoice.issued", "ACME", "2026-03-05", number="I", amount="500.00")
    for choice in Choice(target="I", amount=Decimal("100.01")), Choice(amount=Decimal(101)):
        with pytest.raises(MoreThanMeets, match=r"more than the 100\.00 EUR in which"):
            proposed(book.entries, choice)
    assert [str(row.amount) for row in proposed(book.entries, Choice(target="I", amount=Decimal(100)))] == [
        "100.00"
    ]


def invoiced(currency: str, number: str = "I") -> Book:
    """A client of Canada with an invoice of 70.00."""
    return (
        Book()
        .client("ACME", currency="CAD")
        .add("invoice.issued", "ACME", "2026-03-05", number=number, amount="70.00", currency=currency)
    )


@pytest.mark.parametrize(
    "book",
    [
        Book().client("ACME", currency="CAD"),
        invoiced("CAD"),
        Book()
        .client("ACME", currency="CAD")
        .add("payment.received", "ACME", "2026-03-10", number="D", amount="50.00", currency="USD"),
        invoiced("CAD").add(
            "payment.received", "ACME", "2026-03-10", number="D", amount="50.00", currency="USD"
        ),
    ],
    ids=["nothing", "only a document", "only money", "of two currencies"],
)
def test_an_amount_is_refused_without_a_currency_where_nothing_meets(book: Book) -> None:
    with pytest.raises(NothingMeets) as refused:
        proposed(book.entries, Choice(amount=Decimal(5)))
    assert refused.value.what == (
        "nothing of ACME can be settled: no unapplied money meets an open document of the same currency"
    )
    assert refused.value.advice


def test_an_amount_is_of_one_currency() -> None:
    book = in_two_deliveries()
    book.add(
        "invoice.issued", "ACME", "2026-03-05", number="U", amount="30.00", currency="USD", due="2026-03-05"
    )
    book.add("payment.received", "ACME", "2026-03-09", number="D", amount="30.00", currency="USD")
    assert [
        (row.currency, str(row.amount)) for row in proposed(book.entries, Choice(amount=Decimal(30)))
    ] == [("USD", "30.00")]
    with pytest.raises(MoreThanMeets, match=r"130\.00 USD is more than the 30\.00 USD"):
        proposed(book.entries, Choice(amount=Decimal(130)))
    with pytest.raises(MixedCurrencies, match="'P' is in EUR, but 'U' is in USD"):
        proposed(book.entries, Choice(source="P", target="U"))


def test_proposals_are_written_to_the_smallest_unit_of_their_currency() -> None:
    book = Book().client("ACME", currency="EUR")
    book.add("invoice.issued", "ACME", "2026-03-05", number="1", amount="50", due="2026-04-04")
    book.add("payment.received", "ACME", "2026-03-10", number="P", amount="7.5")
    (row,) = proposed(book.entries)
    assert str(row.amount) == "7.50"
