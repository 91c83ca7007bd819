"""Rolls receivables forward: reads the movements of clients, and sums them by client, manager or month."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple, TypeAlias

from ledger.entry import Entry
from ledger.garbage_collector import uncollected
from ledger.money import ZERO, Amounts, zero_of
from ledger.times import shifted
from projections.framework import clients
from projections.framework.answer import Answer
from projections.framework.filters import AccountHolder
from projections.framework.fold import fold_days, happened_by, kinds_of
from projections.framework.naming import Naming
from projections.framework.sums import totals_of
from projections.history import History, Horizon, source_of
from projections.rates import Convert
from projections.receivables import evolve
from projections.receivables.movements import Movement, movements
from projections.receivables.roll_forward import (
    COLUMN_OF,
    OPENING,
    SIGNS,
    TRANSFERRED,
    ClientRollForward,
    ManagerRollForward,
    MonthRollForward,
    RolledMovement,
    RollForwardTotal,
)


class ClientMovements(NamedTuple):
    """What moved the balance of a client up to a day.

    Attributes:
        moved: in the order of folding.
        managers: who had the client from which day on, in order; the first from the beginning.
    """

    client: str
    moved: Sequence[Movement]
    managers: Sequence[tuple[date, str | None]]

    def manager_on(self, day: date) -> str | None:
        """Who had the client at the end of a day."""
        return self.managers[bisect_right(self.managers, day, key=itemgetter(0)) - 1][1]

    def converted(self, convert: Convert) -> ClientMovements:
        """The same in another currency, each movement rounded by itself."""
        moved = []
        for one in self.moved:
            amount, currency = convert((one.amount, one.currency))
            moved.append(one._replace(amount=amount, currency=currency))
        return self._replace(moved=moved)

    def balances(self, before: date) -> Amounts[str]:
        """The balance before a day, by currency."""
        return Amounts.of((one.currency, one.amount) for one in self.moved if one.on < before)


@uncollected()
def movements_of(history: History, codes: Iterable[str], horizon: Horizon) -> Iterator[ClientMovements]:
    """What moved the balances of some clients, as far as a horizon sees."""
    source, folds = source_of(history), (clients.evolve, evolve)
    for code in codes:
        facts, _ = source.facts(code, kinds_of(folds), horizon)
        moved, _ = movements(code, happened_by(horizon.as_of, facts))
        days = fold_days(folds[:1], facts, [date.min], changes=True)
        managers = [(day, clients.client_of(folded.states[0], code).manager) for day, folded, _ in days]
        yield ClientMovements(code, moved, managers)


def rolled(
    answer: Answer, history: History, start: date, by: str = "client", convert: Convert | None = None
) -> Answer:
    """The answer with a roll-forward in place of its rows; its items are the movements of the period.

    Args:
        answer: of receivables as of the last day of the period.
        history: as for ``projections.answer``.
        start: the first day of the period.
        by: a name in ``GROUPINGS``.
        convert: turns money into a reporting currency; None: each amount keeps its own.
    """
    horizon = Horizon(answer.as_of, answer.known_at, answer.position)
    owners = {client.code: one for one in answer.holders if one.shown for client, _ in one.members}
    found = [
        (_shown_in(owners[one.client], convert), one if convert is None else one.converted(convert))
        for one in movements_of(history, owners, horizon)
    ]
    shape, rows = GROUPINGS[by]
    of_clients = _by_client(found, start, answer.as_of)
    if by == "manager":
        rows = partial(
            _by_manager, naming=_naming(found, answer.language, [*source_of(history).house(horizon)])
        )
    more = {"listing": "roll-forward", "period": {"start": start, "end": answer.as_of}}
    return replace(answer, item_shape=RolledMovement).made_into(
        shape,
        of_clients if by == "client" else rows(found, start, answer.as_of),
        totals_of(RollForwardTotal, of_clients),
        sorted(_items(found, start), key=attrgetter("on", "entry")),
        **(more if by == "client" else {"by": by, **more}),
    )


def _shown_in(holder: AccountHolder[object], convert: Convert | None) -> AccountHolder[object]:
    """The account holder with the currency in which it is shown."""
    if convert is None or holder.currency is None:
        return holder
    return replace(holder, currency=convert((ZERO, holder.currency))[1])


_Found: TypeAlias = Sequence[tuple[AccountHolder[object], ClientMovements]]
"""The movements of clients, each client with the account holder that it is shown under."""
_Part: TypeAlias = tuple[tuple[str, str], str, Decimal]
"""Part of a column of a row: the row's key and currency, the column, and what it adds to the balance."""


def _by_client(found: _Found, start: date, end: date) -> list[ClientRollForward]:
    """A row for each account holder and currency; one of zeros if the filter named it and nothing moved."""
    del end
    cells = _cells(
        ((holder.code, one.currency), _column(one, start), one.amount)
        for holder, own in found
        for one in own.moved
    )
    holders = {holder.code: holder for holder, _ in found}
    for holder in holders.values():
        if holder.named and holder.currency and not any(code == holder.code for code, _ in cells):
            cells[holder.code, holder.currency] = Amounts()
    return [
        ClientRollForward(client=code, name=holders[code].name, **_amounts(currency, cells[code, currency]))
        for code, currency in sorted(cells)
    ]


def _naming(found: _Found, language: str, house: Sequence[Entry]) -> Naming:
    """The managers of clients on any day."""
    languages = {one.code: one.language for holder, _ in found for one, _ in holder.members}
    return Naming(
        ((name, languages[own.client] or language) for _, own in found for _, name in own.managers), house
    )


def _by_manager(found: _Found, start: date, end: date, naming: Naming) -> list[ManagerRollForward]:
    """A row for each manager and currency; those whom nobody had come at the end."""
    key = naming.key

    def parts() -> Iterator[_Part]:
        for _, own in found:
            for one in own.moved:
                # What happened before the period opens it under the manager of the day before.
                day = one.on if one.on >= start else shifted(start, -1)
                yield (key(own.manager_on(day)), one.currency), _column(one, start), one.amount
            for (_, old), (day, new) in pairwise(own.managers):
                if start <= day <= end and key(old) != key(new):
                    for currency, amount in own.balances(day).items():
                        yield (key(old), currency), TRANSFERRED, -amount
                        yield (key(new), currency), TRANSFERRED, amount

    cells = _cells(parts())
    return [
        ManagerRollForward(manager=naming.name(manager), **_amounts(currency, cells[manager, currency]))
        for manager, currency in sorted(cells, key=lambda one: (naming.order(one[0]), one[1]))
    ]


def _by_month(found: _Found, start: date, end: date) -> list[MonthRollForward]:
    """A row for each currency and month in which anything was owed or moved, in order of time."""
    moved = _cells(
        ((_month(max(one.on, start)), one.currency), _column(one, start), one.amount)
        for _, own in found
        for one in own.moved
    )
    rows = []
    for currency in sorted({currency for _, currency in moved}):
        balance = ZERO
        for month in _months(start, end):
            cells = moved.get((month, currency), Amounts())
            cells[OPENING] += balance
            balance = sum(cells.values(), ZERO)
            if any(cells.values()):
                rows.append(MonthRollForward(month=month, **_amounts(currency, cells)))
    return rows


def _month(day: date) -> str:
    return day.isoformat()[:7]


def _months(start: date, end: date) -> Iterator[str]:
    """The months from that of a day to that of another."""
    for number in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


def _column(one: Movement, start: date) -> str:
    """The column of a movement in a period that begins on a day."""
    return OPENING if one.on < start else COLUMN_OF[one.what]


def _cells(parts: Iterable[_Part]) -> dict[tuple[str, str], Amounts[str]]:
    """The columns of each row with anything in them; what lowers the balance is below zero."""
    found: dict[tuple[str, str], Amounts[str]] = {}
    for row, column, amount in parts:
        found.setdefault(row, Amounts())[column] += amount
    return {row: cells for row, cells in found.items() if any(cells.values())}


def _amounts(currency: str, cells: Mapping[str, Decimal]) -> dict[str, Any]:
    """The fields of a row by name."""
    zero = zero_of(currency)
    columns = {name: zero + sign * cells.get(name, ZERO) for name, sign in SIGNS.items()}
    return {"currency": currency, **columns, "closing": sum(cells.values(), zero)}


def _items(found: _Found, start: date) -> Iterator[RolledMovement]:
    """The movements of the period."""
    for _, own in found:
        for one in own.moved:
            if one.on >= start:
                yield RolledMovement(
                    client=own.client,
                    currency=one.currency,
                    entry=one.position,
                    on=one.on,
                    what=one.what,
                    document=one.document,
                    column=COLUMN_OF[one.what],
                    amount=one.amount + zero_of(one.currency),
                    manager=own.manager_on(one.on),
                )


GROUPINGS: Final[dict[str, tuple[type[RollForwardTotal], Callable[..., Sequence[RollForwardTotal]]]]] = {
    "client": (ClientRollForward, _by_client),
    "manager": (ManagerRollForward, _by_manager),
    "month": (MonthRollForward, _by_month),
}
"""The groupings: the class of the rows of each, and what makes them."""
