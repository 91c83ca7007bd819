"""What clients promised to pay, with the outcome, and how much of what is open is promised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from ledger.events import PaymentPromised
from ledger.money import to_places, zero_of
from ledger.subledger import Account, Books, OpenItem
from ledger.subledger.billing import names
from ledger.subledger.documents import Promise
from ledger.subledger.items import Key
from ledger.times import shifted
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.columns import CURRENCY, Column, Who
from projections.framework.filters import members_shown
from projections.framework.sums import sum_in, totals_of
from projections.policy import Policy
from projections.receivables.applying import open_books, settle
from projections.receivables.earmarks import by_part, spread
from projections.receivables.promise_outcomes import Judged, Settled, State, broken_rate, judge
from projections.receivables.recent import all_settled, settled_since

KINDS = (PaymentPromised.kind,)
"""Only clients with such an entry have a row."""


@dataclass(frozen=True, kw_only=True)
class PromiseRow(Who):
    """A promise with its outcome."""

    number: Annotated[str, Column("The number of the promise.")]
    currency: Annotated[str, CURRENCY]
    amount: Annotated[Decimal, Column("What was promised.")]
    made: Annotated[date, Column("The day on which it was made.")]
    by: Annotated[date, Column("The day that it names.")]
    days_left: Annotated[
        int | None, Column("Days until the day it names.", unit="days", null="it is not pending")
    ]
    settled: Annotated[Decimal, Column("Of its amount, what was settled in time.")]
    paid: Annotated[
        date | None, Column("The day on which all of it was settled, in time or later.", null="it is not")
    ]
    days_late: Annotated[
        int | None,
        Column("From the day it names to that day.", unit="days", null="not paid, or in time", title="LATE"),
    ]
    state: Annotated[State, Column("pending, kept, partly kept or broken.")]
    documents: Annotated[tuple[str, ...], Column("For which documents; none stands for any.")]


@dataclass(frozen=True, slots=True)
class PromiseTotal:
    """The sums of the promises in one currency.

    Attributes:
        pending: promised for this day or for days to come, and not settled yet.
        broken: promised for past days, and not settled by then.
        broken_rate: the percentage of what was promised for past days that was not settled by then; None
            without such a promise.
    """

    currency: str
    amount: Decimal
    settled: Decimal
    pending: Decimal
    broken: Decimal
    broken_rate: Decimal | None


class Unkept(NamedTuple):
    """A promise that is not kept yet: what is still to be paid, and of which instalments."""

    amount: Decimal
    parts: list[OpenItem]


def judged(account: Account, books: Books, as_of: date, *, late: bool = False) -> list[Judged]:
    """The outcome of each promise of an account; ``late`` as ``judge`` takes it."""
    settled = all_settled(account, books) if account.promises else []
    return _judged(account, settled, as_of, date.min, late=late)


def _judged(
    account: Account, settled: Iterable[Settled], as_of: date, since: date, *, late: bool = False
) -> list[Judged]:
    """The outcome of each promise of an account that is for a day, or for a later one."""
    made = [one._replace(documents=_numbers(account, one)) for one in account.promises if one.by >= since]
    return judge(made, settled, as_of, late=late)


def outcomes_since(account: Account, policy: Policy, day: date) -> tuple[date, list[Judged]]:
    """The outcomes that settlements from a day on can change: of promises for the day returned or later."""
    first = _first_made(account.promises, shifted(day, -1))
    return first, _judged(account, settled_since(account, policy, first), date.max, first)


def _unkept(account: Account, policy: Policy, day: date) -> list[Unkept]:
    """The promises for later days that are not kept yet; those that name documents come first."""
    first = _first_made(account.promises, day)  # earlier promises take nothing of what later ones can take
    books, settled = open_books(account, policy), settled_since(account, policy, first)
    owing = [one for one in _judged(account, settled, date.min, first) if one.settled < one.amount]
    owing.sort(key=lambda one: not one.promise.documents)
    return [
        Unkept(one.amount - one.settled, _parts(account, books, one.promise))
        for one in owing
        if day < one.promise.by
    ]


def _first_made(promises: Iterable[Promise], day: date) -> date:
    """The first day whose settlements can count for a promise for a later day, or for one before it."""
    first = day
    for promise in sorted(promises, key=lambda one: (one.by, one.made), reverse=True):
        if promise.by > day or promise.by >= first:
            first = min(first, promise.made)
    return first


def promised(account: Account, policy: Policy, day: date) -> dict[Key, Decimal]:
    """What is promised for days to come of each open instalment, by its key."""
    if all(promise.by <= day for promise in account.promises):
        return {}
    return by_part(spread((one.amount, one.parts) for one in _unkept(account, policy, day)))


def listed(answer: Answer) -> Answer:
    """The answer with a row for each promise of the clients in view.

    Pending ones lead, the nearest first; then come the others, the newest first.
    """
    found = [
        _row(client, one, answer.as_of)
        for _, client, account in members_shown(answer.holders)
        if account.promises
        for one in _judged_as_made(account, settle(account, answer.rules), answer.as_of)
    ]
    coming = [row for row in found if row.state == "pending"]
    past = [row for row in found if row.state != "pending"]
    coming.sort(key=lambda row: (row.by, row.client))
    past.sort(key=lambda row: (-row.by.toordinal(), row.client))
    sums = totals_of(PromiseTotal, found, _counted)
    return answer.made_into(PromiseRow, coming + past, sums, listing="promises")


def _counted(same: Sequence[PromiseRow]) -> dict[str, Decimal | None]:
    rate, currency = broken_rate(same), same[0].currency
    owing = [row for row in same if row.state != "kept"]
    return {
        "pending": sum_in(currency, (row.amount - row.settled for row in owing if row.state == "pending")),
        "broken": sum_in(currency, (row.amount - row.settled for row in owing if row.state != "pending")),
        "broken_rate": None if rate is None else to_places(rate * 100, 2),
    }


def broken_and_owed(answer: Answer) -> list[PromiseRow]:
    """The promises that were broken, at least in part, and whose money is still owed; the newest first."""
    found: list[PromiseRow] = []
    for _, client, account in members_shown(answer.holders):
        if account.promises:
            books = settle(account, answer.rules)
            for one in _judged_as_made(account, books, answer.as_of):
                broken = one.state in {"broken", "partly kept"} and one.paid is None
                if broken and any(part.open > 0 for part in _parts(account, books, one.promise)):
                    found.append(_row(client, one, answer.as_of))
    return sorted(found, key=lambda row: (row.by, row.made), reverse=True)


def _judged_as_made(account: Account, books: Books, as_of: date) -> list[Judged]:
    """The outcome of each promise, with the documents that it named itself."""
    made = {promise.position: promise for promise in account.promises}
    return [
        replace(one, promise=made[one.promise.position]) for one in judged(account, books, as_of, late=True)
    ]


def _row(client: Client, one: Judged, as_of: date) -> PromiseRow:
    promise = one.promise
    return PromiseRow(
        client=client.code,
        name=client.name,
        number=promise.number,
        currency=promise.currency,
        amount=promise.amount + zero_of(promise.currency),
        made=promise.made,
        by=promise.by,
        days_left=(promise.by - as_of).days if one.state == "pending" else None,
        settled=one.settled + zero_of(promise.currency),
        paid=one.paid,
        days_late=(one.paid - promise.by).days if one.paid and one.paid > promise.by else None,
        state=one.state,
        documents=promise.documents,
    )


def _parts(account: Account, books: Books, promise: Promise) -> list[OpenItem]:
    parts = books.under(_numbers(account, promise)) if promise.documents else books.items
    return [part for part in parts if part.debt.currency == promise.currency]


def _numbers(account: Account, promise: Promise) -> tuple[str, ...]:
    """The numbers of the debts that a promise is about."""
    return tuple(number for document in promise.documents for number in names(account, document))
