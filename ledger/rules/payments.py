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
    Settles,
)
from ledger.rules.checks import not_before, positive, same_currency
from ledger.rules.debts import (
    instalment_must_be,
    newest_settlements,
    open_by_instalment,
    put_against,
    settled_between,
    source_must_be_new,
    take_back,
)
from ledger.rules.documents import known_debt, living_debt
from ledger.rules.money_refusals import (
    LaterDocument,
    MoreThanLeft,
    MoreThanOpen,
    MoreThanSettled,
    MoreThanUnapplied,
    shares_agree,
)
from ledger.rules.refusals import UnknownNumber
from ledger.rules.registry import fills, folds, judges
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
        _judge_target(relationship, document, debt, instalment, amount)
        _judge_date(document, debt, on, advance=event.advance)


@judges
def judge_reversed(relationship: Relationship, event: PaymentReversed, draft: Draft) -> None:
    """No more of a payment is reversed than is left of it; what it settled is open again."""
    positive("amount", event.amount)
    source = relationship.sources.get(event.number)
    if source is None or source.kind != "payment":
        raise UnknownNumber("payment", event.number, relationship.name, "--number")
    not_before(f"payment '{event.number}'", source.on, draft.occurred_at.date())
    if source.amount <= 0 or (event.amount or ZERO) > source.amount:
        raise MoreThanLeft(event.number, event.amount or ZERO, source.amount, source.currency)
    for settles in event.reopens:
        positive("reopens amount", settles.amount)
        _judge_settled(relationship, event.number, settles.document, settles.instalment, settles.amount)
    gone = source.amount if event.amount is None else event.amount
    shares_agree(event.number, event.reopens, max(gone - source.free, ZERO))


@judges
def judge_refunded(relationship: Relationship, event: PaymentRefunded, draft: Draft) -> None:
    """Only unapplied money is paid back: of a payment, or of a credit note or an opening credit."""
    positive("amount", event.amount)
    source = _known_source(relationship, event.number, "--number")
    if source.kind == "write-off":
        raise UnknownNumber("payment", event.number, relationship.name, "--number")
    not_before(f"'{event.number}'", source.on, draft.occurred_at.date())
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
    _judge_target(relationship, event.target, debt, event.instalment, event.amount)
    _judge_date(event.target, debt, draft.occurred_at.date(), advance=event.advance)


@judges
def judge_settlement_reversed(relationship: Relationship, event: SettlementReversed, draft: Draft) -> None:
    """No more is undone than that source settled of that document."""
    positive("amount", event.amount)
    source = _known_source(relationship, event.source, "--source")
    debt = known_debt(relationship, event.target, "--target")
    for number, dated in ((event.source, source.on), (event.target, debt.on)):
        not_before(f"'{number}'", dated, draft.occurred_at.date())
    instalment_must_be(event.target, debt, event.instalment)
    _judge_settled(relationship, event.source, event.target, event.instalment, event.amount)


@fills
def fill_reversed(relationship: Relationship, event: PaymentReversed) -> PaymentReversed:
    """All that is left is reversed where no amount is said; what it settled beyond the rest is open again."""
    source = relationship.sources.get(event.number)
    if source is None:
        return event
    amount = source.amount if event.amount is None else event.amount
    reopens = event.reopens or tuple(
        Settles.model_construct(document=document, amount=share, instalment=instalment or None)
        for document, instalment, share in newest_settlements(source, amount - source.free)
    )
    return event.model_copy(update={"amount": amount, "reopens": reopens})


@fills
def fill_refunded(relationship: Relationship, event: PaymentRefunded) -> PaymentRefunded:
    """All that is unapplied is paid back where no amount is said."""
    source = relationship.sources.get(event.number)
    if source is None or event.amount is not None:
        return event
    return event.model_copy(update={"amount": source.free})


@folds
def fold_received(relationship: Relationship, event: PaymentReceived, entry: Entry) -> None:
    """The money can settle debts, and does where it says so."""
    if event.number in relationship.sources:
        return
    source = Source("payment", entry.occurred_at.date(), event.currency, event.amount)
    relationship.sources[event.number] = source
    relationship.touch(event.number)
    for settles in event.settles:
        put_against(relationship, event.number, settles.document, settles.amount, settles.instalment)


@folds
def fold_undone(relationship: Relationship, event: PaymentReversed | PaymentRefunded) -> None:
    """The money is gone, and settles no more."""
    source = relationship.sources.get(event.number)
    if source is None or event.amount is None:
        return
    source.amount -= event.amount
    relationship.touch(event.number)
    if isinstance(event, PaymentReversed):
        for settles in event.reopens:
            take_back(relationship, event.number, settles.document, settles.amount, settles.instalment)


@folds
def fold_settled(relationship: Relationship, event: SettlementMade) -> None:
    """So much of the source is put against the document."""
    put_against(relationship, event.source, event.target, event.amount, event.instalment)


@folds
def fold_settlement_reversed(relationship: Relationship, event: SettlementReversed) -> None:
    """The document is open again, the source free again."""
    if event.source in relationship.sources:
        take_back(relationship, event.source, event.target, event.amount, event.instalment)


def _known_source(relationship: Relationship, number: str, option: str) -> Source:
    source = relationship.sources.get(number)
    if source is None:
        raise UnknownNumber("payment or credit", number, relationship.name, option)
    return source


def _judge_settled(
    relationship: Relationship, source: str, target: str, instalment: int | None, amount: Decimal
) -> None:
    known = target in relationship.debts
    settled = settled_between(relationship, source, target, instalment) if known else ZERO
    if amount > settled:
        raise MoreThanSettled(source, target, amount, settled)


def _judge_target(
    relationship: Relationship, number: str, debt: Debt, instalment: int | None, amount: Decimal
) -> None:
    instalment_must_be(number, debt, instalment)
    left = debt.open
    if instalment is not None and debt.parts:
        left = min(left, open_by_instalment(relationship, number, debt)[instalment - 1])
    if amount > left:
        raise MoreThanOpen(number, amount, left, debt.currency)


def _judge_date(number: str, debt: Debt, on: date, *, advance: bool) -> None:
    if debt.on > on and not advance:
        raise LaterDocument(number, debt.on, on)
