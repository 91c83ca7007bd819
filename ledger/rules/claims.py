"""Rules about claims: disputes, promises, write-offs, recoveries, reminders."""

from __future__ import annotations

from datetime import date

from ledger.entry import Draft
from ledger.events import (
    DebtRecovered,
    DebtWrittenOff,
    DisputeOpened,
    DisputeResolved,
    PaymentPromised,
    ReminderSent,
)
from ledger.money import ZERO
from ledger.rules.checks import not_before, not_negative, positive
from ledger.rules.client_state import ClientState
from ledger.rules.dates import is_to_come
from ledger.rules.debts import (
    instalment_must_be,
    known_debt,
    living_debt,
    open_amount,
    source_must_be_new,
)
from ledger.rules.money_refusals import (
    MoreThanOpen,
    MoreThanOwed,
    MoreThanWrittenOff,
    ReminderBeforeLast,
    shares_agree,
)
from ledger.rules.numbered_things import DISPUTE, PROMISE, RECOVERY, REMINDER
from ledger.rules.refusals import UnknownNumber
from ledger.rules.registry import Context, judges
from ledger.subledger.completing import complete
from ledger.subledger.documents import WRITE_OFF
from ledger.subledger.exposure import owed


@judges
def judge_disputed(client_state: ClientState, event: DisputeOpened, draft: Draft) -> None:
    """A dispute is about no more than is open and undisputed."""
    DISPUTE.must_be_new(client_state, event.number)
    positive("amount", event.amount)
    debt = living_debt(client_state, event.document)
    not_before(f"'{event.document}'", debt.on, draft.occurred_at.date())
    account = client_state.account
    left = open_amount(account, event.document) - account.disputed(event.document)
    if event.amount > left:
        raise MoreThanOpen(event.document, event.amount, left, debt.currency)


@judges
def judge_dispute_resolved(client_state: ClientState, event: DisputeResolved, draft: Draft) -> None:
    """Only an open dispute can be resolved."""
    DISPUTE.must_be_open(client_state, event.number, draft)


@judges
def judge_promised(client_state: ClientState, event: PaymentPromised) -> None:
    """A promise has an amount, and its documents are known."""
    PROMISE.must_be_new(client_state, event.number)
    positive("amount", event.amount)
    for document in event.documents:
        known_debt(client_state, document, "--documents")


@judges
def judge_written_off(client_state: ClientState, event: DebtWrittenOff, draft: Draft) -> None:
    """A write-off is at most what is open, and at most what the client owes after its payments."""
    source_must_be_new(client_state, WRITE_OFF, event.number)
    positive("amount", event.amount)
    debt = living_debt(client_state, event.document)
    not_before(f"'{event.document}'", debt.on, draft.occurred_at.date())
    left = open_amount(client_state.account, event.document)
    if event.amount > left:
        raise MoreThanOpen(event.document, event.amount, left, debt.currency)
    for by in (date.max, draft.occurred_at.date()):
        open_, unapplied = owed(client_state.account, debt.currency, by)
        if event.amount > open_ - unapplied:
            raise MoreThanOwed(client_state.name, event.amount, open_, unapplied, debt.currency, by)


@judges
def judge_recovered(client_state: ClientState, event: DebtRecovered, draft: Draft) -> None:
    """A recovery is at most what was written off; it has its own number or the write-off's."""
    account = client_state.account
    written_off = account.write_offs(event.document)
    if event.number not in written_off:
        RECOVERY.must_be_new(client_state, event.number)
    positive("amount", event.amount)
    debt = known_debt(client_state, event.document)
    not_before(f"'{event.document}'", debt.on, draft.occurred_at.date())
    together = sum(written_off.values(), ZERO)
    if event.amount > together:
        raise MoreThanWrittenOff(event.document, event.amount, together, debt.currency)
    for share in event.write_offs:
        if not 0 < share.amount <= written_off.get(share.source, ZERO):
            gone = written_off.get(share.source, ZERO)
            raise MoreThanWrittenOff(event.document, share.amount, gone, debt.currency)
    shares_agree(event.number, event.write_offs, event.amount, debt.currency)
    for share in complete(account, event).write_offs:
        written = account.credits[share.source].on
        not_before(f"write-off '{share.source}'", written, draft.occurred_at.date())


@judges
def judge_reminded(client_state: ClientState, event: ReminderSent, draft: Draft, context: Context) -> None:
    """Reminders are about known documents, in order of time for each of them.

    Earlier versions admitted reminders of days to come. Such a slip does not keep later ones out.
    """
    REMINDER.must_be_new(client_state, event.number)
    not_negative("level", event.level)
    on = draft.occurred_at.date()
    for document in event.documents:
        known_debt(client_state, document, "--documents")
        last = client_state.account.linked().reminded.get(document)
        if last is not None and on < last and not is_to_come(last, context.now):
            raise ReminderBeforeLast(document, last, on)
    for one in event.instalments:
        if one.document not in event.documents:
            raise UnknownNumber("reminded document", one.document, client_state.name, "--documents")
        instalment_must_be(one.document, known_debt(client_state, one.document), one.instalment)
