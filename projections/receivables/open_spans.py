"""What is open of a client, as rows that hold for spans of days: everything of an item but its age."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple, cast

from ledger.money import ZERO, zero_of
from ledger.subledger import Account, OpenCredit, OpenItem
from ledger.subledger.documents import PRINCIPAL
from ledger.subledger.explicit import age
from ledger.subledger.items import Key
from ledger.subledger.live import Live
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.policy import Policy
from projections.receivables.applying import open_books
from projections.receivables.disputes import contested
from projections.receivables.promises import promised


class OpenSpan(NamedTuple):
    """An open document or instalment, or what is left of a credit, while nothing of it changes.

    Attributes:
        number: of the instalment, from 1; 0 for a credit.
        instalment: the same where the debt has several.
        under_due, under_on, under_number, rank: they order debts: the due date, date and number of the debt
            that a charge belongs to, or else its own, and its rank.
        on, due, amount, open, entries, disputed, promised: as ``Item`` has them.
    """

    position: Annotated[int, Column(key=1)]
    number: Annotated[int, Column(key=2)]
    document: Annotated[str, Column(key=3)]
    currency: str
    what: str
    instalment: int | None
    on: Annotated[date, Column(stored="on_day")]
    due: date | None
    amount: Decimal
    open: Annotated[Decimal, Column(summed=True)]
    disputed: Annotated[Decimal, Column(summed=True)]
    promised: Annotated[Decimal, Column(summed=True)]
    entries: tuple[int, ...]
    under_due: date | None
    under_on: date
    under_number: str
    rank: int


def place(one: OpenSpan) -> tuple[bool, date, date, str, int, str, int, int]:
    """The order of a client's items: debts, the oldest first; then credits by date and number."""
    due = one.under_due or date.min
    return (
        one.due is None,
        due,
        one.under_on,
        one.under_number,
        one.rank,
        one.document,
        one.position,
        one.number,
    )


def open_spans(client: Client, account: Account, day: date, policy: Policy) -> list[OpenSpan]:
    """What is open of a client on a day, up to which its account holds the facts."""
    del client
    books = open_books(account, policy)
    live = account.live or Live()
    disputed = contested(account, books) if books.items else {}
    facts = disputed, len(account.promises), sum([promise.by > day for promise in account.promises])
    last, (before, whole) = live.read_whole
    if last is books and facts == before:
        return cast("list[OpenSpan]", whole)
    pledged = promised(account, policy, day) if books.items else {}
    read, owed = live.read, []
    for part in books.items:
        key = part.key
        item, span = read.get(key, (None, None))
        if item is not part or key in disputed or key in pledged:
            span = _owed(account, part, disputed, pledged)
            lasts = part.debt.on_top_of is None and key not in disputed and key not in pledged
            read[key] = part if lasts else None, span
        owed.append(span)
    owed += [_left(credit) for credit in books.credits]
    live.read_whole = books, (facts, owed)
    return owed


def _owed(
    account: Account, part: OpenItem, disputed: Mapping[Key, Decimal], pledged: Mapping[Key, Decimal]
) -> OpenSpan:
    debt, key, zero = part.debt, part.key, zero_of(part.debt.currency)
    under_due, under_on, under_number, rank, *_ = age(account, part)
    return OpenSpan(
        position=debt.position,
        number=part.instalment,
        document=debt.number,
        currency=debt.currency,
        what=debt.what,
        instalment=part.named,
        on=debt.on,
        due=part.due,
        amount=part.amount,
        open=part.open,
        disputed=zero + disputed.get(key, ZERO),
        promised=zero + pledged.get(key, ZERO),
        entries=(debt.position, *(use.credit.position for use in part.uses)),
        under_due=under_due,
        under_on=under_on,
        under_number=under_number,
        rank=rank,
    )


def _left(one: OpenCredit) -> OpenSpan:
    credit, zero = one.credit, zero_of(one.credit.currency)
    return OpenSpan(
        position=credit.position,
        number=0,
        document=credit.number,
        currency=credit.currency,
        what=credit.what,
        instalment=None,
        on=credit.on,
        due=None,
        amount=-one.worth,
        open=-one.left,
        disputed=zero,
        promised=zero,
        entries=(credit.position,),
        under_due=None,
        under_on=credit.on,
        under_number=credit.number,
        rank=PRINCIPAL,
    )
