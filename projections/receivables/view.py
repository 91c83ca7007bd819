"""Receivables as a view: the declaration, and how its rows are stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from ledger.money import zero_of
from projections.framework.answer import Answer
from projections.framework.declare import Explaining, Figures, Lists, View
from projections.framework.history import History
from projections.framework.sums import in_turns
from projections.framework.tables import Ageing, Lasting, Part, Table, same
from projections.policy import Policy
from projections.receivables import evolve
from projections.receivables.ageing import Bucket, Item, ReceivablesRow, prepare, rows, totals
from projections.receivables.buckets import bucket_of, labels
from projections.receivables.tracing import explain, moved

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def _buckets(row: ReceivablesRow) -> Iterator[Bucket]:
    for number, (bucket, amount) in enumerate(row.overdue.items(), 1):
        if amount:
            yield Bucket(
                client=row.client, currency=row.currency, bucket=bucket, number=number, amount=amount
            )


def _with_buckets(row: ReceivablesRow, stored: Sequence[Bucket], policy: Policy) -> ReceivablesRow:
    overdue = dict.fromkeys(labels(policy), zero_of(row.currency))
    return replace(row, overdue=overdue | {one.bucket: one.amount for one in stored})


def _aged(today: date, policy: Policy) -> Callable[[date, date, date | None, Decimal], bool]:
    """Whether an item moved to another bucket since its row was made, or a promise may have expired."""
    names, by_document = labels(policy), policy.receivables.bucket_basis == "document"

    @cache
    def elsewhere(made: date, basis: date) -> bool:
        then, now = (bucket_of((day - basis).days, names, policy) for day in (made, today))
        return then != now

    def changed(made: date, on: date, due: date | None, promised: Decimal) -> bool:
        return due is not None and (bool(promised) or elsewhere(made, on if by_document else due))

    return changed


def _oldest(row: ReceivablesRow) -> int:
    """The number of the bucket of the row's oldest debt, from 1; 0 if nothing is overdue."""
    return max((number for number, amount in enumerate(row.overdue.values(), 1) if amount > 0), default=0)


def _figures(
    history: History, now: Answer, then: Answer, period: tuple[date, date] | None
) -> tuple[list[Figures], list[Figures]]:
    from projections.receivables.lists import figures  # noqa: PLC0415 - many modules, and seldom needed

    return figures(history, now, then, period)


def _listings() -> dict[str, type[DataclassInstance]]:
    from projections.receivables.lists import listings  # noqa: PLC0415 - as above

    return listings()


VIEW = View(
    name="receivables",
    version=14,
    policy=("receivables",),
    evolve=evolve,
    prepare=prepare,
    rows=rows,
    totals=totals,
    explain=explain,
    moved=moved,
    explaining=Explaining(
        nothing="Nothing of {client} is open on that day.",
        ways={
            "derived": "derived: no entry says so; the policy puts unapplied payments against the oldest debt"
        },
    ),
    table=Table(
        "receivables",
        "Who owes what: a row for each client and currency with anything open. Always "
        "not_due + overdue - unapplied = balance.",
        ReceivablesRow,
    ),
    part=Part(
        Table(
            "receivables_buckets",
            "How long it is overdue: a row for each client, currency and bucket with anything in it. The policy says "
            "where a bucket ends, so buckets of different days may differ.",
            Bucket,
        ),
        _buckets,
        _with_buckets,
    ),
    items=Table(
        "receivables_items",
        "What is open: a row for each document, instalment or credit that is left (negative).",
        Item,
    ),
    lasting=Lasting(same, Ageing(("on_day", "due", "promised"), _aged)),
    lists=Lists(("collect", "reminders", "exposure", "provision"), "metrics", _figures, _listings),
    telling=lambda rows: in_turns(rows, lambda row: row.balance, _oldest),
)
