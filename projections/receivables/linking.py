"""What credits that follow a document settle of it: a credit note or a return, and what was open on its own day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from projections.contributions import LINKED
from projections.receivables.account import PAYMENT, WRITE_OFF, Account, Credit
from projections.receivables.books import Books, OpenPart, by_number, place_of, put

__all__ = ["link"]

_NOTHING = Decimal(0)


def link(account: Account, books: Books, *, derive: bool) -> None:
    """Credits that follow a document, each judged on its own day, in the light of what was paid before it.

    What was settled of later documents does not count then, so recording what a view derives changes nothing.
    """
    if not any(one.left and one.credit.follows and one.credit.what != WRITE_OFF for one in books.credits):
        return
    targets = by_number(books.parts)
    unsettled = list(books.parts)
    moves = _free_money(books) if derive else []
    free: dict[str, Decimal] = {}
    for one in books.credits:
        credit = one.credit
        if credit.follows is None or not one.left or credit.what == WRITE_OFF:
            continue
        while moves and moves[-1].place < place_of(credit):
            move = moves.pop()
            free[move.currency] = free.get(move.currency, _NOTHING) + move.amount
        back = sum(
            reversal.amount
            for reversal in account.reversals
            if (reversal.source, reversal.target) == (credit.number, credit.follows)
        )
        wanted = one.left - back
        names = account.names(credit.follows)
        followed = targets.get(names[0], []) if len(names) == 1 else books.under(names)
        pool = free.get(credit.currency, _NOTHING)
        covered = (
            _covered(unsettled, followed, credit, pool) if pool and any(p.open for p in followed) else {}
        )
        room = [
            (part, min(part.open, _then(part, credit) - covered.get(id(part), _NOTHING)))
            for part in followed
            if part.debt.currency == credit.currency
        ]
        if 0 < wanted <= sum(most for _, most in room):
            for part, most in room:
                wanted -= put(one, part, min(wanted, most), LINKED)


class _Move(NamedTuple):
    """From its place on there is so much more of payments that is free, or less."""

    place: tuple[datetime, int]
    currency: str
    amount: Decimal


def _free_money(books: Books) -> list[_Move]:
    """How money that is free came and went, the latest first; what settles a debt is free until that is owed."""
    moves = [
        _Move(place_of(one.credit), one.credit.currency, one.left)
        for one in books.credits
        if one.credit.what == PAYMENT
    ]
    for part in books.parts:
        owed = place_of(part.debt)
        for use in part.uses:
            if use.credit.what == PAYMENT and (paid := place_of(use.credit)) < owed:
                currency, amount = part.debt.currency, use.amount
                moves += _Move(paid, currency, amount), _Move(owed, currency, -amount)
    moves.sort(key=lambda move: move.place, reverse=True)
    return moves


def _then(part: OpenPart, credit: Credit) -> Decimal:
    """What was open of an instalment before a credit."""
    return sum((use.amount for use in part.uses if place_of(use.credit) > place_of(credit)), part.open)


def _covered(
    unsettled: list[OpenPart], followed: Sequence[OpenPart], credit: Credit, pool: Decimal
) -> dict[int, Decimal]:
    """What free money before a credit would cover by policy of the instalments up to the last in question.

    Those that were settled before it are taken out of the list: they are so before any later credit.
    """
    covered: dict[int, Decimal] = {}
    kept: list[OpenPart] = []
    seen = 0
    for part in unsettled:
        seen += 1
        if then := _then(part, credit):
            kept.append(part)
        if part.debt.currency == credit.currency and place_of(part.debt) < place_of(credit):
            covered[id(part)] = min(pool, then)
            pool -= covered[id(part)]
        if not pool or part is followed[-1]:
            break
    unsettled[:seen] = kept
    return covered
