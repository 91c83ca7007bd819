"""Proposed settlements: what a view derives, said explicitly, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given

from ledger import rules
from ledger.entry import Entry
from ledger.subledger import Account
from projections import DEFAULT, receivables
from projections.collections.proposing import ProposalRow, ProposalTotal, propose
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

END = Horizon(date(2026, 5, 1), None, 10**9)
NOON = "2026-05-01T12:00Z"


def account(entries: list[Entry]) -> Account | None:
    page = fold_client([receivables.evolve], entries, END).states[0]
    assert page is None or isinstance(page, Account)
    return page


def proposed(entries: list[Entry]) -> list[ProposalRow]:
    return propose([AccountHolder("ACME", None, "EUR", [(Client("ACME"), account(entries))])])[0]


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


def test_proposals_are_written_to_the_smallest_unit_of_their_currency() -> None:
    book = Book().client("ACME", currency="EUR")
    book.add("invoice.issued", "ACME", "2026-03-05", number="1", amount="50", due="2026-04-04")
    book.add("payment.received", "ACME", "2026-03-10", number="P", amount="7.5")
    (row,) = proposed(book.entries)
    assert str(row.amount) == "7.50"
