"""What clients promised to pay, what came of it, and how much of what is open is promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, NamedTuple

from ledger.money import zero_of
from ledger.subledger import Account, Books, OpenItem
from ledger.subledger.billing import names
from ledger.subledger.documents import PAYMENT, WRITE_OFF, Promise
from ledger.subledger.items import Key
from projections.framework.answer import Answer
from projections.framework.columns import CURRENCY, Column, Who
from projections.framework.filters import AccountHolder
from projections.framework.sums import totals_of
from projections.policy import Policy
from projections.receivables.applying import settle
from projections.receivables.earmarks import by_part, spread
from projections.receivables.promise_outcomes import Judged, Settled, State, broken_rate, judge
from projections.receivables.settlements import settlements


@dataclass(frozen=True, kw_only=True)
class PromiseRow(Who):
    """A promise, and what came of it."""

    number: Annotated[str, Column("The number of the promise.")]
    currency: Annotated[str, CURRENCY]
    amount: Annotated[Decimal, Column("What was promised.")]
    made: Annotated[date, Column("The day on which it was made.")]
    by: Annotated[date, Column("The day that it names.")]
    days_left: Annotated[
        int | None, Column("Days until the day it names.", unit="days", null="it is not pending")
    ]
    settled: Annotated[Decimal, Column("Of its amount, what was settled in time.")]
    state: Annotated[State, Column("pending, kept, partly kept or broken.")]
    documents: Annotated[tuple[str, ...], Column("For which documents; none stands for any.")]


@dataclass(frozen=True, slots=True)
class PromiseTotal:
    """What the promises of one currency come to.

    Attributes:
        pending: promised for days to come, and not settled yet.
        broken: promised for days that have come, and not settled by then.
        broken_rate: of what was promised for days that have come, the percentage that was not settled by then; None
            where there was nothing.
    """

    currency: str
    amount: Decimal
    settled: Decimal
    pending: Decimal
    broken: Decimal
    broken_rate: Decimal | None


def judged(account: Account, books: Books, as_of: date) -> list[Judged]:
    """What came of each promise of an account."""
    if not account.promises:
        return []
    given = [one._replace(documents=_about(account, one)) for one in account.promises]
    return judge(given, _settled(account, books), as_of)


class Word(NamedTuple):
    """A promise that is not kept yet: the day it names, what is still to be paid of it, and of which instalments."""

    by: date
    amount: Decimal
    parts: list[OpenItem]


def words(account: Account, policy: Policy) -> list[Word]:
    """What a client has still to pay of what it promised; what names documents comes first.

    Nothing where every promise was for a day before the last promise or credit that is known: no day asked for is before
    that.
    """
    if not account.promises:
        return []
    days = [promise.made for promise in account.promises]
    days += [credit.on for credit in (*account.credits.values(), *account.returns.values())]
    last = max(days)
    if all(promise.by < last for promise in account.promises):
        return []
    books = settle(account, policy)
    owing = [one for one in judged(account, books, date.min) if one.settled < one.amount]
    owing.sort(key=lambda one: not one.promise.documents)
    return [
        Word(one.promise.by, one.amount - one.settled, _parts(account, books, one.promise)) for one in owing
    ]


def promised(given: Iterable[Word], as_of: date) -> dict[Key, Decimal]:
    """What is promised for days to come of each instalment that is open, by its key."""
    return by_part(spread((word.amount, word.parts) for word in given if as_of < word.by))


def rows(holders: Sequence[AccountHolder[Account]], as_of: date, policy: Policy) -> list[PromiseRow]:
    """Every promise of the holders shown: those of days to come, the nearest first; then the others, the newest first."""
    found = [
        _row(holder, client.code, one, as_of)
        for holder in holders
        if holder.shown
        for client, account in holder.members
        if account is not None and account.promises
        for one in _judged_as_given(account, settle(account, policy), as_of)
    ]
    coming = [row for row in found if row.state == "pending"]
    past = [row for row in found if row.state != "pending"]
    coming.sort(key=lambda row: (row.by, row.client))
    past.sort(key=lambda row: (-row.by.toordinal(), row.client))
    return coming + past


def listed(answer: Answer) -> Answer:
    """The answer with a row for each promise of the clients in view."""
    found = rows(answer.holders, answer.as_of, answer.rules)
    return answer.made_into(PromiseRow, found, totals(found), listing="promises")


def totals(found: Iterable[PromiseRow]) -> list[PromiseTotal]:
    """What was promised and settled, per currency."""
    return totals_of(PromiseTotal, found, _counted)


def _counted(same: Sequence[PromiseRow]) -> dict[str, Decimal | None]:
    rate, owing = (
        broken_rate(same),
        {"pending": zero_of(same[0].currency), "broken": zero_of(same[0].currency)},
    )
    for row in same:
        if row.state != "kept":
            owing["pending" if row.state == "pending" else "broken"] += row.amount - row.settled
    return {
        **owing,
        "broken_rate": None if rate is None else (rate * 100).quantize(Decimal("0.01"), ROUND_HALF_UP),
    }


def _judged_as_given(account: Account, books: Books, as_of: date) -> list[Judged]:
    """What came of each promise, with the documents that it named itself."""
    given = {promise.position: promise for promise in account.promises}
    return [replace(one, promise=given[one.promise.position]) for one in judged(account, books, as_of)]


def _row(holder: AccountHolder[Account], client: str, one: Judged, as_of: date) -> PromiseRow:
    promise = one.promise
    return PromiseRow(
        client=client,
        name=holder.name if client == holder.code else None,
        number=promise.number,
        currency=promise.currency,
        amount=promise.amount + zero_of(promise.currency),
        made=promise.made,
        by=promise.by,
        days_left=(promise.by - as_of).days if one.state == "pending" else None,
        settled=one.settled + zero_of(promise.currency),
        state=one.state,
        documents=promise.documents,
    )


def _parts(account: Account, books: Books, promise: Promise) -> list[OpenItem]:
    parts = books.under(_about(account, promise)) if promise.documents else books.items
    return [part for part in parts if part.debt.currency == promise.currency]


def _about(account: Account, promise: Promise) -> tuple[str, ...]:
    """The numbers under which is owed what a promise is about."""
    return tuple(number for document in promise.documents for number in names(account, document))


def _settled(account: Account, books: Books) -> Iterator[Settled]:
    """All that was settled but by writing it off, and payments that settle nothing yet."""
    for one in settlements(account, books):
        if one.what != WRITE_OFF:
            yield Settled(one.part.debt.number, one.amount, one.part.debt.currency, one.on)
    for left in books.credits:
        if left.left and left.credit.what == PAYMENT:
            yield Settled(None, left.left, left.credit.currency, left.credit.on)
