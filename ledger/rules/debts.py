"""Debts and what settles them: putting so much of a source against a document, and taking it back.

Numbers of debts (invoices, charges, billed orders, opening balances) are one namespace of a client, numbers of
sources (payments, credit notes, returns that are credits, opening credits, write-offs) another: an invoice and
its payment often share a number on paper. Everything here adds and subtracts, so that the order in which facts
arrive changes no figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ledger.rules.instalments import LOOSE, fall, key, standing, withheld
from ledger.rules.money_refusals import NoSuchInstalment
from ledger.rules.refusals import NumberTaken
from ledger.rules.relationship import ZERO, Debt, Relationship, Source

__all__ = [
    "debt_must_be_new",
    "instalment_must_be",
    "newest_settlements",
    "newest_settlers",
    "open_by_instalment",
    "put_against",
    "settled_between",
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


def instalment_must_be(number: str, debt: Debt, instalment: int | None) -> None:
    """The document has that instalment, where one is named; a document in one sum counts as one instalment.

    Raises:
        NoSuchInstalment: it has not.
    """
    count = len(debt.parts) or 1
    if instalment is not None and not 1 <= instalment <= count:
        raise NoSuchInstalment(number, instalment, count)


def put_against(
    relationship: Relationship, source_number: str, target: str, amount: Decimal, instalment: int | None
) -> None:
    """Settles so much of a document from a source. Unknown numbers change nothing."""
    source, debt = relationship.sources.get(source_number), relationship.debts.get(target)
    if source is not None and debt is not None:
        _add(source_number, source, target, debt, key(instalment, len(debt.parts)), amount)
        relationship.touch(source_number, target)


def take_back(
    relationship: Relationship,
    source_number: str,
    target: str,
    amount: Decimal,
    instalment: int | None = None,
) -> None:
    """Undoes so much of what a source settles of a document, and no more than it settles."""
    source, debt = relationship.sources.get(source_number), relationship.debts.get(target)
    if source is not None and debt is not None:
        amount = min(amount, debt.settlers.get(source_number, ZERO))
        _add(source_number, source, target, debt, key(instalment, len(debt.parts)), -amount)
        relationship.touch(source_number, target)


def _add(number: str, source: Source, target: str, debt: Debt, instalment: int, amount: Decimal) -> None:
    said = source.said.setdefault(target, {})
    said[instalment] = said.get(instalment, ZERO) + amount
    if not any(said.values()):
        del source.said[target]
    source.used += amount
    debt.settled += amount
    debt.settlers[number] = debt.settlers.get(number, ZERO) + amount
    if not debt.settlers[number]:
        del debt.settlers[number]


def settled_between(
    relationship: Relationship, source_number: str, target: str, instalment: int | None
) -> Decimal:
    """How much of a source settles a document, or one instalment of it."""
    source, debt = relationship.sources[source_number], relationship.debts[target]
    stands = standing(source.said.get(target, {}))
    wanted = key(instalment, len(debt.parts))
    if wanted == LOOSE:
        return sum(stands.values(), ZERO)
    fallen = _fallen(relationship, target, debt)[1].get(wanted, ZERO)
    return stands.get(wanted, ZERO) + min(stands.get(LOOSE, ZERO), fallen)


def open_by_instalment(relationship: Relationship, target: str, debt: Debt) -> list[Decimal]:
    """What is open of each instalment."""
    named, fallen = _fallen(relationship, target, debt)
    return [
        part.amount - named.get(number, ZERO) - fallen.get(number, ZERO)
        for number, part in enumerate(debt.parts, 1)
    ]


def _fallen(
    relationship: Relationship, target: str, debt: Debt
) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """What named each instalment, and what fell on it of what named none."""
    named: dict[int, Decimal] = {}
    kept: dict[int, Decimal] = {}
    for number in debt.settlers:
        said = relationship.sources[number].said.get(target, {})
        for instalment, amount in standing(said).items():
            named[instalment] = named.get(instalment, ZERO) + amount
        for instalment, amount in withheld(said).items():
            kept[instalment] = kept.get(instalment, ZERO) + amount
    room = (
        (number, part.due, part.amount - named.get(number, ZERO)) for number, part in enumerate(debt.parts, 1)
    )
    return named, fall(room, named.pop(LOOSE, ZERO), kept)


def newest_settlements(source: Source, amount: Decimal) -> Iterator[tuple[str, int, Decimal]]:
    """What of the newest settlements of a source makes up an amount: document, instalment, how much."""
    for target in reversed(source.said):
        for instalment, stands in reversed(standing(source.said[target]).items()):
            share = min(amount, stands)
            if share > 0:
                yield target, instalment, share
                amount -= share


def newest_settlers(debt: Debt, amount: Decimal) -> Iterator[tuple[str, Decimal]]:
    """What of the newest sources that settle a debt makes up an amount: source, how much."""
    for number in reversed(debt.settlers):
        share = min(amount, debt.settlers[number])
        if share > 0:
            yield number, share
            amount -= share
