"""The lots of points behind what loyalty shows, each with the entries that changed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from ledger.money import ZERO
from ledger.subledger.points.lots import Lot
from projections.framework.answer import Answer
from projections.framework.columns import Column, Who
from projections.programme.points import lots_of, no_points


def _points(meaning: str, title: str = "") -> Column:
    return Column(meaning, unit="points", title=title)


@dataclass(frozen=True, kw_only=True)
class LotRow(Who):
    """Points that could be spent from one day on."""

    what: Annotated[str, Column("What made the lot: granted, earned or rewarded.")]
    number: Annotated[str, Column("The grant, the order, or the kind of event.")]
    on: Annotated[date, Column("The first day on which they could be spent.")]
    until: Annotated[date | None, Column("The last day.", null="they never expire")]
    earned: Annotated[Decimal, _points("What was in it.")]
    taken_back: Annotated[Decimal, _points("What was taken back from it.", "TAKEN BACK")]
    spent: Annotated[Decimal, _points("What was spent of it.")]
    expired: Annotated[Decimal, _points("What expired of it.")]
    left: Annotated[Decimal, _points("What is left of it.")]
    entries: Annotated[tuple[int, ...], Column("The entries that changed it.", spare=True)]


@dataclass(frozen=True, slots=True)
class LotTotal:
    """The sums of all lots in view; ``owed`` was redeemed beyond them."""

    earned: Decimal = ZERO
    taken_back: Decimal = ZERO
    spent: Decimal = ZERO
    expired: Decimal = ZERO
    left: Decimal = ZERO
    owed: Decimal = ZERO

    def __bool__(self) -> bool:
        return bool(self.earned)


def listed(answer: Answer) -> Answer:
    """The lots of the clients in an answer of loyalty, whose holders have their states."""
    rows, owed = [], ZERO
    for holder in (one for one in answer.holders if one.shown):
        names = {client.code: client.name for client, _ in holder.members}
        for code, lots in lots_of(holder, answer.as_of, answer.rules).items():
            owed += lots.owed
            rows += [_row(code, names.get(code, holder.name), lot) for lot in sorted(lots.lots, key=_place)]
    found = answer.made_into(LotRow, rows, _totals(rows, owed), listing="lots")
    return replace(found, empty=no_points(answer.rules))


def _place(lot: Lot) -> tuple[date, str, str, int]:
    return lot.on, lot.what, lot.number, lot.position


def _row(client: str, name: str | None, lot: Lot) -> LotRow:
    return LotRow(
        client=client,
        name=name,
        what=lot.what,
        number=lot.number,
        on=lot.on,
        until=None if lot.until == date.max else lot.until,
        earned=lot.earned,
        taken_back=lot.taken_back,
        spent=lot.spent,
        expired=lot.expired,
        left=lot.left,
        entries=(*dict.fromkeys(entry.position for entry in lot.entries),),
    )


def _totals(rows: Iterable[LotRow], owed: Decimal) -> Iterator[LotTotal]:
    sums = dict.fromkeys(("earned", "taken_back", "spent", "expired", "left"), ZERO)
    for row in rows:
        sums |= {name: value + getattr(row, name) for name, value in sums.items()}
    yield LotTotal(**sums, owed=owed)
