"""Who owes what: open documents, aged for a date, less what is unapplied.

For every currency, to the cent: not due + overdue - unapplied = balance. "Unapplied" is what is left of
payments and of credits that stand alone (credit notes, returns, opening credits). Each of these is a negative
item of its own, which belongs to no overdue bucket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from ledger.money import zero_of
from projections.framework.columns import CLIENT, CURRENCY, Column, Who, filled
from projections.framework.filters import AccountHolder
from projections.framework.sums import by_currency, totals_of
from projections.policy import Policy
from projections.receivables.buckets import NOT_DUE, UNAPPLIED, bucket_of, labels
from projections.receivables.open_spans import OpenSpan, place

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def _beside(meaning: str) -> Column:
    return Column(meaning, quiet=True, spare=True)


@dataclass(frozen=True, kw_only=True)
class ReceivablesTotal:
    """What is owed in one currency: by a client, by those of a group, or by all."""

    currency: Annotated[str, CURRENCY]
    balance: Annotated[Decimal, Column("What the client owes.", bold=True)]
    not_due: Annotated[Decimal, Column("Of it, not due yet.")]
    overdue: Annotated[
        dict[str, Decimal],
        Column("Of it, past its due date.", members=labels, colours=("yellow", "yellow", "red")),
    ]
    unapplied: Annotated[Decimal, Column("What is left of payments and credits.")]
    open_items: Annotated[
        int, Column("Open documents and instalments.", unit="items", title="ITEMS", spare=True)
    ]
    disputed: Annotated[Decimal, _beside("Of what is open, what the client disputes; part of the balance.")]
    promised: Annotated[
        Decimal, _beside("Of what is open, what is promised for a day to come; part of the balance.")
    ]


@dataclass(frozen=True, kw_only=True)
class ReceivablesRow(ReceivablesTotal, Who):
    """What one client owes in one currency; its items are given apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An open document or instalment; a credit that is left is a negative one, without a due date."""

    client: Annotated[str, CLIENT]
    currency: Annotated[str, CURRENCY]
    document: Annotated[str, Column("The document's number.", key=3)]
    what: Annotated[
        str,
        Column(
            "What it is: invoice, charge, opening, order, delivery, payment, ...", key=2, spare=True, least=6
        ),
    ]
    instalment: Annotated[
        int | None, Column("Which instalment, from 1.", key=4, null="it is in one sum", title="PART")
    ]
    on: Annotated[date, Column("The document's own date.", stored="on_day")]
    due: Annotated[date | None, Column("When it is due.", null="it is a credit")]
    amount: Annotated[Decimal, Column("What it was for.")]
    open: Annotated[Decimal, Column("What is open of it.")]
    age: Annotated[int, Column("Days since the document's own date.", unit="days", hidden=True)]
    days_late: Annotated[
        int, Column("Days past the due date; 0 where it is not late.", unit="days", title="LATE")
    ]
    bucket: Annotated[str, Column("The overdue bucket, not due or unapplied.")]
    entries: Annotated[
        tuple[int, ...], Column("Positions of the entries it is made of, with spaces between.", hidden=True)
    ]
    disputed: Annotated[Decimal, _beside("Of what is open, what the client disputes.")]
    promised: Annotated[Decimal, _beside("Of what is open, what is promised for a day to come.")]
    entry: Annotated[
        int,
        Column("The position of the entry that issued it, or that brought the credit.", key=5, hidden=True),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """What is overdue of a row by age."""

    client: Annotated[str, CLIENT]
    currency: Annotated[str, CURRENCY]
    bucket: Annotated[str, Column("Days past the due date: 1-30, 31-60, over 120.", key=2)]
    number: Annotated[int, Column("Which bucket, from 1, the youngest first.")]
    amount: Annotated[Decimal, Column("What is open in it.")]


Open = TypeVar("Open", OpenSpan, Item)


def rows(holder: AccountHolder[Sequence[OpenSpan]], as_of: date, policy: Policy) -> list[ReceivablesRow]:
    """An account holder's rows for a day."""
    spans = [one for _, spans in holder.states for one in spans]
    if not spans and not holder.named:
        return []
    return rows_of(holder, spans, policy, lambda one: _bucket(one, as_of, policy))


def items(holder: AccountHolder[Sequence[OpenSpan]], as_of: date, policy: Policy) -> list[Item]:
    """An account holder's items for a day, the oldest of each client first."""
    return [
        _item(client.code, one, as_of, policy)
        for client, spans in holder.states
        for one in sorted(spans, key=place)
    ]


def rows_of(
    holder: AccountHolder[Any],
    items: Sequence[Open],
    policy: Policy,
    bucket: Callable[[Open], str] = attrgetter("bucket"),
) -> list[ReceivablesRow]:
    """An account holder's rows from its items, one for each currency; an empty row if the filter named it."""
    found = by_currency(items)
    if holder.named and not found and holder.currency:
        found = [(holder.currency, [])]
    return [
        filled(
            ReceivablesRow,
            {"client": holder.code, "name": holder.name, **_sums(currency, own, policy, bucket)},
        )
        for currency, own in found
    ]


def values(row: DataclassInstance) -> dict[str, Any]:
    """The fields of a row by name, for a larger row that has them too."""
    return {one.name: getattr(row, one.name) for one in fields(row)}


def totals(rows: Iterable[ReceivablesRow]) -> list[ReceivablesTotal]:
    """The sums of rows, one per currency."""
    return totals_of(ReceivablesTotal, rows)


def totals_of_spans(
    clients: Iterable[Sequence[OpenSpan]], as_of: date, policy: Policy
) -> list[ReceivablesTotal]:
    """The same sums from what is open of each client on a day."""
    return [
        ReceivablesTotal(**_sums(currency, own, policy, lambda one: _bucket(one, as_of, policy)))
        for currency, own in by_currency(chain.from_iterable(clients))
    ]


def summed(currency: str, items: Sequence[Item], policy: Policy) -> ReceivablesTotal:
    """The sums of items of one currency."""
    return ReceivablesTotal(**_sums(currency, items, policy, attrgetter("bucket")))


def _sums(
    currency: str, items: Sequence[Open], policy: Policy, bucket_of_item: Callable[[Open], str]
) -> dict[str, Any]:
    """The fields of a total of items of one currency, by name."""
    zero = zero_of(currency)
    overdue = dict.fromkeys(labels(policy), zero)
    not_due = unapplied = disputed = promised = zero
    open_items = 0
    for item in items:
        disputed += item.disputed
        promised += item.promised
        bucket = bucket_of_item(item)
        if bucket == UNAPPLIED:
            unapplied -= item.open
            continue
        open_items += 1
        if bucket == NOT_DUE:
            not_due += item.open
        else:
            overdue[bucket] += item.open
    return {
        "currency": currency,
        "balance": sum(overdue.values(), not_due) - unapplied,
        "not_due": not_due,
        "overdue": overdue,
        "unapplied": unapplied,
        "open_items": open_items,
        "disputed": disputed,
        "promised": promised,
    }


def _late(one: OpenSpan, as_of: date, policy: Policy) -> int:
    """The days since the policy's basis; 0 for a credit."""
    if one.due is None:
        return 0
    return (as_of - (one.on if policy.receivables.bucket_basis == "document" else one.due)).days


def _bucket(one: OpenSpan, as_of: date, policy: Policy) -> str:
    return UNAPPLIED if one.due is None else bucket_of(_late(one, as_of, policy), policy)


def _item(client: str, one: OpenSpan, as_of: date, policy: Policy) -> Item:
    return Item(
        client=client,
        currency=one.currency,
        document=one.document,
        what=one.what,
        instalment=one.instalment,
        on=one.on,
        due=one.due,
        amount=one.amount,
        open=one.open,
        age=(as_of - one.on).days,
        days_late=max((as_of - one.due).days, 0) if one.due is not None else 0,
        bucket=_bucket(one, as_of, policy),
        entries=one.entries,
        disputed=one.disputed,
        promised=one.promised,
        entry=one.position,
    )
