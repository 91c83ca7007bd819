"""What credits that follow a document settle of it: a credit note or a return, and what was open on its own day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator, Iterable
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from ledger.rules.clearing import ANY_DAY, Claim, cleared
from projections.contributions import LINKED
from projections.receivables.account import Account
from projections.receivables.books import Books, OpenPart, by_number, place_of, put
from projections.receivables.documents import PAYMENT, WRITE_OFF, Credit

__all__ = ["link"]

_NOTHING = Decimal(0)


def link(account: Account, books: Books, *, derive: bool) -> None:
    """Credits that follow a document, each judged on its own day, in the light of what was paid before it.

    What was settled of later documents does not count then, so recording what a view derives changes nothing.
    """
    if not any(one.left and one.credit.follows and one.credit.what != WRITE_OFF for one in books.credits):
        return
    targets = by_number(books.parts)
    unsettled = _Unsettled(books)
    moves = _free_money(books) if derive else []
    free: dict[str, dict[date, Decimal]] = {}
    for one in books.credits:
        credit = one.credit
        if credit.follows is None or not one.left or credit.what == WRITE_OFF:
            continue
        while moves and moves[-1].place < place_of(credit):
            move = moves.pop()
            sums = free.setdefault(move.currency, {})
            sums[move.since] = sums.get(move.since, _NOTHING) + move.amount
        back = sum(
            reversal.amount
            for reversal in account.reversals
            if (reversal.source, reversal.target) == (credit.number, credit.follows)
        )
        wanted = one.left - back
        names = account.names(credit.follows)
        followed = targets.get(names[0], []) if len(names) == 1 else books.under(names)
        money = [(day, amount) for day, amount in free.get(credit.currency, {}).items() if amount]
        covered = (
            unsettled.covered(followed[-1], credit, money) if money and any(p.open for p in followed) else {}
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
    """From its place on there is so much more of payments that is free, or less.

    Attributes:
        since: the day of the last charge before the payment: money that came between the same charges clears as one.
    """

    place: tuple[datetime, int]
    currency: str
    amount: Decimal
    since: date


def _free_money(books: Books) -> list[_Move]:
    """How money that is free came and went, the latest first; what settles a debt is free until that is owed."""
    charged = [date.min, *sorted({part.charged for part in books.parts if part.charged is not None})]

    def since(payment: Credit) -> date:
        return charged[bisect_right(charged, payment.at.date()) - 1]

    moves = [
        _Move(place_of(one.credit), one.credit.currency, one.left, since(one.credit))
        for one in books.credits
        if one.credit.what == PAYMENT
    ]
    for part in books.parts:
        owed = place_of(part.debt)
        for use in part.uses:
            if use.credit.what == PAYMENT and (paid := place_of(use.credit)) < owed:
                currency, amount, day = part.debt.currency, use.amount, since(use.credit)
                moves += _Move(paid, currency, amount, day), _Move(owed, currency, -amount, day)
    moves.sort(key=lambda move: move.place, reverse=True)
    return moves


def _then(part: OpenPart, credit: Credit) -> Decimal:
    """What was open of an instalment before a credit."""
    if not part.uses:
        return part.open
    return sum((use.amount for use in part.uses if place_of(use.credit) > place_of(credit)), part.open)


class _Unsettled:
    """The instalments that free money before a credit would come to, each with its place: of charges, and of the rest."""

    def __init__(self, books: Books) -> None:
        self._parts = books.parts
        placed = list(enumerate(books.parts))
        self._charges = [(place, part) for place, part in placed if part.charged is not None]
        self._debts = [(place, part) for place, part in placed if part.charged is None]

    def covered(
        self, last: OpenPart, credit: Credit, money: Iterable[tuple[date, Decimal]]
    ) -> dict[int, Decimal]:
        """What the money would cover by policy, up to the last instalment in question."""
        covered: dict[int, Decimal] = {}
        charges = [
            Claim(place, then, part.charged or ANY_DAY)
            for place, part in self._charges
            if part.debt.currency == credit.currency
            and place_of(part.debt) < place_of(credit)
            and (then := _then(part, credit))
        ]
        with closing(self._reached(last, credit)) as debts:
            for _, place, share in cleared(debts, charges, money):
                part = id(self._parts[place])
                covered[part] = covered.get(part, _NOTHING) + share
        return covered

    def _reached(self, last: OpenPart, credit: Credit) -> Generator[Claim, None, None]:
        """Debts from the oldest on; those that were settled before the credit are so before any later one, and go."""
        kept: list[tuple[int, OpenPart]] = []
        seen, currency, day = 0, credit.currency, place_of(credit)
        try:
            for place, part in self._debts:
                seen += 1
                if then := _then(part, credit):
                    kept.append((place, part))
                    if part.debt.currency == currency and place_of(part.debt) < day:
                        yield Claim(place, then)
                if part is last:
                    return
        finally:
            self._debts[:seen] = kept
