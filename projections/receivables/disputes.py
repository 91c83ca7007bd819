"""What a client contests of its debts, and why. It stands beside the balance and reduces nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from typing import Annotated, TypeAlias

from ledger.events import DiscrepancyRecorded, DisputeOpened
from ledger.money import NO_CURRENCY, Amounts, zero_of
from ledger.subledger import Account, Books, OpenItem
from ledger.subledger.billing import debts_under, names
from ledger.subledger.completing import currency_under
from ledger.subledger.documents import Dispute
from ledger.subledger.items import Key
from projections.framework.answer import Answer
from projections.framework.columns import CLIENT, CURRENCY, Column
from projections.framework.filters import members_shown
from projections.framework.sums import totals_of
from projections.policy import Policy
from projections.receivables.applying import open_books
from projections.receivables.earmarks import Earmark, by_part, spread

_PLACE = itemgetter(0)

KINDS = (DisputeOpened.kind, DiscrepancyRecorded.kind)
"""Only clients with such an entry have a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRow:
    """A dispute, with what is still open of what it is about."""

    client: Annotated[str, CLIENT]
    document: Annotated[str, Column("The disputed document.")]
    number: Annotated[str, Column("The number of the dispute.")]
    currency: Annotated[str, CURRENCY]
    amount: Annotated[Decimal, Column("What the client disputed.")]
    disputed: Annotated[
        Decimal, Column("Of that, what is open and disputed on the day.", quiet=True, spare=True)
    ]
    opened: Annotated[date, Column("The day on which the client opened it.")]
    resolved: Annotated[date | None, Column("The day on which it ended.", null="it is open")]
    days: Annotated[int, Column("Days from its beginning to its end, or to the day asked for.", unit="days")]
    reason: Annotated[str, Column("Why the client disputes it.", quiet=True, colours="red")]
    outcome: Annotated[str | None, Column("What came of it.", null="it is open")]


@dataclass(frozen=True, slots=True)
class DisputeTotal:
    """The sums of the disputes in one currency.

    Attributes:
        disputes: how many are open.
    """

    currency: str
    disputed: Decimal
    disputes: int


def contested(account: Account, books: Books) -> dict[Key, Decimal]:
    """What is contested of each open instalment, by its key."""
    return by_part(_earmarks(account, books)) if account.disputes or account.acts else {}


def listed(answer: Answer) -> Answer:
    """The answer with a row for each dispute of the clients in view: open ones first, the oldest first."""
    found = [
        row
        for _, client, account in members_shown(answer.holders)
        if account.disputes or account.acts
        for row in _rows(client.code, account, answer.as_of, answer.rules)
    ]
    found.sort(key=lambda row: (row.resolved is not None, row.opened))
    sums = totals_of(
        DisputeTotal, found, lambda same: {"disputes": sum(row.resolved is None for row in same)}
    )
    return answer.made_into(DisputeRow, found, sums, listing="disputes")


def _open(account: Account) -> list[Dispute]:
    return [dispute for dispute in _all(account) if dispute.resolved is None]


def _all(account: Account) -> list[Dispute]:
    """Disputes, and acts for goods that did not arrive as ordered, which contest what the goods are worth."""
    return [*account.disputes.values(), *account.acts.values()]


_Places: TypeAlias = Mapping[str, Sequence[tuple[int, OpenItem]]]
"""Open items by the number of their debt, each with its place among all."""


def _items(account: Account, places: _Places, dispute: Dispute) -> list[OpenItem]:
    """The items that a dispute is about; of an act, those of the order, or of invoices in its currency."""
    if dispute.document in account.documents or next(debts_under(account, dispute.document), None):
        return _under(places, names(account, dispute.document))
    currency = currency_under(account, dispute.document)
    bills = account.linked().bills.get(dispute.document, ())
    return [item for item in _under(places, bills) if item.debt.currency == currency]


def _under(places: _Places, numbers: Iterable[str]) -> list[OpenItem]:
    """The items of the debts with these numbers, oldest first."""
    found = chain.from_iterable(places.get(number, ()) for number in numbers)
    return [item for _, item in sorted(found, key=_PLACE)]


def _earmarks(account: Account, books: Books) -> Iterator[Earmark]:
    if not (disputes := _open(account)):
        return
    places: dict[str, list[tuple[int, OpenItem]]] = {}
    for place, item in enumerate(books.items):
        places.setdefault(item.debt.number, []).append((place, item))
    yield from spread((dispute.amount, _items(account, places, dispute)) for dispute in disputes)


def _rows(client: str, account: Account, as_of: date, policy: Policy) -> Iterator[DisputeRow]:
    disputes = _open(account)
    earmarks = _earmarks(account, open_books(account, policy))
    disputed = Amounts.of((disputes[one.number].position, one.amount) for one in earmarks)
    for dispute in _all(account):
        currency = currency_under(account, dispute.document) or account.currency or NO_CURRENCY
        yield DisputeRow(
            client=client,
            document=dispute.document,
            number=dispute.number,
            currency=currency,
            amount=dispute.amount + zero_of(currency),
            disputed=zero_of(currency) + disputed[dispute.position],
            opened=dispute.opened,
            resolved=dispute.resolved,
            days=((dispute.resolved or as_of) - dispute.opened).days,
            reason=dispute.reason,
            outcome=dispute.outcome,
        )
