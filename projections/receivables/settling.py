"""What settles what: explicit settlements first, then linked credits, then unapplied payments by policy.

A linked credit note or return settles its document, instalments by due date, where its whole amount fits what is
open on its own day; otherwise it stands alone. Payments that say nothing are put against the oldest debt, in the
view only. Credits that stand alone are never put against anything by policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from ledger.rules.instalments import LOOSE, key, standing, withheld
from projections.contributions import DERIVED, EXPLICIT, LINKED
from projections.policy import Policy
from projections.receivables.account import PAYMENT, WRITE_OFF, Account, Credit, Debt

__all__ = ["Books", "OpenCredit", "OpenPart", "Use", "derive", "linked", "settle", "stated"]

_NOTHING = Decimal(0)


class Use(NamedTuple):
    """So much of a credit went into an instalment.

    Attributes:
        credit: the document that went into it.
        how: somebody said so, the credit is linked to the document, or the policy put it there.
        target: the number under which somebody said so.
    """

    credit: Credit
    amount: Decimal
    how: str
    target: str | None = None


@dataclass(slots=True)
class OpenPart:
    """An instalment of a debt with what is open of it, and what went into it."""

    debt: Debt
    instalment: int
    due: date
    amount: Decimal
    open: Decimal
    uses: list[Use] = field(default_factory=list)


@dataclass(slots=True)
class OpenCredit:
    """A credit with what is left of it."""

    credit: Credit
    left: Decimal


@dataclass(slots=True)
class Books:
    """A client's instalments, the oldest first, and its credits in order of their date, after settling."""

    parts: list[OpenPart]
    credits: list[OpenCredit]

    def under(self, numbers: Sequence[str]) -> list[OpenPart]:
        """The instalments of the debts with these numbers, in order of due date."""
        return [part for part in self.parts if part.debt.number in numbers]


def stated(account: Account) -> Books:
    """The account with everything settled that somebody said to be."""
    parts = [
        OpenPart(debt, number, part.due, part.amount, part.amount)
        for same in account.debts.values()
        for debt in same
        if not (debt.bills and account.repeats(debt))
        for number, part in enumerate(debt.parts, 1)
    ]
    credits_ = [OpenCredit(credit, credit.amount) for same in account.credits.values() for credit in same]
    parts.sort(key=lambda part: _age(account, part))
    credits_.sort(key=lambda one: _place(one.credit))
    books = Books(parts, credits_)
    _explicit(account, books)
    return books


def settle(account: Account, policy: Policy) -> Books:
    """The account with everything settled that is to be settled."""
    books = linked(account, policy)
    if policy.receivables.allocation == "oldest-first":
        derive(books)
    return books


def linked(account: Account, policy: Policy) -> Books:
    """The account with everything settled that a document or somebody said to be."""
    books = stated(account)
    _linked(account, books, derive=policy.receivables.allocation == "oldest-first")
    return books


def derive(books: Books) -> None:
    """Put what payments have left against the oldest debt; each takes up where the one before it ended."""
    waiting: dict[str, list[OpenPart]] = {}
    for part in reversed(books.parts):
        if part.open > 0:
            waiting.setdefault(part.debt.currency, []).append(part)
    for one in books.credits:
        if one.credit.what == PAYMENT:
            oldest_last = waiting.get(one.credit.currency, [])
            while oldest_last and _put(one, oldest_last[-1], one.left, DERIVED):
                if not oldest_last[-1].open:
                    oldest_last.pop()


def _age(account: Account, part: OpenPart) -> tuple[date, date, str, int, str, int]:
    """What orders debts: due date, then date, then number; charges stand before the debt they come on top of."""
    debt, due = part.debt, part.due
    bottom = _bottom(account, debt)
    if bottom is not debt:
        due = min((below.due for below in bottom.parts), default=due)
    return due, bottom.at.date(), bottom.number, debt.rank, debt.number, part.instalment


def _bottom(account: Account, debt: Debt) -> Debt:
    """What a charge comes on top of in the end, through other charges; itself, where they run in a circle."""
    bottom, seen = debt, {id(debt)}
    while bottom.on_top_of is not None:
        named = account.owed_under(bottom.on_top_of)
        under = min(named, key=lambda one: (one.at.date(), one.number), default=None)
        if under is None:
            break
        if id(under) in seen:
            return debt
        seen.add(id(under))
        bottom = under
    return bottom


def _place(document: Credit | Debt) -> tuple[datetime, int]:
    return document.at, document.position


def _by_number(parts: Iterable[OpenPart]) -> dict[str, list[OpenPart]]:
    """The instalments under each number, in the same order."""
    found: dict[str, list[OpenPart]] = {}
    for part in parts:
        found.setdefault(part.debt.number, []).append(part)
    return found


def _explicit(account: Account, books: Books) -> None:
    """Settlements that somebody stated, those that name an instalment first."""
    sources: dict[str, list[OpenCredit]] = {}
    for one in books.credits:
        sources.setdefault(one.credit.number, []).append(one)
    targets = _by_number(books.parts)
    loose: list[tuple[str, str, list[OpenPart], Decimal]] = []
    kept: dict[int, Decimal] = {}
    for (source, target), said in account.said.items():
        followed = [part for number in account.names(target) for part in targets.get(number, ())]
        stands = _standing(said, followed)
        for instalment, amount in stands.items():
            if instalment == LOOSE:
                loose.append((source, target, followed, amount))
            else:
                named = [part for part in followed if part.instalment == instalment]
                _spend(sources.get(source, ()), target, named, amount)
        held = withheld(said) if stands and len(said) > 1 else {}
        for part in followed if held else ():
            kept[id(part)] = kept.get(id(part), _NOTHING) + held.get(part.instalment, _NOTHING)
    rest = [
        (source, target, followed, _spend(sources.get(source, ()), target, followed, amount, kept))
        for source, target, followed, amount in loose
    ]
    for source, target, followed, amount in rest:
        if amount:
            _spend(sources.get(source, ()), target, followed, amount)


def _spend(
    credits_: Sequence[OpenCredit],
    target: str,
    parts: Sequence[OpenPart],
    amount: Decimal,
    kept: Mapping[int, Decimal] | None = None,
) -> Decimal:
    """Put an amount into instalments in their order, but for the room that is kept; says what was left of it."""
    for part in parts:
        if not amount or not part.open:
            continue
        room = part.open - (kept.get(id(part), _NOTHING) if kept and len(part.debt.parts) > 1 else _NOTHING)
        for one in credits_:
            share = _put(one, part, min(amount, room), EXPLICIT, target)
            amount -= share
            room -= share
    return amount


def _standing(said: Mapping[int, Decimal], followed: Sequence[OpenPart]) -> dict[int, Decimal]:
    """What stands of what was said, by instalment; documents in one sum have none."""
    if len(said) == 1 and LOOSE in said:
        return {LOOSE: said[LOOSE]} if said[LOOSE] > 0 else {}
    count = max((part.instalment for part in followed), default=0)
    together: dict[int, Decimal] = {}
    for instalment, amount in said.items():
        named = key(instalment or None, count)
        together[named] = together.get(named, _NOTHING) + amount
    return standing(together)


def _linked(account: Account, books: Books, *, derive: bool) -> None:
    """Credits that follow a document, each judged on its own day, in the light of what was paid before it.

    What was settled of later documents does not count then, so recording what a view derives changes nothing.
    """
    targets = _by_number(books.parts)
    unsettled = list(books.parts)
    moves = _free_money(books) if derive else []
    free: dict[str, Decimal] = {}
    for one in books.credits:
        credit = one.credit
        if credit.follows is None or not one.left or credit.what == WRITE_OFF:
            continue
        while moves and moves[-1].place < _place(credit):
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
                wanted -= _put(one, part, min(wanted, most), LINKED)


class _Move(NamedTuple):
    """From its place on there is so much more of payments that is free, or less."""

    place: tuple[datetime, int]
    currency: str
    amount: Decimal


def _free_money(books: Books) -> list[_Move]:
    """How money that is free came and went, the latest first; what settles a debt is free until that is owed."""
    moves = [
        _Move(_place(one.credit), one.credit.currency, one.left)
        for one in books.credits
        if one.credit.what == PAYMENT
    ]
    for part in books.parts:
        owed = _place(part.debt)
        for use in part.uses:
            if use.credit.what == PAYMENT and (paid := _place(use.credit)) < owed:
                currency, amount = part.debt.currency, use.amount
                moves += _Move(paid, currency, amount), _Move(owed, currency, -amount)
    moves.sort(key=lambda move: move.place, reverse=True)
    return moves


def _then(part: OpenPart, credit: Credit) -> Decimal:
    """What was open of an instalment before a credit."""
    return sum((use.amount for use in part.uses if _place(use.credit) > _place(credit)), part.open)


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
        if part.debt.currency == credit.currency and _place(part.debt) < _place(credit):
            covered[id(part)] = min(pool, then)
            pool -= covered[id(part)]
        if not pool or part is followed[-1]:
            break
    unsettled[:seen] = kept
    return covered


def _put(one: OpenCredit, part: OpenPart, amount: Decimal, how: str, target: str | None = None) -> Decimal:
    """Put at most an amount of a credit into an instalment; says how much it was."""
    share = min(amount, one.left, part.open)
    if share > 0 and one.credit.currency == part.debt.currency:
        one.left -= share
        part.open -= share
        part.uses.append(Use(one.credit, share, how, target))
        return share
    return _NOTHING
