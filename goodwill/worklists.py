"""Lists to work through: whom to call, whom to remind, what to settle; and the record of what was done."""

from __future__ import annotations

from decimal import Decimal
from typing import Unpack

from goodwill.asking import answer, exchange_for, question_of, shown
from goodwill.moments import local_now
from goodwill.options import Asked, asks
from goodwill.recording import Wanted, as_before
from ledger import Outcome
from ledger.errors import Misuse
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.recording.journal import Journal
from projections import Answer
from projections.collections import collecting, proposing, reminder_drafts
from projections.collections import reminders as reminding
from projections.collections.proposing import Choice


@asks(Asked)
def collect(ledger: EntryLog, *, currency: str | None = None, **asked: Unpack[Asked]) -> Answer:
    """Whom to call first about overdue money, and why.

    Args:
        currency: ranks all clients together in this currency, at the rates in force on the day, except what
            has no rate; None: each currency by itself.
    """
    return ranked(ledger, _open(ledger, asked), currency=currency)


def _open(ledger: EntryLog, asked: Asked) -> Answer:
    """An answer of receivables with the states of those who have something open."""
    return shown(ledger, "receivables", question_of(ledger, **asked)._replace(states="open"))


def ranked(ledger: EntryLog, found: Answer, *, currency: str | None = None) -> Answer:
    """Whom to call first, from an answer of receivables."""
    return collecting.listed(found, None if currency is None else exchange_for(ledger, found, currency))


@asks(Asked)
def reminders(ledger: EntryLog, **asked: Unpack[Asked]) -> Answer:
    """The reminders that are due by the policy's steps; a row held back has its reason in ``held``."""
    return reminding.listed(_open(ledger, asked))


@exact
def record_reminders(
    ledger: Journal,
    answer: Answer,
    *,
    actor: str,
    channel: str = "e-mail",
    charge: bool = False,
    dry_run: bool = False,
) -> list[Outcome]:
    """Record that the reminders were sent: all of them or nothing. Recording them again adds nothing.

    Args:
        answer: of ``reminders``.
        actor: who records.
        channel: how they were sent.
        charge: whether to add the policy's interest and fees.
        dry_run: judge them, and record nothing.

    Raises:
        Refused: a rule refuses one of them.
        Conflict: others kept recording first.
    """
    drafts = reminder_drafts.drafts(answer, actor, channel=channel, charge=charge)
    return ledger.record_many(drafts, dry_run=dry_run)


@asks(Asked)
def settlements(
    ledger: Journal,
    *,
    source: str | None = None,
    target: str | None = None,
    amount: Decimal | None = None,
    instalment: int | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """Propose what unapplied money settles; ``items`` of the answer are what stays unapplied.

    Args:
        source: only of this payment or credit.
        target: only for this document.
        amount: so much, and no more.
        instalment: of the target, counted from 1.
        **asked: as ``Asked`` has it; a choice of source, target or amount is made for one client.

    Raises:
        Misuse: something is chosen and no client is named, or a group is, or an instalment and no target.
        Refused: the choice cannot be settled so.
    """
    choice = Choice(source, target, amount, instalment)
    if choice == Choice():
        return proposing.listed(_open(ledger, asked))
    if asked.get("client") is None:
        raise Misuse("a choice is made for one client; name it with client=")
    if asked.get("group"):
        raise Misuse("a choice is made for one client, and not for a group; leave out group=")
    if instalment is not None and target is None:
        raise Misuse("an instalment is one of a document; name it with target=")
    return proposing.listed(answer(ledger, "receivables", **asked), choice)


@exact
def record_settlements(
    ledger: Journal, answer: Answer, *, actor: str, dry_run: bool = False
) -> list[Outcome]:
    """Record the settlements that are proposed: all of them or nothing. Recording them again adds nothing.

    Args:
        answer: of ``settlements``.
        actor: who records.
        dry_run: judge them, and record nothing.

    Raises:
        Refused: a rule refuses one of them.
        Conflict: others kept recording first.
    """
    wanted = [Wanted(draft, dated=False) for draft in proposing.drafts(answer, local_now(ledger), actor)]
    return ledger.record_many(as_before(ledger, wanted), dry_run=dry_run)
