"""All that is overdue of a holder, and what it can be asked for: less what is contested, promised, or covered by credit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import Amounts
from ledger.subledger import Account, Books, OpenItem
from ledger.subledger.items import Key
from projections.collections.reminding import by_document
from projections.framework.filters import AccountHolder
from projections.policy import Policy
from projections.rates import Convert
from projections.receivables.applying import settle
from projections.receivables.disputes import contested
from projections.receivables.promise_outcomes import Judged
from projections.receivables.promises import judged, promised, words

_NOTHING = Decimal(0)


class Late(NamedTuple):
    """An overdue instalment.

    Attributes:
        days: past its due date.
        level: of the highest reminder sent of it.
        covered: we owe the client as much, in credits that stand alone.
    """

    days: int
    open: Decimal
    disputed: Decimal
    promised: Decimal
    level: int
    covered: bool = False

    @property
    def asked(self) -> Decimal:
        """What the client can be asked for."""
        return _NOTHING if self.covered else max(self.open - self.disputed - self.promised, _NOTHING)

    def shown(self, currency: str, convert: Convert) -> Late:
        """The same, as it is to be shown."""

        def amount(own: Decimal) -> Decimal:
            return convert((own, currency))[0]

        return self._replace(
            open=amount(self.open), disputed=amount(self.disputed), promised=amount(self.promised)
        )


class Case(NamedTuple):
    """All that is overdue of a holder in one currency.

    Attributes:
        currency: as it is shown.
        promises: of what is overdue in the currencies behind it, as they were given.
        contact: when somebody last spoke with the client, or reminded it.
    """

    holder: AccountHolder[Account]
    currency: str
    late: list[Late]
    promises: list[Judged]
    contact: date | None

    @property
    def asked(self) -> Decimal:
        """What the client can be asked for."""
        return sum((one.asked for one in self.late), _NOTHING)


def cases(holder: AccountHolder[Account], as_of: date, policy: Policy, convert: Convert) -> Iterator[Case]:
    """One for each currency in which anything is shown as overdue, over all companies of the holder.

    Raises:
        MissingRate: ``convert`` knows no rate for a currency in which something is overdue.
    """
    found: dict[str, list[Late]] = {}
    promises: list[Judged] = []
    ours = Amounts[str]()
    contacts: list[date] = []
    for _, account in holder.members:
        if account is None:
            continue
        books = settle(account, policy)
        promises += judged(account, books, as_of)
        contacts += [one.on for one in account.reminders[-1:]]
        contacts += [account.contacted] if account.contacted else []
        for left in books.credits:
            ours[left.credit.currency] += left.left
        for part, one in _overdue(account, books, as_of, policy):
            found.setdefault(part.debt.currency, []).append(one)
    together: dict[str, Case] = {}
    for own, late in sorted(found.items()):
        _, currency = convert((_NOTHING, own))
        case = together.setdefault(currency, Case(holder, currency, [], [], max(contacts, default=None)))
        covered = _NOTHING < sum(one.asked for one in late) <= ours[own]
        case.late.extend(one._replace(covered=covered).shown(own, convert) for one in late)
        case.promises.extend(one for one in promises if one.promise.currency == own)
    yield from together.values()


def _overdue(account: Account, books: Books, as_of: date, policy: Policy) -> Iterator[tuple[OpenItem, Late]]:
    late = [part for part in books.items if part.open > 0 and part.due < as_of]
    if not late:
        return
    against, pledged = contested(account, books), promised(words(account, policy), as_of)
    sent = by_document(account)
    for part in late:
        number = part.debt.number
        levels = [one.level for one in sent.get(number, ()) if one.covers(number, part.named, part.due)]
        disputed, to_come = (_at(amounts, part) for amounts in (against, pledged))
        yield part, Late((as_of - part.due).days, part.open, disputed, to_come, max(levels, default=0))


def _at(amounts: Mapping[Key, Decimal], part: OpenItem) -> Decimal:
    return amounts.get(part.key, _NOTHING)
