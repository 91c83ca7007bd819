"""What settles what: explicit settlements first, then linked credits, then unapplied payments by policy.

A linked credit note or return settles its document, instalments by due date, where its whole amount fits what is
open on its own day; otherwise it stands alone. Payments that say nothing are put against the oldest debt, in the
view only, in the order of ``ledger.rules.clearing``. Credits that stand alone are never put against anything by policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from ledger.rules.clearing import ANY_DAY, Claim, cleared
from ledger.rules.instalments import LOOSE, key, standing, withheld
from projections.contributions import DERIVED, EXPLICIT
from projections.policy import Policy
from projections.receivables.account import Account
from projections.receivables.books import Books, OpenCredit, OpenPart, Use, by_number, place_of, put
from projections.receivables.documents import PAYMENT, Debt, Statement, sums
from projections.receivables.linking import link

__all__ = ["Books", "OpenCredit", "OpenPart", "Use", "derive", "linked", "settle", "stated"]

_NOTHING = Decimal(0)
_NONE_KEPT: Mapping[int, Decimal] = {}


def stated(account: Account) -> Books:
    """The account with everything settled that somebody said to be."""
    repeated = _repeated(account)
    parts = [
        OpenPart(debt, instalment, part.due, part.amount, part.amount)
        for number, same in account.debts.items()
        for debt in same
        if not (number in repeated and debt.bills and account.repeats(debt))
        for instalment, part in enumerate(debt.parts, 1)
    ]
    credits_ = [OpenCredit(credit, credit.amount) for same in account.credits.values() for credit in same]
    parts.sort(key=lambda part: _age(account, part))
    credits_.sort(key=lambda one: place_of(one.credit))
    books = Books(parts, credits_)
    _explicit(account, books, repeated)
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
    link(account, books, derive=policy.receivables.allocation == "oldest-first")
    return books


def derive(books: Books) -> None:
    """Put what payments have left against the oldest debt; each takes up where the one before it ended."""
    payments: dict[str, list[OpenCredit]] = {}
    for one in books.credits:
        if one.left > 0 and one.credit.what == PAYMENT:
            payments.setdefault(one.credit.currency, []).append(one)
    for currency, same in payments.items():
        debts: list[Claim] = []
        charges: list[Claim] = []
        for place, part in enumerate(books.parts):
            if part.open > 0 and part.debt.currency == currency:
                waiting = debts if part.charged is None else charges
                waiting.append(Claim(place, part.open, part.charged or ANY_DAY))
        money = [(one.credit.at.date(), one.left) for one in same]
        for index, place, share in cleared(debts, charges, money):
            put(same[index], books.parts[place], share, DERIVED)


def _repeated(account: Account) -> dict[str, tuple[str, ...]]:
    """The invoices that repeat orders which are billed already, by number, with those orders."""
    found: dict[str, tuple[str, ...]] = {}
    for number, same in account.debts.items():
        for debt in same:
            if debt.bills and account.repeats(debt):
                found.setdefault(number, debt.bills)
    return found


def _age(account: Account, part: OpenPart) -> tuple[date, date, str, int, str, int]:
    """What orders debts: due date, then date, then number; charges stand before the debt they come on top of."""
    debt, due = part.debt, part.due
    bottom = _bottom(account, debt) if debt.on_top_of else debt
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


def _explicit(account: Account, books: Books, repeated: Mapping[str, tuple[str, ...]]) -> None:
    """Settlements that somebody stated, those that name an instalment first."""
    sources: dict[str, list[OpenCredit]] = {}
    for one in books.credits:
        sources.setdefault(one.credit.number, []).append(one)
    targets = by_number(books.parts)
    loose: list[tuple[str, str, Sequence[OpenPart], Decimal]] = []
    kept: dict[int, Decimal] = {}
    for (source, target), statements in account.statements.items():
        followed: Sequence[OpenPart] = targets.get(target, ())
        if target in repeated:
            followed = [part for number in repeated[target] for part in targets.get(number, ())]
        if len(statements) == 1 and (said := statements[0]).instalment is None:  # as nearly all are
            loose.append((source, target, followed, said.amount))
            continue
        stands, held = _standing_and_held(statements, followed)
        for instalment, amount in stands.items():
            if instalment == LOOSE:
                loose.append((source, target, followed, amount))
            else:
                named = [part for part in followed if part.instalment == instalment]
                _spend(sources.get(source, ()), target, named, amount)
        for part in followed if held else ():
            kept[id(part)] = kept.get(id(part), _NOTHING) + held.get(part.instalment, _NOTHING)
    rest = [
        (source, target, followed, _spend(sources.get(source, ()), target, followed, amount, kept))
        for source, target, followed, amount in loose
    ]
    for source, target, followed, amount in rest if kept else ():
        if amount > 0:
            _spend(sources.get(source, ()), target, followed, amount)


def _spend(
    credits_: Sequence[OpenCredit],
    target: str,
    parts: Sequence[OpenPart],
    amount: Decimal,
    kept: Mapping[int, Decimal] = _NONE_KEPT,
) -> Decimal:
    """Put an amount into instalments in their order, but for the room that is kept; says what was left of it."""
    for part in parts:
        if amount <= 0:
            break
        room = part.open
        if kept and len(part.debt.parts) > 1:
            room -= kept.get(id(part), _NOTHING)
        for one in credits_ if part.open else ():
            share = put(one, part, min(amount, room), EXPLICIT, target)
            amount -= share
            room -= share
    return amount


def _standing_and_held(
    statements: Sequence[Statement], followed: Sequence[OpenPart]
) -> tuple[Mapping[int, Decimal], Mapping[int, Decimal]]:
    """What stands of what was said, by instalment, and what of instalments is kept free; documents in one sum have none."""
    said = sums(statements)
    if len(said) == 1 and LOOSE in said:
        return {LOOSE: said[LOOSE]} if said[LOOSE] > 0 else {}, _NONE_KEPT
    count = max((part.instalment for part in followed), default=0)
    together: dict[int, Decimal] = {}
    for instalment, amount in said.items():
        named = key(instalment or None, count)
        together[named] = together.get(named, _NOTHING) + amount
    stands = standing(together)
    return stands, withheld(said) if stands and len(said) > 1 else _NONE_KEPT
