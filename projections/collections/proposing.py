"""Settlements to propose: those that a view derives, or that a person chooses. It records nothing.

Without a choice they are those of the allocation "oldest first", so recording them changes no figure under
that policy. A choice respects what is settled explicitly and by links; money that a view would only derive is
free.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, TypeAlias

from ledger import subledger
from ledger.entry import Draft
from ledger.events import SettlementMade
from ledger.money import zero_of
from ledger.rules.checks import positive, same_currency
from ledger.rules.money_refusals import (
    ANOTHER_SOURCE,
    MoreThanLeft,
    MoreThanMeets,
    MoreThanOpen,
    NoSuchInstalment,
    NothingMeets,
)
from ledger.rules.refusals import UnknownNumber
from ledger.subledger import DERIVED, Account, Books, OpenCredit, OpenItem
from ledger.subledger.billing import names
from ledger.subledger.documents import PAYMENT, WRITE_OFF, Credit
from projections.collections.keys import key_of
from projections.framework.answer import Answer
from projections.framework.columns import CLIENT, CURRENCY, Column
from projections.framework.filters import AccountHolder, members_shown
from projections.framework.sums import totals_of

_Share: TypeAlias = tuple[Credit, OpenItem, Decimal]
"""A credit, the instalment that it goes into, and how much of it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person wants to settle; empty fields are chosen oldest first.

    Attributes:
        source: the number of the payment or credit; None: payments, the oldest first.
        target: the number of the document; None: what is due first.
        amount: how much; None: as much as possible.
        instalment: of the target, counted from 1.
    """

    source: str | None = None
    target: str | None = None
    amount: Decimal | None = None
    instalment: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A settlement that is proposed."""

    client: Annotated[str, CLIENT]
    source: Annotated[str, Column("The number of the payment or credit.")]
    what: Annotated[str, Column("What that is, such as payment.", spare=True)]
    on: Annotated[date, Column("Its date.")]
    amount: Annotated[Decimal, Column("How much of it.", blank=True)]
    currency: Annotated[str, CURRENCY]
    target: Annotated[str, Column("The number of the document that it settles.")]
    instalment: Annotated[
        int | None, Column("Which instalment of that.", null="it is in one sum", title="PART")
    ]
    due: Annotated[date, Column("When the target, or its instalment, is due.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What is left of a payment or a credit after the proposed settlements."""

    client: Annotated[str, CLIENT]
    source: Annotated[str, Column("The number of the payment or credit.")]
    what: Annotated[str, Column("What that is, such as payment.", spare=True)]
    on: Annotated[date, Column("Its date.")]
    left: Annotated[Decimal, Column("How much is left of it.", title="AMOUNT", blank=True)]
    currency: Annotated[str, CURRENCY]


@dataclass(frozen=True, slots=True)
class ProposalTotal:
    """The sum of the proposals in one currency."""

    currency: str
    amount: Decimal


def listed(answer: Answer, choice: Choice | None = None) -> Answer:
    """The answer with a row for each settlement proposed; its items are what remains unapplied.

    Raises:
        UnknownNumber, MoreThanLeft, MoreThanOpen, NoSuchInstalment, NotPositive, NothingMeets,
        MoreThanMeets, MixedCurrencies: as for ``propose``.
    """
    rows, left = propose(answer.holders, choice)
    sums = totals_of(ProposalTotal, rows)
    found = replace(answer, view="settlements", rows=rows, totals=sums, shape=ProposalRow)
    return found.with_items(left)


def propose(
    holders: Sequence[AccountHolder[Account]], choice: Choice | None = None
) -> tuple[list[ProposalRow], list[Left]]:
    """The settlements proposed for the clients in view, and what remains unapplied after them.

    Raises:
        UnknownNumber: the client has no payment, credit or document of a chosen number.
        MoreThanLeft: more is chosen than the source has left.
        MoreThanOpen: more is chosen than is open of the target.
        NoSuchInstalment: the target has no instalment of the chosen number.
        NotPositive: the chosen amount is not more than zero.
        NothingMeets: an amount is chosen, and no unapplied money meets an open document in its currency.
        MoreThanMeets: more is chosen than unapplied money and open documents allow.
        MixedCurrencies: the source and the target are in different currencies.
    """
    rows: list[ProposalRow] = []
    left: list[Left] = []
    for _, client, account in members_shown(holders):
        books = subledger.settle(account, derive=choice is None)
        if choice is None:
            rows += _derived(client.code, books)
        else:
            rows += _chosen(client.code, account, books, choice)
        left += (_left(client.code, one) for one in books.credits if one.left > 0)
    return rows, left


def drafts(answer: Answer, at: datetime, actor: str) -> Iterator[Draft]:
    """The settlements to record, as drafts.

    Their keys name the position of the answer, so proposals drafted twice from one answer are recorded once.
    """
    for row in answer.rows:
        yield Draft(
            SettlementMade(
                source=row.source, target=row.target, amount=row.amount, instalment=row.instalment
            ),
            at,
            actor,
            row.client,
            key=key_of("settle", answer.position, row.client, row.source, row.target, row.instalment),
        )


def _left(client: str, one: OpenCredit) -> Left:
    credit = one.credit
    return Left(
        client=client,
        source=credit.number,
        what=credit.what,
        on=credit.on,
        left=one.left + zero_of(credit.currency),
        currency=credit.currency,
    )


def _derived(client: str, books: Books) -> Iterator[ProposalRow]:
    return _rows(
        client,
        ((use.credit, part, use.amount) for part in books.items for use in part.uses if use.how == DERIVED),
    )


def _chosen(client: str, account: Account, books: Books, choice: Choice) -> Iterator[ProposalRow]:
    sources = _sources(client, books, choice)
    targets = _targets(client, account, books, choice)
    _judge(choice, sources, targets)
    found = list(_shares(sources, targets, choice.amount))
    if choice.amount is not None:
        _settles(choice.amount, client, found)
    return _rows(client, found)


def _settles(amount: Decimal, client: str, found: Sequence[_Share]) -> None:
    """Refuse an amount of which the shares found, all of one currency, are only a part."""
    if not found:
        raise NothingMeets(client)
    met = sum((share for *_, share in found), Decimal(0))
    if met < amount:
        raise MoreThanMeets(amount, met, found[0][0].currency)


def _shares(
    sources: Sequence[OpenCredit], targets: Sequence[OpenItem], amount: Decimal | None
) -> Iterator[_Share]:
    """How much of each source goes into each target; an amount is of the currency of the first that meet."""
    rest, currency = amount, None
    for one in sources:
        for part in targets:
            if one.credit.currency != part.debt.currency:
                continue
            if rest is not None and currency not in {None, part.debt.currency}:
                continue
            share = min(one.left, part.open, *([] if rest is None else [rest]))
            if share > 0:
                one.left -= share
                part.open -= share
                rest = None if rest is None else rest - share
                currency = part.debt.currency
                yield one.credit, part, share


def _rows(client: str, shares: Iterable[_Share]) -> Iterator[ProposalRow]:
    """A row for each source and instalment; the deliveries of an order have one number, so one row."""
    pairs: dict[tuple[str, str, int | None], list[_Share]] = {}
    for credit, part, amount in shares:
        pairs.setdefault((credit.number, part.debt.number, part.named), []).append((credit, part, amount))
    for same in pairs.values():
        credit, part, _ = same[0]
        yield _row(client, credit, part, sum((amount for *_, amount in same), Decimal(0)))


def _sources(client: str, books: Books, choice: Choice) -> list[OpenCredit]:
    if choice.source is None:
        return [one for one in books.credits if one.credit.what == PAYMENT]
    found = [
        one for one in books.credits if one.credit.number == choice.source and one.credit.what != WRITE_OFF
    ]
    if not found:
        raise UnknownNumber("payment or credit", choice.source, client, "--source")
    return found


def _targets(client: str, account: Account, books: Books, choice: Choice) -> Sequence[OpenItem]:
    if choice.target is None:
        return books.items
    found = books.under(names(account, choice.target))
    if not found:
        raise UnknownNumber("document", choice.target, client, "--target")
    if choice.instalment is None:
        return found
    named = [part for part in found if part.instalment == choice.instalment]
    if not named:
        raise NoSuchInstalment(choice.target, choice.instalment, len(found))
    return named


def _judge(choice: Choice, sources: Sequence[OpenCredit], targets: Sequence[OpenItem]) -> None:
    """Refuse a choice of which one side is too small, or whose sides are in different currencies."""
    if choice.source is not None and choice.target is not None:
        _same_currency(choice.source, choice.target, sources, targets)
    if choice.amount is None:
        return
    positive("amount", choice.amount)
    left = sum((one.left for one in sources), Decimal(0))
    if choice.source is not None and choice.amount > left:
        raise MoreThanLeft(choice.source, choice.amount, left, sources[0].credit.currency, ANOTHER_SOURCE)
    open_ = sum((part.open for part in targets), Decimal(0))
    if choice.target is not None and choice.amount > open_:
        raise MoreThanOpen(choice.target, choice.amount, open_, targets[0].debt.currency)


def _same_currency(
    source: str, target: str, sources: Sequence[OpenCredit], targets: Sequence[OpenItem]
) -> None:
    """Refuse a source and a target that meet in no currency."""
    own, other = {one.credit.currency for one in sources}, {part.debt.currency for part in targets}
    if own.isdisjoint(other):
        same_currency(f"'{source}'", min(own), f"'{target}'", min(other))


def _row(client: str, credit: Credit, part: OpenItem, amount: Decimal) -> ProposalRow:
    debt = part.debt
    return ProposalRow(
        client=client,
        source=credit.number,
        what=credit.what,
        on=credit.on,
        amount=amount + zero_of(credit.currency),
        currency=credit.currency,
        target=debt.number,
        instalment=part.named,
        due=part.due,
    )
