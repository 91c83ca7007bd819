"""Explicit settlements: what entries state about which source settles which document.

Statements that name an instalment come first; the others fall on instalments by due date. Everything here is
a function of amounts, days and numbers, so neither the order of recording nor an hour changes a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from ledger.money import ZERO
from ledger.subledger.account import Account
from ledger.subledger.billing import debts_named, debts_under, names, repeats, source_of, worth
from ledger.subledger.documents import Credit, Statement
from ledger.subledger.instalments import LOOSE, by_instalment, standing, stated, withheld
from ledger.subledger.items import EXPLICIT, Age, Debt, Key, OpenItem, Shortfalls, Unit, Use


def unit_of(account: Account, number: str) -> Unit:
    """The debts that are settled together with those that a number stands for."""
    links = account.linked()
    bills = links.bills
    if links.by_invoice:
        return Unit((number,), (number,))
    if number not in bills:
        document = account.documents.get(number)
        if document is None or not repeats(account, document):
            return Unit((number,), (number,))
    debts = dict.fromkeys(names(account, number))
    invoices: dict[str, None] = {}
    waiting = [*debts]
    while waiting:
        for invoice in bills.get(waiting.pop(), ()):
            document = account.documents.get(invoice)
            if document is not None and repeats(account, document):
                invoices[invoice] = None
                more = [order for order in names(account, invoice) if order not in debts]
                debts.update(dict.fromkeys(more))
                waiting += more
    return Unit(tuple(sorted(debts)), tuple(sorted({**debts, **invoices})))


def settled_in_full(account: Account, number: str) -> list[Use] | None:
    """What settles a document in one sum, if sources that have what entries state settle all of it.

    Nothing is open of it then, so that a long history of paid documents costs no more than this question.
    None stands for any other document: its unit has to be settled.
    """
    document, sources = account.documents.get(number), account.statements.get(number)
    if document is None or not sources or document.instalments or document.cancelled:
        return None
    if number in account.orders or repeats(account, document):
        return None
    uses, left, used = [], document.amount, account.linked().stated
    for source, statements in sources.items():
        credit = account.credits.get(source)
        if credit is None or credit.currency != document.currency or used[source] > worth(account, credit):
            return None
        if amount := stated(statements):
            uses.append(Use(credit, amount, EXPLICIT, number))
            left -= amount
    return None if left else uses


def age(account: Account, item: OpenItem) -> Age:
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
        unit: the debts.
        short: is brought up to date for the unit.
    """
    items = [
        OpenItem(debt, instalment, due, amount, amount)
        for number in unit.debts
        for debt in debts_under(account, number)
        for instalment, (due, amount, _) in enumerate(debt.parts, 1)
    ]
    if len(items) > 1:
        items.sort(key=lambda item: age(account, item))
    claims: list[tuple[date, str, str, _Stated]] = []
    for target in unit.targets:
        if sources := account.statements.get(target):
            numbers = names(account, target)
            named = items if len(unit.debts) == 1 else [one for one in items if one.debt.number in numbers]
            for source, statements in sources.items():
                claim = _stated(account, source, target, named)
                claims.append((_first_made(statements), source, target, claim))
    if len(claims) > 1:
        claims.sort(key=lambda one: one[:3])
    _settle([claim for *_, claim in claims], short)
    return items


class _Stated(Struct):
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
    put: Decimal = ZERO

    def settle(self, items: Iterable[OpenItem], amount: Decimal, kept: Mapping[Key, Decimal]) -> Decimal:
        """Put an amount into items in order, leaving the kept room; return the part that did not fit."""
        for item in items:
            if self.credit is None or self.credit.currency != item.debt.currency:
                continue
            room = item.open
            if kept and item.named:
                room -= kept.get(item.key, ZERO)
            share = min(amount, room, self.allowed - self.put)
            if share > 0:
                item.open -= share
                item.uses.append(Use(self.credit, share, EXPLICIT, self.target))
                self.put += share
                amount -= share
        return amount


def _first_made(statements: Sequence[Statement]) -> date:
    """The day of the first of some statements."""
    return min(statement.made for statement in statements)


def _stated(account: Account, source: str, target: str, items: Sequence[OpenItem]) -> _Stated:
    statements = account.statements[target][source]
    allowed = amount = stated(statements)
    credit = source_of(account, source)
    if amount and account.linked().stated[source] > _worth_of(account, credit):
        allowed = _allowance(account, source)[target]
    if len(statements) == 1 and statements[0].instalment is None:  # as nearly all are
        return _Stated(source, target, credit, items, {LOOSE: amount}, {}, amount, allowed)
    count = max((item.instalment for item in items), default=0)
    totals = by_instalment(statements, count)
    shares = standing(totals)
    kept = withheld(totals) if shares else {}
    return _Stated(source, target, credit, items, shares, kept, amount, allowed)


def _worth_of(account: Account, credit: Credit | None) -> Decimal:
    return ZERO if credit is None else worth(account, credit)


def overdrawn(account: Account, source: str) -> bool:
    """Whether entries state more of a source than it is worth."""
    used = account.linked().stated.get(source, ZERO)
    return used > ZERO and used > _worth_of(account, source_of(account, source))


def _allowance(account: Account, source: str) -> dict[str, Decimal]:
    """How much of an overdrawn source each target gets, in order of the first days of its settlements."""
    left = _worth_of(account, source_of(account, source))
    found: dict[str, Decimal] = {}
    targets = account.linked().targets[source]
    for target in sorted(targets, key=lambda one: (_first_made(account.statements[one][source]), one)):
        found[target] = min(stated(account.statements[target][source]), left)
        left -= found[target]
    return found


def _settle(claims: Sequence[_Stated], short: Shortfalls) -> None:
    """Put into items what entries state, and note what did not fit."""
    if all(len(claim.items) == 1 for claim in claims):  # as in nearly all units
        for claim in claims:
            claim.settle(claim.items, claim.amount, {})
    else:
        _settle_by_instalment(claims)
    for claim in claims:
        missing = claim.amount - claim.put
        if missing:
            short.setdefault(claim.source, {})[claim.target] = missing
        elif claim.source in short:
            short[claim.source].pop(claim.target, None)


def _settle_by_instalment(claims: Sequence[_Stated]) -> None:
    """Settle the instalments that entries name, then the others by due date, and kept room last."""
    kept: dict[Key, Decimal] = {}
    for claim in claims:
        for instalment, amount in claim.shares.items():
            if instalment != LOOSE:
                claim.settle([one for one in claim.items if one.instalment == instalment], amount, {})
        for item in claim.items if claim.kept else ():
            kept[item.key] = kept.get(item.key, ZERO) + claim.kept.get(item.instalment, ZERO)
    loose = [claim for claim in claims if LOOSE in claim.shares]
    rest = [(claim, claim.settle(claim.items, claim.shares[LOOSE], kept)) for claim in loose]
    for claim, amount in rest if kept else ():
        claim.settle(claim.items, amount, {})


def settled_on(account: Account, use: Use, on: date, instalment: int) -> date:
    """The day that the newest statement with a day gives; else the later of both documents' dates.

    Args:
        account: that both are in.
        use: of the credit.
        on: the date of the debt.
        instalment: its instalment that is settled, counted from 1.
    """
    if use.target is not None:
        statements = account.statements[use.target][use.credit.number]
        days = [one.on for one in statements if one.on and one.instalment in (None, instalment)]
        if days:
            return days[-1]
    return max(use.credit.on, on)
