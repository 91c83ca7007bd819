"""The entries behind what a client owes: what each added to a document or a credit, and what it took off.

The lines of a debt: its issue, its changes, less what settles it. The lines of a credit are below zero: its
worth, less what was taken back of it and what it settles. So the lines of a document sum to what is open of
it, and all lines to the balance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.entry import Entry
from ledger.money import NO_CURRENCY, ZERO, zero_of
from ledger.subledger import EXPLICIT, Account, Books, OpenCredit, OpenItem, Use
from ledger.subledger.billing import names, notes_of, source_of, undone_by
from ledger.subledger.documents import Credit, Statement
from ledger.subledger.items import Debt, Key
from projections.framework.contributions import Contribution, Of, Span, differences
from projections.framework.filters import AccountHolder
from projections.policy import Policy
from projections.receivables.applying import settle
from projections.receivables.movements import movements


class _Back(NamedTuple):
    """A statement that takes back part of a settlement, with the numbers of its source and its document."""

    source: str
    target: str
    statement: Statement


BALANCE = "balance"


def explain(holder: AccountHolder[Account], as_of: date, policy: Policy) -> list[Contribution]:
    """Every line of every document, settled ones included: the oldest debt first, credits after the debts."""
    del as_of  # an account holds what had happened by the day, and nothing else
    found: list[Contribution] = []
    for _, account in holder.states:
        books = settle(account, policy)
        undone = _undone(account, books)
        for part in books.items:
            found += _owed(account, part, undone.get(part.key, []))
        for one in books.credits:
            found += _credited(account, one, books)
    return [replace(one, amount=one.amount + zero_of(one.currency or NO_CURRENCY)) for one in found]


def moved(span: Span[Account], policy: Policy) -> list[Contribution]:
    """What each entry after the first day did to the balance: the movements of a statement."""
    del policy  # it decides what settles what, and settling moves no balance
    if span.had is not None:
        return differences(_moved(span.had), _moved(span.happened))
    return [*_moved(span.happened, span.since)]


def _moved(happened: Mapping[str, Sequence[Entry]], after: date | None = None) -> Iterator[Contribution]:
    """The movements of some companies, or only those after a day."""
    for client, facts in happened.items():
        for one in movements(client, facts)[0]:
            if after is None or one.on > after:
                yield Contribution(BALANCE, one.currency, one.what, one.document, one.position, one.amount)


def _owed(account: Account, part: OpenItem, undone: Sequence[_Back]) -> Iterator[Contribution]:
    debt = part.debt
    invoices = account.linked().bills.get(debt.number, ())
    also = tuple(
        number for number in invoices if debt.number in names(account, number) and number != debt.number
    )
    of = Of(debt.number, part.named, debt.position, also)
    issued = part.amount - sum((change.amount for change in part.changes), ZERO)
    line = Contribution(BALANCE, debt.currency, debt.what, debt.number, debt.position, issued, of)
    yield line
    for change in part.changes:
        yield replace(line, what="changed", position=change.position, amount=change.amount)
    for use in part.uses:
        yield _used(account, use, line, use.credit, -use.amount)
    for back in undone:
        yield from _taken_back(account, back, line)


def _used(
    account: Account, use: Use, line: Contribution, other: Debt | Credit, amount: Decimal
) -> Contribution:
    """The line of a settlement, under the document on its other side."""
    return replace(
        line,
        what=other.what,
        document=other.number,
        position=other.position,
        amount=amount,
        how=use.how,
        said_by=_stated_by(account, use),
    )


def _stated_by(account: Account, use: Use) -> int | None:
    """The newest entry that states the settlement."""
    if use.target is None:
        return None
    statements = account.statements[use.target][use.credit.number]
    return max(statement.position for statement in statements if statement.amount > 0)


def _taken_back(account: Account, back: _Back, line: Contribution) -> Iterator[Contribution]:
    """A settlement that was stated and later taken back."""
    source, target, undone = back
    credit = source_of(account, source)
    statements = account.statements[target][source]
    stated_by = next(statement.position for statement in statements if statement.amount > 0)
    line = replace(line, document=source)
    yield replace(
        line,
        what=credit.what if credit else "settlement",
        position=credit.position if credit else stated_by,
        amount=undone.amount,
        how=EXPLICIT,
        said_by=stated_by,
    )
    yield replace(line, what="undone", position=undone.position, amount=-undone.amount)


def _undone(account: Account, books: Books) -> dict[Key, list[_Back]]:
    """What was taken back of settlements, by the instalment that it names, or else the first."""
    found: dict[Key, list[_Back]] = {}
    for target, sources in account.statements.items():
        for source, statements in sources.items():
            back = [statement for statement in statements if statement.amount < 0]
            if len(back) in {0, len(statements)} or not (named := books.under(names(account, target))):
                continue
            for statement in back:
                part = next((one for one in named if one.instalment == statement.instalment), named[0])
                found.setdefault(part.key, []).append(_Back(source, target, statement))
    return found


def _credited(account: Account, one: OpenCredit, books: Books) -> Iterator[Contribution]:
    credit = one.credit
    of = Of(credit.number, None, credit.position)
    line = Contribution(
        BALANCE, credit.currency, credit.what, credit.number, credit.position, -credit.amount, of
    )
    yield line
    for change in credit.changes:
        yield replace(line, what="taken back", position=change.position, amount=-change.amount)
    for note, share in notes_of(account, credit):
        yield replace(line, what=note.what, document=note.number, position=note.position, amount=share)
    undone = undone_by(account, credit)
    if undone is not None and undone.cancelled is not None:
        yield replace(line, what="undone", position=undone.cancelled.position, amount=credit.rest)
    for part in books.items:
        for use in part.uses:
            if use.credit is credit:
                yield _used(account, use, line, part.debt, use.amount)
