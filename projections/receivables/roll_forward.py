"""The roll-forward of receivables: what was owed before a period, what moved it, and what is owed at its end.

    opening + opened + invoiced + charged - cancelled - credited - paid + refunded + reversed - written off
    + recovered + transferred = closing

Every amount is a sum of movements (``movements``), to the cent and per currency. The opening balance is that
of ``receivables`` on the day before the period, the closing balance that on its last day. A movement belongs
to the manager who had the client on its day; the balance of a client who changes hands is transferred. A
group has the companies of the last day, and so their opening balances too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from ledger.subledger.documents import CREDIT_NOTE, DELIVERY, INVOICE, ORDER, PAYMENT, RETURN, WRITE_OFF
from ledger.subledger.documents import OPENING as TAKEN_OVER
from projections.framework.columns import CLIENT, CURRENCY, Column, Who
from projections.receivables.movements import REPLACED

OPENING, TRANSFERRED = "opening", "transferred"
"""The columns that are no sums of movements of the period."""
_COLUMNS: Final = {
    "opened": (1, (TAKEN_OVER,)),
    "invoiced": (1, (INVOICE, ORDER, DELIVERY)),
    "charged": (1, ("fee", "interest", "cost")),
    "cancelled": (-1, ("cancellation", "order cancellation", REPLACED)),
    "credited": (-1, (CREDIT_NOTE, RETURN)),
    "paid": (-1, (PAYMENT,)),
    "refunded": (1, ("refund",)),
    "reversed": (1, ("reversal",)),
    "written_off": (-1, (WRITE_OFF,)),
    "recovered": (1, ("recovery",)),
}
"""The columns of movements: whether each raises the balance or lowers it, and what is added up in it."""
SIGNS: Final[Mapping[str, int]] = {
    OPENING: 1,
    **{name: sign for name, (sign, _) in _COLUMNS.items()},
    TRANSFERRED: 1,
}
"""The columns that sum to the closing balance, each with its sign."""
COLUMN_OF: Final[Mapping[str, str]] = {what: name for name, (_, whats) in _COLUMNS.items() for what in whats}
"""The column of each kind of movement."""


def _rare(meaning: str) -> Column:
    return Column(meaning, quiet=True)


@dataclass(frozen=True, kw_only=True)
class RollForwardTotal:
    """What moved the balance of one currency in a period: of a client, a manager, a month, or of all."""

    currency: Annotated[str, CURRENCY]
    opening: Annotated[Decimal, Column("The balance on the day before.", bold=True)]
    opened: Annotated[Decimal, _rare("Balances taken over from other books; a credit is below zero.")]
    invoiced: Annotated[
        Decimal, Column("Invoices, and orders or deliveries where these are owed by themselves.")
    ]
    charged: Annotated[Decimal, Column("Fees, interest and costs.")]
    cancelled: Annotated[
        Decimal, _rare("Less: invoices and orders cancelled, and invoices replaced by the orders they bill.")
    ]
    credited: Annotated[Decimal, Column("Less: credit notes and returns.")]
    paid: Annotated[Decimal, Column("Less: payments.")]
    refunded: Annotated[Decimal, _rare("Money paid back to clients.")]
    reversed: Annotated[Decimal, _rare("Payments that were reversed.")]
    written_off: Annotated[Decimal, Column("Less: debt written off.", title="WRITTEN OFF")]
    recovered: Annotated[Decimal, _rare("Debt that had been written off, and is owed again.")]
    transferred: Annotated[
        Decimal, _rare("By manager: balances of clients who came from another manager, less those who went.")
    ]
    closing: Annotated[Decimal, Column("The balance at the end.", bold=True)]


@dataclass(frozen=True, kw_only=True)
class ClientRollForward(RollForwardTotal, Who):
    """What moved the balance of one client, or group of companies, in one currency."""


@dataclass(frozen=True, kw_only=True)
class _Manager:
    manager: Annotated[
        str | None, Column("Who had the clients on the day of each movement.", null="nobody had", place=-1)
    ]


@dataclass(frozen=True, kw_only=True)
class ManagerRollForward(RollForwardTotal, _Manager):
    """What moved the balance of the clients of one manager in one currency."""


@dataclass(frozen=True, kw_only=True)
class _Month:
    month: Annotated[str, Column("The month: 2026-03. The period may begin or end within it.", place=-1)]


@dataclass(frozen=True, kw_only=True)
class MonthRollForward(RollForwardTotal, _Month):
    """What moved the balance of all clients in view in one month and currency."""


@dataclass(frozen=True, kw_only=True)
class RolledMovement:
    """An entry that moved the balance in the period; entries that only settle move nothing."""

    client: Annotated[str, CLIENT]
    currency: Annotated[str, CURRENCY]
    entry: Annotated[int, Column("The position of the entry.")]
    on: Annotated[date, Column("The day.")]
    what: Annotated[str, Column("What it is on a statement: invoice, payment, refund ...")]
    document: Annotated[str, Column("The number of the document.")]
    column: Annotated[str, Column("The column of the roll-forward that it is part of.", spare=True)]
    amount: Annotated[Decimal, Column("What it added to the balance; below zero, what it took off.")]
    manager: Annotated[
        str | None, Column("Who had the client on that day.", null="nobody had", spare=True, least=8)
    ]
