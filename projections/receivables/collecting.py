"""Whom to call first about overdue money, and why: a rank made of named points, each of which is shown.

What can be asked for is what is overdue, less what is contested, and less what is promised for a day to come. Five factors
give points, each at most as many as it weighs by the policy (``projections.collect_policy`` says what each is):

* amount: what can be asked for, against the largest such amount in view in the same currency;
* lateness: its days late, weighted by amount, full from 90 days on;
* word: the part of what the client promised so far that was not paid in time;
* today: a promise names this day, or was broken on one of the three days before;
* silence: days since anybody spoke with the client or reminded it, full from 30 days on.

Who cannot be asked for anything has no points and stands last, and is listed because somebody has to follow it up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ledger.money import quantum
from projections.choice import Party
from projections.policy import Policy
from projections.promises import Judged, broken_rate
from projections.receivables.account import Account
from projections.receivables.disputes import contested
from projections.receivables.promises import judged, promised, words
from projections.receivables.reminding import by_document
from projections.receivables.settling import Books, OpenPart, settle

__all__ = ["Row", "Total", "calls", "totals"]

_LATE, _SILENT = 90, 30  # days from which on lateness and silence count in full
_RECENT = timedelta(3)  # a weekend lies between the day of a promise and the next working day
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """A client with overdue money, and why it stands where it does.

    Attributes:
        rank: 1 is to be called first.
        ask: of what is overdue, what can be asked for.
        days_late: of that, weighted by amount; whole days.
        score: the sum of the points that follow.
        last_contact: when somebody last spoke with the client, or reminded it.
        level: the highest reminder sent of what is overdue.
        why: in words.
    """

    rank: int
    client: str
    name: str | None
    currency: str
    overdue: Decimal
    disputed: Decimal
    promised: Decimal
    ask: Decimal
    days_late: int
    score: int
    amount: int
    lateness: int
    word: int
    today: int
    silence: int
    last_contact: date | None
    level: int
    why: str


@dataclass(frozen=True, slots=True)
class Total:
    """What is overdue in one currency, and how much of it can be asked for."""

    currency: str
    clients: int
    overdue: Decimal
    disputed: Decimal
    promised: Decimal
    ask: Decimal


class _Late(NamedTuple):
    """An overdue instalment, and what can be asked for of it."""

    days: int
    open: Decimal
    disputed: Decimal
    promised: Decimal
    level: int

    @property
    def ask(self) -> Decimal:
        return max(self.open - self.disputed - self.promised, _NOTHING)


class _Case(NamedTuple):
    """All that is overdue of a party in one currency."""

    party: Party
    currency: str
    late: list[_Late]
    promises: list[Judged]
    ours: Decimal
    contact: date | None

    @property
    def ask(self) -> Decimal:
        """Nothing, where we owe as much in credits that stand alone."""
        ask = sum((one.ask for one in self.late), _NOTHING)
        return ask if ask > self.ours else _NOTHING


def calls(parties: Sequence[Party], as_of: date, policy: Policy) -> list[Row]:
    """The clients with overdue money, whoever is to be called first first."""
    cases = [case for party in parties if party.shown for case in _cases(party, as_of, policy)]
    largest: dict[str, Decimal] = {}
    for case in cases:
        largest[case.currency] = max(case.ask, largest.get(case.currency, _NOTHING))
    rows = [_row(case, largest[case.currency], as_of, policy) for case in cases]
    rows.sort(key=lambda row: (not row.ask, -row.score, -row.days_late, row.client, row.currency))
    return [replace(row, rank=rank) for rank, row in enumerate(rows, 1)]


def totals(rows: Iterable[Row]) -> list[Total]:
    """The sums, per currency."""
    by_currency: dict[str, list[Row]] = {}
    for row in rows:
        by_currency.setdefault(row.currency, []).append(row)
    return [
        Total(
            currency,
            len(same),
            sum((row.overdue for row in same), _NOTHING),
            sum((row.disputed for row in same), _NOTHING),
            sum((row.promised for row in same), _NOTHING),
            sum((row.ask for row in same), _NOTHING),
        )
        for currency, same in sorted(by_currency.items())
    ]


def _cases(party: Party, as_of: date, policy: Policy) -> Iterator[_Case]:
    """One for each currency in which anything is overdue, over all companies of the party."""
    found: dict[str, list[_Late]] = {}
    promises: list[Judged] = []
    ours: dict[str, Decimal] = {}
    contacts: list[date] = []
    for _, account in party.members:
        if account is None:
            continue
        books = settle(account, policy)
        promises += judged(account, books, as_of)
        contacts += [one.on for one in account.reminders[-1:]] + (
            [account.touched] if account.touched else []
        )
        for left in books.credits:
            ours[left.credit.currency] = ours.get(left.credit.currency, _NOTHING) + left.left
        for part, one in _overdue(account, books, as_of):
            found.setdefault(part.debt.currency, []).append(one)
    for currency, late in sorted(found.items()):
        given = [one for one in promises if one.promise.currency == currency]
        yield _Case(party, currency, late, given, ours.get(currency, _NOTHING), max(contacts, default=None))


def _overdue(account: Account, books: Books, as_of: date) -> Iterator[tuple[OpenPart, _Late]]:
    late = [part for part in books.parts if part.open > 0 and part.due < as_of]
    if not late:
        return
    against, pledged = contested(account, books), promised(words(account, books), as_of)
    sent = by_document(account)
    for part in late:
        instalment = part.instalment if len(part.debt.parts) > 1 else None
        number = part.debt.number
        levels = [one.level for one in sent.get(number, ()) if one.is_of(number, instalment, part.due)]
        disputed, to_come = (_at(amounts, part) for amounts in (against, pledged))
        yield part, _Late((as_of - part.due).days, part.open, disputed, to_come, max(levels, default=0))


def _at(amounts: Mapping[int, Decimal], part: OpenPart) -> Decimal:
    return amounts.get(id(part), _NOTHING)


def _row(case: _Case, largest: Decimal, as_of: date, policy: Policy) -> Row:
    zero, ask = 0 * quantum(case.currency), case.ask
    days = int(sum((one.ask * one.days for one in case.late), _NOTHING) / ask) if ask else 0
    level = max(one.level for one in case.late)
    past = [one for one in case.promises if one.promise.by < as_of]  # today is not over yet
    recent = [one for one in case.promises if _calls_for(one, as_of)]
    silent = (as_of - case.contact).days if case.contact else _SILENT
    shares = {
        "amount": ask / largest if ask else _NOTHING,
        "lateness": Decimal(days) / _LATE,
        "word": broken_rate(past) or _NOTHING,
        "today": Decimal(bool(recent)),
        "silence": Decimal(silent) / _SILENT,
    }
    most, steps = policy.collect._asdict(), len(policy.reminders.steps)
    points = {name: _points(share, most[name]) if ask else 0 for name, share in shares.items()}
    return Row(
        rank=0,
        client=case.party.code,
        name=case.party.name,
        currency=case.currency,
        overdue=sum((one.open for one in case.late), zero),
        disputed=sum((one.disputed for one in case.late), zero),
        promised=sum((one.promised for one in case.late), zero),
        ask=zero + ask,
        days_late=days,
        score=sum(points.values()),
        **points,
        last_contact=case.contact,
        level=level,
        why="; ".join(_why(case, recent, past, as_of, all_sent=level >= steps > 0)),
    )


def _points(share: Decimal, most: int) -> int:
    return int((min(share, Decimal(1)) * most).quantize(Decimal(1), ROUND_HALF_UP))


def _calls_for(one: Judged, as_of: date) -> bool:
    """Whether a promise that is not kept names this day, or one of the few before it."""
    return one.settled < one.amount and as_of - _RECENT <= one.promise.by <= as_of


def _why(
    case: _Case, recent: Sequence[Judged], past: Sequence[Judged], as_of: date, *, all_sent: bool
) -> Iterator[str]:
    for one in recent:
        amount = f"{one.amount - one.settled:,f} {case.currency}"
        broken = one.promise.by < as_of
        yield (
            f"{amount} promised for {one.promise.by} was not paid by then"
            if broken
            else f"{amount} promised for today"
        )
    earlier = [one.promise.by for one in past if one.settled < one.amount and one not in recent]
    if earlier:
        times = "once" if len(earlier) == 1 else f"{len(earlier):,} times"
        yield f"broke its word {times}, last for {max(earlier)}"
    if not case.ask:
        yield "covered by credit" if any(one.ask for one in case.late) else "contested or promised"
    else:
        yield f"oldest {max(one.days for one in case.late if one.ask):,} days late"
    if all_sent:
        yield "all reminders sent"
    if case.contact is None:
        yield "never contacted"
    elif (as_of - case.contact).days >= _SILENT:
        yield f"no contact for {(as_of - case.contact).days:,} days"
