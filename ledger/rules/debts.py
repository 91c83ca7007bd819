"""Debts and what settles them: putting so much of a source against a document, and taking it back.

Numbers of debts (invoices, charges, billed orders, opening balances) are one namespace of a client, numbers of
sources (payments, credit notes, returns that are credits, opening credits, write-offs) another: an invoice and
its payment often share a number on paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ledger.rules.refusals import NumberTaken
from ledger.rules.relationship import ZERO, Debt, Relationship, Source, Use

__all__ = [
    "debt_must_be_new",
    "put_against",
    "relieve",
    "settled_between",
    "shrink",
    "source_must_be_new",
    "take_back",
]


def debt_must_be_new(relationship: Relationship, what: str, number: str) -> None:
    """No debt has that number.

    Raises:
        NumberTaken: one has.
    """
    known = relationship.debts.get(number)
    if known is not None:
        raise NumberTaken(known.kind if known.kind != "delivery" else what, number, relationship.name)


def source_must_be_new(relationship: Relationship, what: str, number: str) -> None:
    """No source has that number.

    Raises:
        NumberTaken: one has.
    """
    known = relationship.sources.get(number)
    if known is not None:
        raise NumberTaken(known.kind or what, number, relationship.name)


def put_against(
    relationship: Relationship, source_number: str, target: str, amount: Decimal, instalment: int | None
) -> None:
    """Settles so much of a document from a source. Unknown numbers change nothing."""
    source, debt = relationship.sources.get(source_number), relationship.debts.get(target)
    if source is None or debt is None:
        return
    for part, share in _shares(debt, amount, instalment):
        source.uses.append(Use(target, part, share))
        if part:
            debt.parts[part - 1].settled += share
    source.used += amount
    debt.settled += amount
    debt.settlers[source_number] = debt.settlers.get(source_number, ZERO) + amount


def _shares(debt: Debt, amount: Decimal, instalment: int | None) -> Iterator[tuple[int, Decimal]]:
    """How an amount falls on instalments: on the one named, or else on the open ones in order of due date."""
    if instalment is not None:
        if 0 < instalment <= len(debt.parts):
            yield instalment, amount
            return
    else:
        for number, part in sorted(enumerate(debt.parts, 1), key=lambda each: each[1].due):
            share = min(amount, part.amount - part.settled)
            if share > 0:
                yield number, share
                amount -= share
    if amount > 0:
        yield 0, amount


def settled_between(source: Source, target: str, instalment: int | None) -> Decimal:
    """How much of a source settles a document, or one instalment of it."""
    return sum((use.amount for use in source.uses if _matches(use, target, instalment)), ZERO)


def take_back(
    relationship: Relationship,
    source_number: str,
    amount: Decimal,
    target: str | None = None,
    instalment: int | None = None,
) -> None:
    """Undoes settlements of a source, the newest first: of one document, or of any."""
    source = relationship.sources[source_number]
    for use in reversed(source.uses):
        if amount <= 0:
            break
        if target is not None and not _matches(use, target, instalment):
            continue
        share = min(amount, use.amount)
        amount -= share
        use.amount -= share
        source.used -= share
        _reopen(relationship.debts[use.target], source_number, use.instalment, share)
    source.uses = [use for use in source.uses if use.amount]


def _reopen(debt: Debt, source_number: str, instalment: int, share: Decimal) -> None:
    debt.settled -= share
    if instalment:
        debt.parts[instalment - 1].settled -= share
    left = debt.settlers[source_number] - share
    if left:
        debt.settlers[source_number] = left
    else:
        del debt.settlers[source_number]


def shrink(relationship: Relationship, source_number: str, amount: Decimal) -> None:
    """So much of a source is gone; what it settled beyond the rest is open again, the newest first."""
    source = relationship.sources[source_number]
    source.amount -= amount
    if source.used > source.amount:
        take_back(relationship, source_number, source.used - source.amount)


def relieve(relationship: Relationship, target: str, debt: Debt) -> None:
    """A debt that grew smaller gives back what was settled beyond it, the newest source first."""
    for source_number in reversed(list(debt.settlers)):
        excess = debt.settled - debt.amount
        if excess <= 0:
            return
        take_back(relationship, source_number, min(excess, debt.settlers[source_number]), target)


def _matches(use: Use, target: str, instalment: int | None) -> bool:
    return use.target == target and instalment in {None, use.instalment}
