"""Rules about what is said of debts: disputes, promises, write-offs, recoveries, reminders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.entry import Draft, Entry
from ledger.events import (
    DebtRecovered,
    DebtWrittenOff,
    DisputeOpened,
    DisputeResolved,
    PaymentPromised,
    ReminderSent,
    Share,
)
from ledger.rules.checks import not_before, positive
from ledger.rules.debts import instalment_must_be, put_against, source_must_be_new, take_back
from ledger.rules.documents import known_debt, living_debt
from ledger.rules.exposure import owed
from ledger.rules.money_refusals import (
    MoreThanOpen,
    MoreThanOwed,
    MoreThanWrittenOff,
    ReminderBeforeLast,
    shares_agree,
)
from ledger.rules.numbered import Thing
from ledger.rules.refusals import UnknownNumber
from ledger.rules.registry import fills, folds, judges
from ledger.rules.relationship import ZERO, Dispute, Relationship, Source

DISPUTE = Thing("dispute")
PROMISE = Thing("promise")
RECOVERY = Thing("recovery")
REMINDER = Thing("reminder")

WRITE_OFF = "write-off"


@judges
def judge_disputed(relationship: Relationship, event: DisputeOpened, draft: Draft) -> None:
    """No more is contested than is open and not contested yet."""
    DISPUTE.must_be_new(relationship, event.number)
    positive("amount", event.amount)
    debt = living_debt(relationship, event.document)
    not_before(f"'{event.document}'", debt.on, draft.occurred_at.date())
    if event.amount > debt.open - debt.disputed:
        raise MoreThanOpen(event.document, event.amount, debt.open - debt.disputed, debt.currency)


@judges
def judge_dispute_resolved(relationship: Relationship, event: DisputeResolved) -> None:
    """Only an open dispute comes to its end."""
    DISPUTE.must_be_open(relationship, event.number)


@judges
def judge_promised(relationship: Relationship, event: PaymentPromised) -> None:
    """A promise is about something: an amount, and documents that are known."""
    PROMISE.must_be_new(relationship, event.number)
    positive("amount", event.amount)
    for document in event.documents:
        known_debt(relationship, document, "--documents")


@judges
def judge_written_off(relationship: Relationship, event: DebtWrittenOff, draft: Draft) -> None:
    """No more is written off than is open, and than the client owes in all once its payments are counted."""
    source_must_be_new(relationship, WRITE_OFF, event.number)
    positive("amount", event.amount)
    debt = living_debt(relationship, event.document)
    not_before(f"'{event.document}'", debt.on, draft.occurred_at.date())
    if event.amount > debt.open:
        raise MoreThanOpen(event.document, event.amount, debt.open, debt.currency)
    for by in (date.max, draft.occurred_at.date()):
        open_, unapplied = owed(relationship, debt.currency, by)
        if event.amount > open_ - unapplied:
            raise MoreThanOwed(relationship.name, event.amount, open_, unapplied, debt.currency, by)


@judges
def judge_recovered(relationship: Relationship, event: DebtRecovered, draft: Draft) -> None:
    """No more is recovered than was written off; the number is its own, or that of the write-off."""
    written_off = _written_off(relationship, event.document)
    if event.number not in written_off:
        RECOVERY.must_be_new(relationship, event.number)
    positive("amount", event.amount)
    debt = known_debt(relationship, event.document)
    not_before(f"'{event.document}'", debt.on, draft.occurred_at.date())
    together = sum(written_off.values(), ZERO)
    if event.amount > together:
        raise MoreThanWrittenOff(event.document, event.amount, together)
    for share in event.write_offs:
        if not 0 < share.amount <= written_off.get(share.source, ZERO):
            raise MoreThanWrittenOff(event.document, share.amount, written_off.get(share.source, ZERO))
    shares_agree(event.number, event.write_offs, event.amount)
    for share in fill_recovered(relationship, event).write_offs:
        written = relationship.sources[share.source].on
        not_before(f"write-off '{share.source}'", written, draft.occurred_at.date())


@judges
def judge_reminded(relationship: Relationship, event: ReminderSent, draft: Draft) -> None:
    """Reminders are of documents that are known, and go forward in time for each of them."""
    REMINDER.must_be_new(relationship, event.number)
    positive("level", event.level)
    on = draft.occurred_at.date()
    for document in event.documents:
        last = known_debt(relationship, document, "--documents").reminded
        if last is not None and on < last:
            raise ReminderBeforeLast(document, last, on)
    for one in event.instalments:
        if one.document not in event.documents:
            raise UnknownNumber("reminded document", one.document, relationship.name, "--documents")
        instalment_must_be(one.document, known_debt(relationship, one.document), one.instalment)


@fills
def fill_recovered(relationship: Relationship, event: DebtRecovered) -> DebtRecovered:
    """The write-offs that settle the document now: of the one with its number, then of the newest."""
    if event.write_offs:
        return event
    written_off, rest = _written_off(relationship, event.document), event.amount
    shares = []
    newest_first = list(reversed(written_off))
    for number in sorted(newest_first, key=lambda each: each != event.number):
        amount = min(rest, written_off[number])
        rest -= amount
        if amount > 0:
            shares.append(Share.model_construct(source=number, amount=amount))
    return event.model_copy(update={"write_offs": tuple(shares)})


@folds
def fold_disputed(relationship: Relationship, event: DisputeOpened) -> None:
    """Part of the document is contested."""
    debt = relationship.debts.get(event.document)
    if debt is not None and event.number not in relationship.disputes:
        debt.disputed += event.amount
        relationship.disputes[event.number] = Dispute(event.document, event.amount)
    DISPUTE.becomes(relationship, event.number)


@folds
def fold_dispute_resolved(relationship: Relationship, event: DisputeResolved) -> None:
    """It is contested no more."""
    dispute = relationship.disputes.pop(event.number, None)
    if dispute is not None:
        relationship.debts[dispute.document].disputed -= dispute.amount
    DISPUTE.becomes(relationship, event.number, "resolved")


@folds
def fold_promised(relationship: Relationship, event: PaymentPromised) -> None:
    """The number is used."""
    PROMISE.becomes(relationship, event.number)


@folds
def fold_written_off(relationship: Relationship, event: DebtWrittenOff, entry: Entry) -> None:
    """The write-off settles the document."""
    debt = relationship.debts.get(event.document)
    if debt is not None and event.number not in relationship.sources:
        relationship.sources[event.number] = Source(WRITE_OFF, entry.on, debt.currency, event.amount)
        put_against(relationship, event.number, event.document, event.amount, None)


@folds
def fold_recovered(relationship: Relationship, event: DebtRecovered) -> None:
    """So much of the write-offs is gone; the debt is open again."""
    RECOVERY.becomes(relationship, event.number)
    for share in event.write_offs:
        if share.source in relationship.sources:
            take_back(relationship, share.source, event.document, share.amount)
            relationship.sources[share.source].amount -= share.amount
            relationship.touch(share.source)


@folds
def fold_reminded(relationship: Relationship, event: ReminderSent, entry: Entry) -> None:
    """The documents were reminded on that day."""
    REMINDER.becomes(relationship, event.number)
    for document in event.documents:
        debt = relationship.debts.get(document)
        if debt is not None:
            debt.reminded = entry.on


def _written_off(relationship: Relationship, document: str) -> dict[str, Decimal]:
    """How much of a document each write-off settles, in the order in which they were made."""
    debt = relationship.debts.get(document)
    if debt is None:
        return {}
    return {
        number: amount
        for number, amount in debt.settlers.items()
        if relationship.sources[number].kind == WRITE_OFF
    }
