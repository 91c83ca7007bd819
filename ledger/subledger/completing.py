"""Fields that a draft left open are completed from the account, so that a stored event leaves none open.

Entries recorded under older rules may still leave some open. Posting completes them from the facts before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from msgspec.structs import replace

from ledger.events import (
    ChargeAdded,
    DebtRecovered,
    Event,
    OrderCancelled,
    OrderDelivered,
    PaymentRefunded,
    PaymentReversed,
    Pieces,
    ReturnReceived,
    Settles,
    Share,
)
from ledger.money import ZERO
from ledger.subledger.account import Account
from ledger.subledger.billing import billing_of, names, repeats, source_of, worth
from ledger.subledger.documents import ORDER, Statement
from ledger.subledger.instalments import standing, stated, sums
from ledger.subledger.open_items import left_of
from ledger.subledger.orders import CANCELLED, gathered_lines

E = TypeVar("E", bound=Event)


def complete(account: Account, event: E) -> E:
    """The event with its open fields completed; completing it again changes nothing."""
    fill: Callable[[Account, E], E] | None = _FILLS.get(type(event))
    return event if fill is None else fill(account, event)


def _charge(account: Account, event: ChargeAdded) -> ChargeAdded:
    """A charge is in the currency of its document, or else the client's."""
    if event.currency is not None:
        return event
    return replace(event, currency=currency_under(account, event.document) or account.currency)


def _return(account: Account, event: ReturnReceived) -> ReturnReceived:
    """A return is in the currency of its order, or else the client's."""
    if event.currency is not None:
        return event
    order = account.orders.get(event.order) if event.order else None
    return replace(event, currency=order.currency if order else account.currency)


def _delivery(account: Account, event: OrderDelivered) -> OrderDelivered:
    """Without lines, all that is left is delivered."""
    order = account.orders.get(event.number)
    if event.lines or order is None:
        return event
    return replace(event, lines=lines_of(order.undelivered()))


def _cancellation(account: Account, event: OrderCancelled) -> OrderCancelled:
    """Without lines, all that is left is cancelled. Settlements beyond the rest are freed, newest first."""
    order = account.orders.get(event.number)
    if order is None or (event.lines and event.frees):
        return event
    whole = replace(event, lines=event.lines or lines_of(order.cancellable()))
    if whole.frees or billing_of(account, order) != ORDER:
        return whole
    shares = _newest_of(account, event.number, freed(account, whole))
    frees = tuple(Share(source=source, amount=amount) for source, amount in shares)
    return replace(whole, frees=frees)


def freed(account: Account, event: OrderCancelled) -> Decimal:
    """The settlements of an order less what is owed of it after a cancellation; it may be negative."""
    order = account.orders[event.number]
    gone = gathered_lines(event.lines)
    for product, quantity in order.moved(CANCELLED).items():
        gone[product] = gone.get(product, ZERO) + quantity
    return account.settled(event.number) - order.amount_ordered(gone)


def _reversal(account: Account, event: PaymentReversed) -> PaymentReversed:
    """Without an amount, all that is left is reversed. Settlements beyond the rest reopen, newest first."""
    credit = source_of(account, event.number)
    if credit is None or (event.amount is not None and event.reopens):
        return event
    amount = worth(account, credit) if event.amount is None else event.amount
    reopens = event.reopens or tuple(
        _newest_from(account, event.number, amount - left_of(account, event.number))
    )
    return replace(event, amount=amount, reopens=reopens)


def _refund(account: Account, event: PaymentRefunded) -> PaymentRefunded:
    """Without an amount, all that is unapplied is refunded."""
    if event.amount is not None or source_of(account, event.number) is None:
        return event
    return replace(event, amount=left_of(account, event.number))


def _recovery(account: Account, event: DebtRecovered) -> DebtRecovered:
    """Without shares, the write-off with the recovery's number is recovered first, then the newest."""
    if event.write_offs:
        return event
    written_off, rest = account.write_offs(event.document), event.amount
    shares = []
    newest_first = list(reversed(written_off))
    for number in sorted(newest_first, key=lambda one: one != event.number):
        amount = min(rest, written_off[number])
        rest -= amount
        if amount > 0:
            shares.append(Share(source=number, amount=amount))
    return replace(event, write_offs=tuple(shares))


def currency_under(account: Account, number: str | None) -> str | None:
    """The currency of the document or order with a number; None if there is none."""
    if number is None:
        return None
    document = account.documents.get(number)
    if document is not None and not repeats(account, document):
        return document.currency
    order = account.orders.get(names(account, number)[0])
    return order.currency if order is not None else None


def lines_of(quantities: Mapping[str, Decimal]) -> tuple[Pieces, ...]:
    """Lines of the quantities that are more than zero."""
    return tuple(
        Pieces(product=product, quantity=quantity) for product, quantity in quantities.items() if quantity > 0
    )


def _newest_of(account: Account, target: str, amount: Decimal) -> Iterator[tuple[str, Decimal]]:
    """The settlements of a document that make up an amount, the newest source first."""
    sources = account.statements.get(target, {})
    for source in _newest_first(sources):
        share = min(amount, stated(sources[source]))
        if share > 0:
            yield source, share
            amount -= share


def _newest_from(account: Account, source: str, amount: Decimal) -> Iterator[Settles]:
    """The settlements from a source that make up an amount, the newest first."""
    targets = {
        target: account.statements[target][source] for target in account.linked().targets.get(source, ())
    }
    for target in _newest_first(targets):
        for instalment, stands in reversed(standing(sums(targets[target])).items()):
            share = min(amount, stands)
            if share > 0:
                yield Settles(document=target, amount=share, instalment=instalment or None)
                amount -= share


def _newest_first(statements: Mapping[str, Sequence[Statement]]) -> list[str]:
    """The names of statements, the latest first."""
    places = {
        name: (made[-1].made, made[-1].position, place)
        for place, (name, made) in enumerate(statements.items())
    }
    return sorted(places, key=places.__getitem__, reverse=True)


_FILLS: Mapping[type, Callable[[Account, Any], Any]] = {
    ChargeAdded: _charge,
    ReturnReceived: _return,
    OrderDelivered: _delivery,
    OrderCancelled: _cancellation,
    PaymentReversed: _reversal,
    PaymentRefunded: _refund,
    DebtRecovered: _recovery,
}

COMPLETED = frozenset(_FILLS)
"""The kinds that may leave fields open."""
