"""Cash application: which credits settle which debts, in three steps.

* Explicit: settlements that entries state. Those of an instalment come first; the others fall on instalments
by
  due date.
* Linked: credit notes and returns settle their document up to what is still open of it, by date and number.
The
  rest of a linked credit is unapplied.
* Oldest first, if the policy says so: payments settle the oldest debts, in the order of ``clearing``.

Each step is a function of amounts, days and numbers, so the order of recording and the hour change no figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ledger.subledger.account import Account
from ledger.subledger.billing import counts, debts_named, debts_under, names, repeats, source_of, worth
from ledger.subledger.clearing import ANY_DAY, Claim, cleared
from ledger.subledger.documents import PAYMENT, Credit, Statement
from ledger.subledger.instalments import LOOSE, key, standing, stated, sums, withheld
from ledger.subledger.items import (
    DERIVED,
    EXPLICIT,
    LINKED,
    Debt,
    Key,
    OpenCredit,
    OpenItem,
    Shortfalls,
    Unit,
    Use,
)

_NOTHING = Decimal(0)


def unit_of(account: Account, number: str) -> Unit:
    """The debts that are settled together with those that a number stands for."""
    bills = account.linked().bills
    found = dict.fromkeys(names(account, number))
    waiting = [*found]
    while waiting:
        for invoice in bills.get(waiting.pop(), ()):
            document = account.documents.get(invoice)
            if document is not None and repeats(account, document):
                more = [order for order in account.orders_of(document) if order not in found]
                found.update(dict.fromkeys(more))
                waiting += more
    return (number,) if len(found) == 1 and number in found else tuple(sorted(found))


def age(account: Account, item: OpenItem) -> tuple[date, date, str, int, str, int, int]:
    """The order of items: by due date, date and number, with charges before the debt that they belong to."""
    debt, due = item.debt, item.due
    bottom = bottom_of(account, debt) if debt.on_top_of is not None else debt
    if bottom is not debt:
        due = min((part.due for part in bottom.parts), default=due)
    return due, bottom.on, bottom.number, debt.rank, debt.number, debt.position, item.instalment


def bottom_of(account: Account, debt: Debt) -> Debt:
    """The debt that a charge belongs to, through other charges; the charge itself if they form a circle."""
    bottom, seen = debt, {(debt.number, debt.position)}
    while bottom.on_top_of is not None:
        under = min(
            debts_named(account, bottom.on_top_of), key=lambda one: (one.on, one.number), default=None
        )
        if under is None:
            break
        if (under.number, under.position) in seen:
            return debt
        seen.add((under.number, under.position))
        bottom = under
    return bottom


def explicit(account: Account, unit: Unit, short: Shortfalls) -> list[OpenItem]:
    """The items of a unit, oldest first, settled by what entries state.

    Args:
        account: that the unit is in.
        unit: the numbers of its debts.
        short: is brought up to date for the unit.
    """
    items = [
        OpenItem(debt, instalment, part.due, part.amount, part.amount)
        for number in unit
        for debt in debts_under(account, number)
        for instalment, part in enumerate(debt.parts, 1)
    ]
    if len(items) > 1:
        items.sort(key=lambda item: age(account, item))
    if claims := _all_stated(account, unit, items):
        _settle(claims, short)
    return items


@dataclass(slots=True)
class _Stated:
    """The explicit settlements of a source for a target, and how much of them is applied.

    Attributes:
        items: those that the target stands for, oldest first.
        shares: what stands of it by instalment.
        kept: what entries took off an instalment, which others fill last.
        amount: what stands in all.
        allowed: how much of that the source has.
    """

    source: str
    target: str
    credit: Credit | None
    items: Sequence[OpenItem]
    shares: Mapping[int, Decimal]
    kept: Mapping[int, Decimal]
    amount: Decimal
    allowed: Decimal
    put: Decimal = _NOTHING

    def settle(self, items: Iterable[OpenItem], amount: Decimal, kept: Mapping[Key, Decimal]) -> Decimal:
        """Put an amount into items in order, leaving the kept room; return the part that did not fit."""
        for item in items:
            if self.credit is None or self.credit.currency != item.debt.currency:
                continue
            room = item.open
            if kept and item.named:
                room -= kept.get(item.key, _NOTHING)
            share = min(amount, room, self.allowed - self.put)
            if share > 0:
                item.open -= share
                item.uses.append(Use(self.credit, share, EXPLICIT, self.target))
                self.put += share
                amount -= share
        return amount


def targets_of(account: Account, unit: Unit) -> list[str]:
    """The numbers that stand for debts of a unit: its own, and those of invoices that repeat its orders."""
    bills = account.linked().bills
    found = dict.fromkeys(unit)
    for number in unit:
        for invoice in bills.get(number, ()):
            document = account.documents.get(invoice)
            if document is not None and repeats(account, document):
                found[invoice] = None
    return [*found]


def _all_stated(account: Account, unit: Unit, items: Sequence[OpenItem]) -> list[_Stated]:
    """The explicit settlements of a unit, in order of their first days, then by source and target."""
    found = []
    for target in targets_of(account, unit):
        if sources := account.statements.get(target):
            numbers = names(account, target)
            named = [item for item in items if item.debt.number in numbers]
            for source, statements in sources.items():
                found.append(
                    (_first_made(statements), source, target, _stated(account, source, target, named))
                )
    found.sort(key=lambda one: one[:3])
    return [one for *_, one in found]


def _first_made(statements: Sequence[Statement]) -> date:
    """The day of the first of some statements."""
    return min(statement.made for statement in statements)


def _stated(account: Account, source: str, target: str, items: Sequence[OpenItem]) -> _Stated:
    statements = account.statements[target][source]
    amount = stated(statements)
    allowed = _allowance(account, source)[target] if overdrawn(account, source) else amount
    credit = source_of(account, source)
    if len(statements) == 1 and statements[0].instalment is None:  # as nearly all are
        return _Stated(source, target, credit, items, {LOOSE: amount}, {}, amount, allowed)
    count = max((item.instalment for item in items), default=0)
    by_instalment: dict[int, Decimal] = {}
    for instalment, part in sums(statements).items():
        number = key(instalment or None, count)
        by_instalment[number] = by_instalment.get(number, _NOTHING) + part
    shares = standing(by_instalment)
    kept = withheld(by_instalment) if shares else {}
    return _Stated(source, target, credit, items, shares, kept, amount, allowed)


def _worth_of(account: Account, source: str) -> Decimal:
    credit = source_of(account, source)
    return _NOTHING if credit is None else worth(account, credit)


def overdrawn(account: Account, source: str) -> bool:
    """Whether entries state more of a source than it is worth."""
    used = account.linked().stated.get(source, _NOTHING)
    return used > _NOTHING and used > _worth_of(account, source)


def _allowance(account: Account, source: str) -> dict[str, Decimal]:
    """How much of an overdrawn source each target gets, in order of the first days of its settlements."""
    left = _worth_of(account, source)
    found: dict[str, Decimal] = {}
    targets = account.linked().targets[source]
    for target in sorted(targets, key=lambda one: (_first_made(account.statements[one][source]), one)):
        found[target] = min(stated(account.statements[target][source]), left)
        left -= found[target]
    return found


def _settle(claims: Sequence[_Stated], short: Shortfalls) -> None:
    """Apply explicit settlements to items: first those of an instalment, then the others; kept room last."""
    kept: dict[Key, Decimal] = {}
    for claim in claims:
        for instalment, amount in claim.shares.items():
            if instalment != LOOSE:
                claim.settle([one for one in claim.items if one.instalment == instalment], amount, {})
        for item in claim.items if claim.kept else ():
            kept[item.key] = kept.get(item.key, _NOTHING) + claim.kept.get(item.instalment, _NOTHING)
    rest = [
        (claim, claim.settle(claim.items, claim.shares[LOOSE], kept))
        for claim in claims
        if LOOSE in claim.shares
    ]
    for claim, amount in rest if kept else ():
        claim.settle(claim.items, amount, {})
    for claim in claims:
        missing = claim.amount - claim.put
        if missing:
            short.setdefault(claim.source, {})[claim.target] = missing
        elif claim.source in short:
            short[claim.source].pop(claim.target, None)


def linked(
    account: Account, unit: Unit, items: Sequence[OpenItem], left: Callable[[Credit], Decimal]
) -> dict[str, Decimal]:
    """Settle a unit's items by its linked credits; return how much of each credit was used, by number.

    Args:
        account: that the unit is in.
        unit: the numbers of its debts.
        items: the unit's, after explicit settlements.
        left: what a credit has left after explicit settlements.
    """
    followers = account.linked().followers
    found: dict[str, Decimal] = {}
    if not followers:
        return found
    targets = targets_of(account, unit)
    waiting = [
        (credit, target)
        for target in targets
        for number in followers.get(target, ())
        for credit in account.credits_under(number)
        if credit.follows == target and counts(account, credit)
    ]
    for credit, target in sorted(waiting, key=lambda pair: (pair[0].on, pair[0].number)):
        numbers = names(account, target)
        followed = [
            item for item in items if item.debt.number in numbers and item.debt.currency == credit.currency
        ]
        room = sum((item.open for item in followed), _NOTHING)
        wanted = min(left(credit), room) - _taken_back(account, credit.number, targets)
        for item in followed:
            share = min(wanted, item.open)
            if share > 0:
                item.open -= share
                item.uses.append(Use(credit, share, LINKED))
                wanted -= share
                found[credit.number] = found.get(credit.number, _NOTHING) + share
    return found


def _taken_back(account: Account, source: str, targets: Iterable[str]) -> Decimal:
    """How much of what a credit settles entries reversed."""
    return sum(
        (
            -statement.amount
            for target in targets
            for statement in account.statements.get(target, {}).get(source, ())
            if statement.reversal
        ),
        _NOTHING,
    )


def oldest_first(
    items: Sequence[OpenItem], credits_: Sequence[OpenCredit]
) -> tuple[list[OpenItem], list[OpenCredit]]:
    """The same with what payments have left put against the oldest debt of their currency.

    Args:
        items: oldest first.
        credits_: in order of date and number.
    """
    items, credits_ = list(items), list(credits_)
    money: dict[str, list[int]] = {}
    for place, one in enumerate(credits_):
        if one.left > 0 and one.credit.what == PAYMENT:
            money.setdefault(one.credit.currency, []).append(place)
    copied: set[int] = set()
    for currency, places in money.items():
        debts: list[Claim] = []
        charges: list[Claim] = []
        for place, item in enumerate(items):
            if item.open > 0 and item.debt.currency == currency:
                waiting = debts if item.charged is None else charges
                waiting.append(Claim(place, item.open, item.charged or ANY_DAY))
        if not debts and not charges:
            continue
        amounts = [(credits_[place].credit.on, credits_[place].left) for place in places]
        for index, at, share in cleared(debts, charges, amounts):
            if at not in copied:
                copied.add(at)
                items[at] = replace(items[at], uses=[*items[at].uses])
            source = credits_[places[index]]
            credits_[places[index]] = replace(source, left=source.left - share)
            items[at].open -= share
            items[at].uses.append(Use(source.credit, share, DERIVED))
    return items, credits_
