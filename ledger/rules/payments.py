"""Rules about payments and settlements: neither side is ever allocated twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.entry import Draft, Entry
from ledger.events import (
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    SettlementMade,
    SettlementReversed,
)
from ledger.rules.checks import positive, same_currency
from ledger.rules.debts import put_against, settled_between, shrink, source_must_be_new, take_back
from ledger.rules.documents import known_debt, living_debt
from ledger.rules.money_refusals import (
    LaterDocument,
    MoreThanLeft,
    MoreThanOpen,
    MoreThanSettled,
    MoreThanUnapplied,
    NoSuchInstalment,
)
from ledger.rules.refusals import UnknownNumber
from ledger.rules.registry import folds, judges
from ledger.rules.relationship import ZERO, Debt, Relationship, Source


@judges
def judge_received(relationship: Relationship, event: PaymentReceived, draft: Draft) -> None:
    """A payment settles no more than it has, and no more than is open of each document."""
    source_must_be_new(relationship, "payment", event.number)
    positive("amount", event.amount)
    if not event.settles:
        return
    on, asked = draft.occurred_at.date(), ZERO
    together: dict[tuple[str, int | None], Decimal] = {}
    for settles in event.settles:
        positive("settles amount", settles.amount)
        asked += settles.amount
        for share in {(settles.document, None), (settles.document, settles.instalment)}:
            together[share] = together.get(share, ZERO) + settles.amount
    if asked > event.amount:
        raise MoreThanLeft(event.number, asked, event.amount, event.currency)
    for (document, instalment), amount in together.items():
        debt = living_debt(relationship, document)
        same_currency(f"payment '{event.number}'", event.currency, f"'{document}'", debt.currency)
        _judge_target(document, debt, instalment, amount)
        _judge_date(document, debt, on, advance=event.advance)


@judges
def judge_reversed(relationship: Relationship, event: PaymentReversed) -> None:
    """No more of a payment is reversed than is left of it; what it settled is open again."""
    positive("amount", event.amount)
    source = relationship.sources.get(event.number)
    if source is None or source.kind != "payment":
        raise UnknownNumber("payment", event.number, relationship.name, "--number")
    if source.amount <= 0 or (event.amount or ZERO) > source.amount:
        raise MoreThanLeft(event.number, event.amount or ZERO, source.amount, source.currency)


@judges
def judge_refunded(relationship: Relationship, event: PaymentRefunded) -> None:
    """Only unapplied money is paid back: of a payment, or of a credit note or an opening credit."""
    positive("amount", event.amount)
    source = _known_source(relationship, event.number, "--number")
    if source.kind == "write-off":
        raise UnknownNumber("payment", event.number, relationship.name, "--number")
    if (event.amount or ZERO) > source.amount or source.amount <= 0:
        raise MoreThanLeft(event.number, event.amount or ZERO, source.amount, source.currency)
    if (event.amount or ZERO) > source.free or source.free <= 0:
        raise MoreThanUnapplied(event.number, event.amount or source.amount, source.free, source.currency)


@judges
def judge_settled(relationship: Relationship, event: SettlementMade, draft: Draft) -> None:
    """A settlement takes no more than its source has left and its document has open, in one currency."""
    positive("amount", event.amount)
    source = _known_source(relationship, event.source, "--source")
    debt = living_debt(relationship, event.target, "--target")
    same_currency(f"'{event.source}'", source.currency, f"'{event.target}'", debt.currency)
    if event.amount > source.free:
        raise MoreThanLeft(event.source, event.amount, source.free, source.currency)
    _judge_target(event.target, debt, event.instalment, event.amount)
    _judge_date(event.target, debt, draft.occurred_at.date(), advance=event.advance)


@judges
def judge_settlement_reversed(relationship: Relationship, event: SettlementReversed) -> None:
    """No more is undone than that source settled of that document."""
    positive("amount", event.amount)
    source = _known_source(relationship, event.source, "--source")
    debt = known_debt(relationship, event.target, "--target")
    _judge_instalment(event.target, debt, event.instalment)
    settled = settled_between(source, event.target, event.instalment)
    if event.amount > settled:
        raise MoreThanSettled(event.source, event.target, event.amount, settled)


@folds
def fold_received(relationship: Relationship, event: PaymentReceived, entry: Entry) -> None:
    """The money can settle debts, and does where it says so: named instalments before what falls on the rest."""
    relationship.earning = True
    if event.number in relationship.sources:
        return
    source = Source("payment", entry.occurred_at.date(), event.currency, event.amount)
    relationship.sources[event.number] = source
    for settles in sorted(event.settles, key=lambda each: each.instalment is None):
        put_against(relationship, event.number, settles.document, settles.amount, settles.instalment)


@folds
def fold_undone(relationship: Relationship, event: PaymentReversed | PaymentRefunded) -> None:
    """The money is gone: all that is left of it, or all that is unapplied, where no amount is said."""
    source = relationship.sources.get(event.number)
    if source is not None:
        rest = source.free if isinstance(event, PaymentRefunded) else source.amount
        shrink(relationship, event.number, rest if event.amount is None else event.amount)


@folds
def fold_settled(relationship: Relationship, event: SettlementMade) -> None:
    """So much of the source is put against the document."""
    put_against(relationship, event.source, event.target, event.amount, event.instalment)


@folds
def fold_settlement_reversed(relationship: Relationship, event: SettlementReversed) -> None:
    """The document is open again, the source free again."""
    if event.source in relationship.sources:
        take_back(relationship, event.source, event.amount, event.target, event.instalment)


def _known_source(relationship: Relationship, number: str, option: str) -> Source:
    source = relationship.sources.get(number)
    if source is None:
        raise UnknownNumber("payment or credit", number, relationship.name, option)
    return source


def _judge_target(number: str, debt: Debt, instalment: int | None, amount: Decimal) -> None:
    _judge_instalment(number, debt, instalment)
    left = debt.open
    if instalment is not None and debt.parts:
        part = debt.parts[instalment - 1]
        left = min(left, part.amount - part.settled)
    if amount > left:
        raise MoreThanOpen(number, amount, left, debt.currency)


def _judge_instalment(number: str, debt: Debt, instalment: int | None) -> None:
    """A document in one sum counts as one instalment."""
    count = len(debt.parts) or 1
    if instalment is not None and not 1 <= instalment <= count:
        raise NoSuchInstalment(number, instalment, count)


def _judge_date(number: str, debt: Debt, on: date, *, advance: bool) -> None:
    if debt.on > on and not advance:
        raise LaterDocument(number, debt.on, on)
