"""What is overdue, and what to ask for: less what is contested, promised, or covered by credit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import ZERO, Amounts
from ledger.subledger import Account, Books, OpenItem
from ledger.subledger.documents import BouncedPayment
from projections.collections.reminded import Reminded
from projections.framework.filters import AccountHolder
from projections.policy import Policy
from projections.rates import Convert
from projections.receivables.applying import settle
from projections.receivables.disputes import contested
from projections.receivables.promise_outcomes import Judged
from projections.receivables.promises import judged, promised


class OverdueItem(NamedTuple):
    """An overdue instalment.

    Attributes:
        days: past its due date.
        level: of the highest reminder sent of it.
        covered: whether we owe the client as much, in credits that stand alone.
    """

    days: int
    open: Decimal
    disputed: Decimal
    promised: Decimal
    level: int
    covered: bool = False

    @property
    def asked(self) -> Decimal:
        """What to ask the client for."""
        return ZERO if self.covered else max(self.open - self.disputed - self.promised, ZERO)

    def shown(self, currency: str, convert: Convert) -> OverdueItem:
        """The instalment in the currency in which it is shown."""
        open_, disputed, promised_ = (
            convert((own, currency))[0] for own in (self.open, self.disputed, self.promised)
        )
        return self._replace(open=open_, disputed=disputed, promised=promised_)


class Case(NamedTuple):
    """Everything overdue of an account holder in one currency.

    Attributes:
        currency: in which it is shown.
        promises: in the original currencies of what is overdue.
        contact: the last day on which a person spoke with the client, reminded it, or had its promise to pay.
        bounced: the last payment that was reversed.
    """

    holder: AccountHolder[Account]
    currency: str
    late: list[OverdueItem]
    promises: list[Judged]
    contact: date | None
    bounced: BouncedPayment | None

    @property
    def asked(self) -> Decimal:
        """What to ask the client for."""
        return sum((one.asked for one in self.late), ZERO)


def cases(holder: AccountHolder[Account], as_of: date, policy: Policy, convert: Convert) -> Iterator[Case]:
    """A case for each currency in which something is shown as overdue, over all companies of the holder."""
    found: dict[str, list[OverdueItem]] = {}
    promises: list[Judged] = []
    unapplied = Amounts[str]()
    contacts: list[date] = []
    for _, account in holder.states:
        books = settle(account, policy)
        promises += judged(account, books, as_of)
        contacts += [one.on for one in account.reminders[-1:]]
        contacts += [one.made for one in account.promises]
        contacts += [account.contacted] if account.contacted else []
        for own, amount in unapplied_in(books).items():
            unapplied[own] += amount
        for part, one in _overdue(account, books, as_of, policy):
            found.setdefault(part.debt.currency, []).append(one)
    together: dict[str, Case] = {}
    contact, last = max(contacts, default=None), bounced([holder])
    for own, late in sorted(found.items()):
        _, currency = convert((ZERO, own))
        case = together.setdefault(currency, Case(holder, currency, [], [], contact, last))
        covered = ZERO < sum(one.asked for one in late) <= unapplied[own]
        case.late.extend(one._replace(covered=covered).shown(own, convert) for one in late)
        case.promises.extend(one for one in promises if one.promise.currency == own)
    yield from together.values()


def bounced(holders: Iterable[AccountHolder[Account]]) -> BouncedPayment | None:
    """The last payment of account holders that was reversed."""
    found = (account.bounced for holder in holders for _, account in holder.states if account.bounced)
    return max(found, key=lambda one: one.on, default=None)


def unapplied_in(books: Books) -> Amounts[str]:
    """What is left of payments and credits, by currency."""
    return Amounts.of((one.credit.currency, one.left) for one in books.credits)


def late_parts(books: Books, as_of: date) -> list[OpenItem]:
    """The open instalments whose due date has passed."""
    return [part for part in books.items if part.open > 0 and part.due < as_of]


def parts_due_by(books: Books, as_of: date, last: date) -> list[OpenItem]:
    """The open instalments that are due from a day up to another one."""
    return [part for part in books.items if part.open > 0 and as_of <= part.due <= last]


def _overdue(
    account: Account, books: Books, as_of: date, policy: Policy
) -> Iterator[tuple[OpenItem, OverdueItem]]:
    late = late_parts(books, as_of)
    if not late:
        return
    disputed, pledged = contested(account, books), promised(account, policy, as_of)
    reminded = Reminded(account, policy)
    for part in late:
        yield (
            part,
            OverdueItem(
                days=(as_of - part.due).days,
                open=part.open,
                disputed=disputed.get(part.key, ZERO),
                promised=pledged.get(part.key, ZERO),
                level=max((one.level for one in reminded.of(part)), default=0),
            ),
        )
