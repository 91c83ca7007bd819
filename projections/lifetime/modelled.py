"""Lifetime by BG/NBD with Gamma-Gamma, beside the pace: how many orders, and what they are worth.

Each currency has a model of its own, of all clients in view. An order day that stands counts as an order.
What an order is worth follows from the order days after the first, as in the model's literature.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

from ledger.errors import LedgerError, installs
from ledger.money import rounded
from projections.framework.answer import Answer
from projections.framework.columns import Column
from projections.lifetime.pace import standings
from projections.lifetime.rows import LifetimeRow
from projections.lifetime.standing import standing_on
from projections.remarks import Remark

if TYPE_CHECKING:
    from projections.lifetime.bg_nbd import Numbers, Orders

METHOD: Final = "bg-nbd"
_DAYS: Final = 7
_WEEKS: Final = 365.25 / _DAYS
_UNFIT: Final = "the model cannot be fitted, or no order stands"


class ModelRefused(LedgerError):
    """A model of lifetime cannot be fitted to the clients in view."""

    code = "model-refused"

    def __init__(self, reasons: Mapping[str, str]) -> None:
        why = "; ".join(f"{currency}: {reason}" for currency, reason in sorted(reasons.items()))
        super().__init__(
            f"BG/NBD cannot be fitted ({why or 'nobody ordered'})", "leave out --method, and take the pace"
        )


class ModelMissing(LedgerError):
    """A library that models of lifetime need is not installed."""

    code = "model-missing"

    def __init__(self, library: str) -> None:
        super().__init__(f"BG/NBD needs {library}", f"install it with {installs('stats')}")


@dataclass(frozen=True, kw_only=True)
class ModelledRow(LifetimeRow):
    """A row of lifetime with what BG/NBD and Gamma-Gamma expect of the next twelve months."""

    there: Annotated[
        float | None, Column("The chance that the client has not left for good.", null=_UNFIT, decimals=2)
    ] = None
    orders: Annotated[
        float | None, Column("Order days expected in twelve months.", null=_UNFIT, decimals=1)
    ] = None
    order_value: Annotated[
        Decimal | None, Column("What each of them is expected to be worth.", null=_UNFIT)
    ] = None
    expected: Annotated[
        Decimal | None, Column("What they are expected to be worth together.", null=_UNFIT, bold=True)
    ] = None


class _History(NamedTuple):
    """The order days of a client in a currency that stand, in order, with their values."""

    client: str
    days: Sequence[tuple[date, Decimal]]


class _Expected(NamedTuple):
    there: float
    orders: float
    order_value: float


def modelled(answer: Answer) -> Answer:
    """An answer of lifetime with what the model expects; ``more`` has the parameters by currency.

    Raises:
        ModelMissing: numpy or scipy is not installed.
        ModelRefused: the model cannot be fitted in any currency.
    """
    found: dict[tuple[str, str], _Expected] = {}
    parameters: dict[str, dict[str, float]] = {}
    refused: dict[str, str] = {}
    unfit = _needed()
    for currency, histories in _by_currency(answer).items():
        try:
            parameters[currency], expected = _of_currency(histories, answer.as_of)
        except unfit as why:
            refused[currency] = str(why)
        else:
            found |= {(client, currency): one for client, one in expected.items()}
    if not parameters:
        raise ModelRefused(refused)
    rows = [_row(row, found.get((row.client, row.currency))) for row in answer.rows]
    made = answer.made_into(
        ModelledRow, rows, answer.totals, method=METHOD, parameters=parameters, refused=refused
    )
    cautions = [Remark(f"BG/NBD cannot be fitted to {one}: {why}") for one, why in sorted(refused.items())]
    return replace(made, doubts=lambda: [*answer.cautions, *cautions])


def _needed() -> type[Exception]:
    """The error of clients that fit no model; raises where a library is missing."""
    try:
        import scipy  # noqa: F401, PLC0415 - it is an extra

        from projections.lifetime.bg_nbd import Unfit  # noqa: PLC0415 - it needs numpy, which is an extra
    except ModuleNotFoundError as missing:
        raise ModelMissing(missing.name or "scipy") from missing
    return Unfit


def _by_currency(answer: Answer) -> dict[str, list[_History]]:
    """The order days of all account holders, shown or not, by currency."""
    found: dict[str, list[_History]] = {}
    for holder in answer.holders:
        own: dict[str, list[tuple[date, Decimal]]] = {}
        values = standing_on(standings(holder), answer.as_of)
        for (day, currency), value in sorted(values.items()):
            own.setdefault(currency, []).append((day, value))
        for currency, days in own.items():
            found.setdefault(currency, []).append(_History(holder.code, days))
    return found


def _of_currency(histories: Sequence[_History], as_of: date) -> tuple[dict[str, float], dict[str, _Expected]]:
    """The parameters of a currency, and what is expected of each client."""
    from projections.lifetime.bg_nbd import fitted, fitted_worth  # noqa: PLC0415 - as in _needed

    orders = _orders(histories, as_of)
    counts, means = _values(histories)
    model = fitted(orders)
    worth = fitted_worth(counts[counts > 0], means[counts > 0])
    each = zip(
        model.there(orders), model.expected(orders, _WEEKS), worth.expected(counts, means), strict=True
    )
    expected = {
        history.client: _Expected(*map(float, figures))
        for history, figures in zip(histories, each, strict=True)
        if all(map(isfinite, figures))
    }
    return model._asdict() | worth._asdict(), expected


def _orders(histories: Iterable[_History], as_of: date) -> Orders:
    from projections.lifetime.bg_nbd import Orders  # noqa: PLC0415 - as in _needed

    spans = [
        (len(days) - 1, (days[-1][0] - days[0][0]).days / _DAYS, (as_of - days[0][0]).days / _DAYS)
        for _, days in histories
    ]
    return Orders(*_columns(spans))


def _values(histories: Iterable[_History]) -> Iterator[Numbers]:
    """The number of order days after the first that are worth something, and their mean value."""
    repeated = ([float(value) for _, value in days[1:] if value > 0] for _, days in histories)
    return _columns([(len(values), sum(values) / max(len(values), 1)) for values in repeated])


def _columns(rows: Sequence[Sequence[float]]) -> Iterator[Numbers]:
    import numpy as np  # noqa: PLC0415 - as in _needed

    return iter(np.array(rows, dtype=np.float64).T)


def _row(row: LifetimeRow, found: _Expected | None) -> ModelledRow:
    values: dict[str, Any] = vars(row)
    if found is None:
        return ModelledRow(**values)
    value, together = (
        rounded(Decimal(repr(one)), row.currency)
        for one in (found.order_value, found.orders * found.order_value)
    )
    return ModelledRow(
        **values,
        there=round(found.there, 4),
        orders=round(found.orders, 4),
        order_value=value,
        expected=together,
    )
