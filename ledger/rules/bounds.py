"""The largest and finest figures that the ledger accepts. Larger ones are slips that would spoil every sum.

Amounts, prices, quantities and the sum of a document's lines stay below 10^15. Terms of payment and notice
stay within a hundred years. Amounts are whole in the smallest unit of their currency; prices and quantities
may be finer.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import get_args

from msgspec.structs import fields

from ledger import currencies
from ledger.events import KINDS, AnyEvent, ReturnLine, Value, goods_value
from ledger.money import NO_CURRENCY, quantum
from ledger.policy_key import CENTURY
from ledger.rules.client_state import ClientState
from ledger.rules.debts import debt_of
from ledger.rules.refusals import TooFine, TooLarge
from ledger.subledger.billing import source_of

LARGEST = Decimal(10) ** 15
"""Amounts, prices and quantities are smaller."""


def _counts(annotation: object) -> bool:
    """Whether a field of this type holds a figure, possibly nested."""
    parts = get_args(annotation)
    if parts:
        return any(_counts(part) for part in parts)
    return isinstance(annotation, type) and issubclass(annotation, Decimal | int | Value)


@cache
def _figures(kind: type[Value]) -> tuple[str, ...]:
    """The fields of an event or of a value inside it that hold figures."""
    return tuple(field.name for field in fields(kind) if _counts(field.type))


_DIGITS = LARGEST.adjusted()
_FEW, _SMALL = 1_000, 6
"""Fewer lines than this, with fewer digits before the point in each figure, stay below the limit together."""


def countable(event: AnyEvent) -> None:
    """Refuse an event with a figure that is too large.

    Raises:
        TooLarge: it has one.
    """
    for name in _figures(type(event)):
        _judge(name, getattr(event, name))


def _judge(name: str, value: object) -> None:
    if isinstance(value, Decimal):
        if value.adjusted() >= _DIGITS:
            raise TooLarge(name, value, LARGEST)
    elif isinstance(value, tuple):
        if value and isinstance(value[0], ReturnLine):
            if not _small(value):
                _judge_lines(name, value)
            return
        for each in value:
            _judge(name, each)
    elif isinstance(value, Value):
        for field in _figures(type(value)):
            _judge(f"{name}.{field}", getattr(value, field))
    elif isinstance(value, int) and name.endswith("_days") and value > CENTURY:
        raise TooLarge(name, value, CENTURY)


def _small(lines: Sequence[ReturnLine]) -> bool:
    """Whether neither the figures of these lines nor their sum can be too large, as in almost all orders."""
    figures = attrgetter(*_figures(type(lines[0])))
    return len(lines) < _FEW and all(
        figure is None or figure.adjusted() < _SMALL for line in lines for figure in figures(line)
    )


def _judge_lines(name: str, lines: Sequence[ReturnLine]) -> None:
    for line in lines:
        _judge(name, line)
    worth = goods_value(lines)
    if worth >= LARGEST:
        raise TooLarge(name, worth, LARGEST)


_AMOUNTS = {kind: "amount" in kind.__struct_fields__ for kind in KINDS.values()}
_SHARES = {
    kind: tuple(name for name in ("instalments", "settles") if name in kind.__struct_fields__)
    for kind in KINDS.values()
}


def payable(client_state: ClientState, event: AnyEvent) -> None:
    """Refuse amounts of an event, its instalments and its settlements that are finer than their currency.

    Raises:
        TooFine: one is, such as 1.005 EUR or 10.50 JPY.
    """
    kind = type(event)
    if not _AMOUNTS[kind]:
        return
    currency = currency_of(client_state, event) or NO_CURRENCY
    unit = quantum(currency)
    amount: Decimal | None = getattr(event, "amount", None)
    if amount is not None and amount % unit:
        raise TooFine("amount", amount, currency, unit)
    for name in _SHARES[kind]:
        for share in getattr(event, name):
            if share.amount % unit:
                raise TooFine(f"{name}.amount", share.amount, currency, unit)


def currency_of(client_state: ClientState, event: AnyEvent) -> str | None:
    """The currency of an event's amounts: its own, that of what it is about, or else the client's, if any."""
    account = client_state.account

    def under(number: str) -> str | None:
        document = debt_of(account, number) or source_of(account, number) or account.orders.get(number)
        return document.currency if document else None

    return currencies.currency_of(event, under, account.currency)
