"""What others of a client's segment buy, and the client does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Final

from ledger.money import ZERO, rounded
from ledger.spellings import Spellings
from projections.framework.answer import Answer
from projections.framework.columns import CURRENCY, Column
from projections.framework.needed import Needed
from projections.framework.periods import Period
from projections.framework.sums import percent
from projections.remarks import Remark
from projections.trading.comparing import pieces_in, told, value_in
from projections.trading.sales import Part, SaleRow, by_product, summed

_SEVERAL: Final = "the buyers pay in several currencies"
_UNSUMMED: Final = Remark(
    "goods that others buy in several currencies have no value", "sum them in one with `--currency CODE`"
)


@dataclass(frozen=True, kw_only=True)
class GapRow:
    """A product that others of a client's segment buy, and the client does not."""

    product: Annotated[str, Column("The product's code.")]
    currency: Annotated[str | None, replace(CURRENCY, null=_SEVERAL)]
    buyers: Annotated[int, Column("Other clients of the segment that buy it.", unit="clients")]
    share: Annotated[
        Decimal,
        Column("Their part of all others that buy anything.", unit="percent", decimals=1, title="SHARE %"),
    ]
    quantity: Annotated[Decimal, Column("Pieces that they bought.", unit="pieces", title="PIECES")]
    value: Annotated[Decimal | None, Column("What these are worth.", null=_SEVERAL)]
    each: Annotated[
        Decimal | None,
        Column("The value for one of these clients, the mean.", null=_SEVERAL, title="EACH", bold=True),
    ]


def each_bought(period: Period) -> Needed:
    """What ``gaps`` of a period need of sales."""
    return summed((period,), "product", ("quantity",), apart=True)


def gaps(answer: Answer, period: Period, client: str) -> Answer:
    """The answer of sales with a row for each product that others of a client's segment buy, and it does not.

    Args:
        answer: of sales to all the clients that are compared.
        period: in which they bought, net of returns.
        client: the client's code.
    """
    known = {one.code: one for holder in answer.holders for one, _ in holder.members}
    key = Spellings((one.segment, one.language or answer.language) for one in known.values()).key
    segment = known[client].segment if client in known else None
    alike = {code for code, one in known.items() if key(one.segment) == key(segment)}
    rows = [row for row in answer.rows if period.holds(row.on) and row.client in alike]
    found = [*_gaps(rows, client)] if segment else []
    why = f"its segment, {segment}, buys nothing else" if segment else "no entry gives its segment"
    about = {"listing": "sales gaps", "of": client, "segment": segment, "period": told(period)}
    ordered = sorted(found, key=_most_bought)
    found_in = replace(answer, more={**answer.more, **about}, empty=why)
    if any(row.currency is None for row in ordered):
        found_in = replace(found_in, doubts=lambda: [*answer.doubts(), _UNSUMMED])
    return found_in.made_into(GapRow, ordered, [])


def _most_bought(row: GapRow) -> tuple[int, bool, str, Decimal, Decimal, str]:
    """The most buyers first, then the most worth; amounts are compared within a currency alone."""
    return (
        -row.buyers,
        row.currency is None,
        row.currency or "",
        -(row.value or ZERO),
        -row.quantity,
        row.product,
    )


def _gaps(rows: Iterable[SaleRow], client: str) -> Iterator[GapRow]:
    bought: dict[str, dict[str, list[Part]]] = {}
    for row in rows:
        for product, part in by_product(row):
            bought.setdefault(product or "", {}).setdefault(row.client, []).append(part)
    kept = {
        product: {code: own for code, own in by.items() if pieces_in(own) > 0}
        for product, by in bought.items()
    }
    others = {code for by in kept.values() for code in by} - {client}
    return (
        _gap(product, [*by.values()], len(others)) for product, by in kept.items() if by and client not in by
    )


def _gap(product: str, by: Sequence[Sequence[Part]], others: int) -> GapRow:
    """A product that the client does not buy, from what each buyer has of it.

    Args:
        product: its code.
        by: for each buyer, its parts; all are in one currency, or there are no amounts.
        others: how many others of the segment buy anything.
    """
    sold = [part for own in by for part in own]
    currency, *more = dict.fromkeys(part.currency for part in sold)
    value = None if more else value_in(currency, sold)
    return GapRow(
        product=product,
        currency=None if more else currency,
        buyers=len(by),
        share=percent(len(by), others) or ZERO,
        quantity=pieces_in(sold),
        value=value,
        each=None if value is None else rounded(value / len(by), currency),
    )
