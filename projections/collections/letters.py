"""Reminders as letters: who writes to whom, of which documents, how much is to be paid and by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from ledger.entry import Entry
from ledger.errors import LedgerError
from ledger.events import ClientDetailsChanged, ClientRegistered, ClientRenamed, HouseDescribed
from ledger.master_data import master_data
from ledger.money import zero_of
from ledger.subledger import Account
from ledger.subledger.billing import debts_under
from ledger.subledger.documents import CHARGE, INTEREST
from ledger.times import shifted
from projections.collections.overdue import unapplied_in
from projections.collections.reminded import NOTICE
from projections.collections.reminder_drafts import Reminding, to_send
from projections.collections.reminders import ReminderRow
from projections.framework.answer import Answer
from projections.framework.filters import members_shown
from projections.framework.fold import happened_by
from projections.framework.house import house_on
from projections.framework.sums import by_currency
from projections.history import HistorySource, Horizon
from projections.receivables.applying import settle

_WHO_IT_IS = (ClientRegistered.kind, ClientRenamed.kind, ClientDetailsChanged.kind)


class NoSender(LedgerError):
    """A letter has no sender: the house had not described itself by its day."""

    code = "no-sender"

    def __init__(self, on: date) -> None:
        self.on = on
        super().__init__(
            f"a letter needs a sender, and the house had not described itself by {on}",
            "record house.described with its name, address and bank accounts",
        )


class Asked(NamedTuple):
    """A document or instalment of which a letter reminds.

    Attributes:
        what: the kind of document, such as "invoice"; "interest" or "charge" of a late charge.
    """

    row: ReminderRow
    what: str

    @property
    def currency(self) -> str:
        """The currency of the document."""
        return self.row.currency

    @property
    def to_pay(self) -> Decimal:
        """What is asked for, with interest and fee."""
        return self.row.asked + self.row.interest + self.row.fee


@dataclass(frozen=True, slots=True)
class Letter:
    """A reminder as a letter to a client, with everything that it depends on.

    Attributes:
        number: that of the reminder.
        level: which reminder it is, from 1; 0 for a notice.
        last: whether the policy has no step after it, and had one before it.
        on: the day of the letter, whose addresses and accounts it names.
        pay_by: the last day before the next reminder may follow; of a notice, the first due date.
        registered: the client's registration with the details of that day; None if there is none.
        asked: the documents, the oldest first.
        unapplied: what is left of the client's payments and credits, by currency.
        policy: the version of the policy.
    """

    client: str
    number: str
    level: int
    last: bool
    on: date
    pay_by: date
    sender: HouseDescribed
    registered: ClientRegistered | None
    asked: Sequence[Asked]
    unapplied: Mapping[str, Decimal]
    policy: str
    known_at: datetime | None
    position: int

    def by_currency(self) -> list[tuple[str, list[Asked]]]:
        """The documents of each currency, in order of its code."""
        return by_currency(self.asked)


def letters(
    answer: Answer, history: HistorySource, house: Iterable[Entry], *, charge: bool
) -> Iterator[Letter]:
    """The letters of the reminders that are due, one for each client and step.

    Args:
        answer: of the reminders.
        history: the entries of the ledger.
        house: the entries that belong to no client.
        charge: whether they ask for the interest and the fee of their step.

    Raises:
        NoSender: there is a letter to write, and the house had not described itself by its day.
    """
    horizon = Horizon(answer.as_of, answer.known_at, answer.position)
    accounts = {client.code: account for _, client, account in members_shown(answer.holders)}
    sender = house_on(house, horizon)
    for reminding in to_send(answer):
        if sender is None:
            raise NoSender(answer.as_of)
        facts, _ = history.facts(reminding.client, _WHO_IT_IS, horizon)
        registered = master_data(happened_by(answer.as_of, facts))
        rows = reminding.rows if charge else [*map(_uncharged, reminding.rows)]
        asked = [Asked(row, _what(accounts[row.client], row.document)) for row in rows]
        unapplied = unapplied_in(settle(accounts[reminding.client], answer.rules))
        yield _letter(answer, reminding, sender, registered, asked, unapplied)


def _letter(
    answer: Answer,
    reminding: Reminding,
    sender: HouseDescribed,
    registered: ClientRegistered | None,
    asked: Sequence[Asked],
    unapplied: Mapping[str, Decimal],
) -> Letter:
    rules, level = answer.rules.reminders, reminding.level
    due = min(row.due for row in reminding.rows)
    return Letter(
        client=reminding.client,
        number=reminding.number,
        level=level,
        last=1 < level == len(rules.of_late),
        on=answer.as_of,
        pay_by=due if level == NOTICE else shifted(answer.as_of, rules.gap),
        sender=sender,
        registered=registered,
        asked=asked,
        unapplied=unapplied,
        policy=answer.policy,
        known_at=answer.known_at,
        position=answer.position,
    )


def _uncharged(row: ReminderRow) -> ReminderRow:
    zero = zero_of(row.currency)
    return replace(row, interest=zero, fee=zero)


def _what(account: Account, number: str) -> str:
    """The kind of document; that of a late charge tells interest from the rest."""
    debt = next(debts_under(account, number))
    return "interest" if debt.what == CHARGE and debt.rank == INTEREST else debt.what
