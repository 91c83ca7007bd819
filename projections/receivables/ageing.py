"""Who owes what: open documents, aged for a date, less what is unapplied.

Per currency, always and to the cent: not due + overdue - unapplied = balance. "Unapplied" is what is left of
payments and of credits that stand alone (credit notes, returns, opening credits); each is a negative item of its
own, which no bucket of debt contains.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import quantum
from ledger.subledger import OpenCredit, OpenItem
from ledger.subledger.items import Key
from projections.by_currency import by_currency
from projections.choice import Party
from projections.policy import Policy
from projections.receivables.applying import open_books
from projections.receivables.buckets import NOT_DUE, UNAPPLIED, bucket_of, labels
from projections.receivables.disputes import contested
from projections.receivables.promises import Word, promised, words

__all__ = [
    "Item",
    "Row",
    "Standing",
    "Total",
    "rows",
    "rows_of",
    "standing",
    "summed",
    "totals",
    "view",
]


@dataclass(frozen=True, slots=True)
class Item:
    """An open document or instalment; a credit that is left is a negative one, without a due date.

    Attributes:
        age: days since the document's own date.
        days_late: days since the basis of the policy (the due date); 0 where it is not late.
        bucket: the label of its bucket, "not due" or "unapplied".
        entries: positions of the document and of what went into it.
        disputed: of what is open, what the client contests.
        promised: of what is open, what the client promised to pay by a day to come.
    """

    client: str
    currency: str
    document: str
    what: str
    instalment: int | None
    on: date
    due: date | None
    amount: Decimal
    open: Decimal
    age: int
    days_late: int
    bucket: str
    entries: tuple[int, ...]
    disputed: Decimal
    promised: Decimal


@dataclass(frozen=True, slots=True)
class Total:
    """What all rows of one currency come to."""

    currency: str
    balance: Decimal
    not_due: Decimal
    overdue: dict[str, Decimal]
    unapplied: Decimal
    open_items: int
    disputed: Decimal
    promised: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """What one client owes in one currency; its items are given apart.

    Attributes:
        disputed: contested, and open; part of the balance.
        promised: open, and promised for a day to come; part of the balance.
    """

    client: str
    name: str | None
    currency: str
    balance: Decimal
    not_due: Decimal
    overdue: dict[str, Decimal]
    unapplied: Decimal
    open_items: int
    disputed: Decimal
    promised: Decimal


class Open(NamedTuple):
    """What is open of a client: debts, then credits; with what is contested of it, and promised."""

    client: str
    parts: list[OpenItem]
    credits: list[OpenCredit]
    contested: dict[Key, Decimal]
    words: list[Word]


class Standing(NamedTuple):
    """What is open of a party, by client; and how it is aged."""

    party: Party
    open: list[Open]
    policy: Policy


def standing(party: Party, policy: Policy) -> Standing:
    """What a party's rows rest on: the same on any day until its next fact, for nothing in it is aged."""
    found = []
    for client, page in party.members:
        if page:
            books = open_books(page, policy)
            beside = (contested(page, books), words(page, policy)) if books.items else ({}, [])
            found.append(Open(client.code, books.items, books.credits, *beside))
    return Standing(party, found, policy)


def rows(known: Standing, as_of: date) -> tuple[list[Row], list[Item]]:
    """A party's rows for a day, and its items, oldest first."""
    items: list[Item] = []
    for one in known.open:
        names = labels(known.policy) if one.parts else []
        owed = (_owed(one.client, part, as_of, known.policy, names) for part in one.parts)
        pledged = promised(one.words, as_of)
        if one.contested or pledged:
            owed = (
                replace(
                    item,
                    disputed=item.disputed + one.contested.get(part.key, 0),
                    promised=item.promised + pledged.get(part.key, 0),
                )
                for item, part in zip(owed, one.parts, strict=True)
            )
        items += owed
        items += [_left(one.client, credit, as_of) for credit in one.credits]
    return list(rows_of(known.party, items, known.policy)), items


def view(parties: Sequence[Party], as_of: date, policy: Policy) -> tuple[list[Row], list[Item]]:
    """A row per client and currency with anything open, and its items, oldest first.

    A client asked for by its code has a row even where nothing is open.
    """
    found: list[Row] = []
    items: list[Item] = []
    for party in parties:
        if party.shown:
            own = rows(standing(party, policy), as_of)
            found += own[0]
            items += own[1]
    return found, items


def rows_of(party: Party, items: Sequence[Item], policy: Policy) -> Iterator[Row]:
    """A party's rows from its items: one for each currency; of nothing, where it was asked for by its code."""
    currencies = {item.currency for item in items}
    if party.named and not currencies and party.currency:
        currencies = {party.currency}
    for currency in sorted(currencies):
        total = summed(currency, [item for item in items if item.currency == currency], policy)
        yield Row(
            party.code,
            party.name,
            currency,
            total.balance,
            total.not_due,
            total.overdue,
            total.unapplied,
            total.open_items,
            total.disputed,
            total.promised,
        )


def totals(rows: Iterable[Row]) -> list[Total]:
    """The sums of rows, one per currency."""
    return [_added(currency, same) for currency, same in by_currency(rows)]


def _added(currency: str, rows: Sequence[Row]) -> Total:
    zero = 0 * quantum(currency)
    return Total(
        currency,
        sum((row.balance for row in rows), zero),
        sum((row.not_due for row in rows), zero),
        {label: sum((row.overdue[label] for row in rows), zero) for label in rows[0].overdue},
        sum((row.unapplied for row in rows), zero),
        sum(row.open_items for row in rows),
        sum((row.disputed for row in rows), zero),
        sum((row.promised for row in rows), zero),
    )


def summed(currency: str, items: Iterable[Item], policy: Policy) -> Total:
    """What items of one currency come to."""
    items = list(items)
    zero = 0 * quantum(currency)
    overdue = dict.fromkeys(labels(policy), zero)
    not_due = unapplied = zero
    for item in items:
        if item.bucket == UNAPPLIED:
            unapplied -= item.open
        elif item.bucket == NOT_DUE:
            not_due += item.open
        else:
            overdue[item.bucket] += item.open
    balance = sum(overdue.values(), not_due) - unapplied
    count = sum(item.bucket != UNAPPLIED for item in items)
    disputed = sum((item.disputed for item in items), zero)
    promised = sum((item.promised for item in items), zero)
    return Total(currency, balance, not_due, overdue, unapplied, count, disputed, promised)


def _owed(client: str, part: OpenItem, as_of: date, policy: Policy, names: Sequence[str]) -> Item:
    debt, on = part.debt, part.debt.on
    by_document = policy.receivables.bucket_basis == "document"
    late = (as_of - (on if by_document else part.due)).days
    return Item(
        client=client,
        currency=debt.currency,
        document=debt.number,
        what=debt.what,
        instalment=part.named,
        on=on,
        due=part.due,
        amount=part.amount,
        open=part.open,
        age=(as_of - on).days,
        days_late=max(late, 0),
        bucket=bucket_of(late, names, policy),
        entries=(debt.position, *(use.credit.position for use in part.uses)),
        disputed=0 * quantum(debt.currency),
        promised=0 * quantum(debt.currency),
    )


def _left(client: str, one: OpenCredit, as_of: date) -> Item:
    credit, on = one.credit, one.credit.on
    return Item(
        client=client,
        currency=credit.currency,
        document=credit.number,
        what=credit.what,
        instalment=None,
        on=on,
        due=None,
        amount=-one.worth,
        open=-one.left,
        age=(as_of - on).days,
        days_late=0,
        bucket=UNAPPLIED,
        entries=(credit.position,),
        disputed=0 * quantum(credit.currency),
        promised=0 * quantum(credit.currency),
    )
