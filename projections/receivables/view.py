"""Receivables as a view: the declaration, and how its rows are stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from ledger.events import (
    ClientRegistered,
    ClientTermsAgreed,
    DiscrepancyRecorded,
    DisputeOpened,
    DisputeResolved,
    PaymentPromised,
    ProspectQualified,
    SettlementMade,
    SettlementReversed,
)
from ledger.subledger import POSTED
from projections.framework.declare import View
from projections.framework.needed import Needed, Totalling
from projections.framework.spans import RuleTable, Spans
from projections.framework.sums import in_turns
from projections.framework.tables import Subtable, Table
from projections.framework.view_parts import Explaining, Items, Showing, Storing, Totals
from projections.receivables import evolve, selects
from projections.receivables.ageing import Bucket, Item, ReceivablesRow, items, rows, totals, totals_of_spans
from projections.receivables.open_spans import OpenSpan, open_spans, touched_spans
from projections.receivables.tracing import explain, moved
from projections.remarks import Remark


def _buckets(row: ReceivablesRow) -> Iterator[Bucket]:
    for number, (bucket, amount) in enumerate(row.overdue.items(), 1):
        if amount:
            yield Bucket(
                client=row.client, currency=row.currency, bucket=bucket, number=number, amount=amount
            )


def _oldest(row: ReceivablesRow) -> int:
    """The number of the bucket of the row's oldest debt, from 1; 0 if nothing is overdue."""
    return max((number for number, amount in enumerate(row.overdue.values(), 1) if amount > 0), default=0)


OPEN_SPANS = Spans(
    name="receivables_items",
    evolve=evolve,
    row=OpenSpan,
    of=open_spans,
    touched=touched_spans,
    turns={PaymentPromised: lambda fact, _policies: (cast("PaymentPromised", fact.event).by_date,)},
    depends=lambda policy: policy.receivables.allocation,
    rules=RuleTable("bucket_rules", selects.BucketRule, selects.bucket_rules),
    selects={
        "receivables": selects.rows,
        "receivables_buckets": selects.buckets,
        "receivables_items": selects.items,
    },
)
"""What is open; the view of health is made of it too."""

_MOVING_WITHIN = (
    *(ClientRegistered, ProspectQualified, ClientTermsAgreed, SettlementMade, SettlementReversed),
    *(DisputeOpened, DisputeResolved, DiscrepancyRecorded, PaymentPromised),
)
"""The kinds that leave the balance, and may move what of it is due, disputed or promised."""
VIEW = View(
    name="receivables",
    policy=("receivables",),
    rows=rows,
    totals=Totals(
        totals,
        Totalling(
            Needed(columns=("currency", "on_day", "due", "open", "disputed", "promised")), totals_of_spans
        ),
    ),
    explain=explain,
    spans=(OPEN_SPANS,),
    showing=Showing(
        empty="nothing is open on that day",
        telling=lambda rows: in_turns(rows, lambda row: row.balance, _oldest),
        leading=("balance", "overdue"),
    ),
    explaining=Explaining(
        nothing="Nothing of {client} is open on that day.",
        ways={
            "derived": Remark(
                "derived: no entry says so; the policy puts unapplied payments against the oldest debt"
            )
        },
        moved=moved,
        in_full=frozenset(POSTED.keys() - _MOVING_WITHIN),
    ),
    table=Table(
        "receivables",
        "Who owes what: a row for each client and currency with anything open. Always "
        "not_due + overdue - unapplied = balance.",
        ReceivablesRow,
    ),
    storing=Storing(
        Subtable(
            Table(
                "receivables_buckets",
                "How long it is overdue: a row for each client, currency and bucket with anything in it. The policy says "
                "where a bucket ends, so buckets of different days may differ.",
                Bucket,
            ),
            _buckets,
        )
    ),
    items=Items(
        Table(
            "receivables_items",
            "What is open: a row for each document, instalment or credit that is left (negative).",
            Item,
        ),
        items,
    ),
)
