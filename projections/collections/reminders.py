"""The reminders that are due on a day by the policy, and those that are held back, with the reason.

A document, or an instalment of it, goes up one step at a time: the next step is due once its days have
passed. A reminder does not ask for what the client contests, or has promised to pay by a day to come. If
nothing else is open, the reminder is held back. So are all reminders of a client whom we owe as much in
credits that stand alone.

A step with days before the due date is a notice, of what is not late yet. It is no reminder: those after it
are counted from 1.

A late charge goes along with the reminder of the document that it is on top of, at the same level. It has a
reminder of its own if it stands alone, or if nothing of its document is late. While its document is late,
nobody is sent a notice of a charge that is due soon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from ledger.money import ZERO, Amounts, rounded, zero_of
from ledger.policy_amounts import figure_in
from ledger.subledger import Account, Books, OpenItem
from ledger.subledger.billing import debts_under, names
from ledger.subledger.documents import INTEREST, PRINCIPAL, Reminder
from ledger.subledger.items import Key
from ledger.text import plural
from ledger.times import shifted
from projections.collections.interest import interest, portions
from projections.collections.late_charges import leads
from projections.collections.overdue import late_parts, parts_due_by, unapplied_in
from projections.collections.reminded import NOTICE, Reminded, is_due, last_of
from projections.framework.answer import Answer
from projections.framework.clients import Client
from projections.framework.columns import CURRENCY, Column, Who
from projections.framework.filters import members_shown
from projections.framework.sums import totals_of
from projections.policy import Policy, Step
from projections.receivables.applying import settle
from projections.receivables.disputes import contested
from projections.receivables.promises import promised


@dataclass(frozen=True, kw_only=True)
class ReminderRow(Who):
    """A document or instalment whose next reminder is due."""

    document: Annotated[str, Column("The document's number.")]
    instalment: Annotated[
        int | None, Column("Which instalment, from 1.", null="it is in one sum", title="PART", spare=True)
    ]
    currency: Annotated[str, CURRENCY]
    due: Annotated[date, Column("When it was due.")]
    days_late: Annotated[int, Column("Days past that; less than 0 before it.", unit="days", title="LATE")]
    open: Annotated[Decimal, Column("What is open of it.")]
    disputed: Annotated[Decimal, Column("Of that, what the client disputes.", blank=True)]
    promised: Annotated[Decimal, Column("Of that, what is promised for a day to come.", blank=True)]
    asked: Annotated[Decimal, Column("The rest, of which the client is to be reminded.")]
    level: Annotated[int, Column("Which reminder it would be, from 1; 0 for a notice.")]
    step: Annotated[str, Column("What the policy counts, such as due + 7 days.", spare=True)]
    last: Annotated[date | None, Column("The day of the last reminder.", null="there was none")]
    sent: Annotated[int, Column("Reminders of this level sent on this very day, of other documents.")]
    interest: Annotated[
        Decimal,
        Column(
            "On what was open on each day late and is not disputed, if the step asks for it.",
            spare=True,
            blank=True,
        ),
    ]
    fee: Annotated[
        Decimal, Column("The fee of the reminder, on its oldest document.", spare=True, blank=True)
    ]
    held: Annotated[
        str | None,
        Column(
            "Why no reminder is due all the same.", null="a reminder is due", title="WHY", colours="yellow"
        ),
    ]


@dataclass(frozen=True, slots=True)
class ReminderTotal:
    """What is to be reminded in one currency; what is held back is not in it."""

    currency: str
    clients: int
    documents: int
    asked: Decimal
    interest: Decimal
    fee: Decimal


def listed(answer: Answer) -> Answer:
    """The answer of receivables with a row for each reminder that is due, and each that is held back.

    Those due lead, by client and level, the oldest document first; the totals are of them.
    """
    found = [
        row
        for _, client, account in members_shown(answer.holders)
        for row in _of_client(client, account, answer.as_of, answer.rules)
    ]
    due, held = ([row for row in found if (row.held is not None) is back] for back in (False, True))
    sums = totals_of(
        ReminderTotal,
        due,
        lambda same: {"clients": len({row.client for row in same}), "documents": len(same)},
    )
    return replace(answer, view="reminders", rows=due + held, totals=sums, behind=list, shape=ReminderRow)


class _Due(NamedTuple):
    """An instalment whose next step is due."""

    part: OpenItem
    level: int
    step: Step
    last: Reminder | None


class _Beside(NamedTuple):
    """What stands beside the instalments of an account: what is contested or promised of them, by key."""

    contested: Mapping[Key, Decimal]
    promised: Mapping[Key, Decimal]
    reminded: Reminded

    def split(self, part: OpenItem) -> tuple[Decimal, Decimal, Decimal]:
        """Of what is open of an instalment what is contested, what is promised, and the rest to ask for."""
        zero = zero_of(part.debt.currency)
        against = min(self.contested.get(part.key, zero), part.open)
        promise = min(self.promised.get(part.key, zero), part.open - against)
        return against, promise, part.open - against - promise


def _of_client(client: Client, account: Account, as_of: date, policy: Policy) -> list[ReminderRow]:
    books = settle(account, policy)
    reminded = Reminded(account, policy)
    late = late_parts(books, as_of)
    coming = _coming(books, as_of, policy)
    leads_of = leads(account, late, coming)
    steps = [
        one
        for part in (*late, *coming)
        if part.key not in leads_of and (one := _due(part, reminded.of(part), as_of, policy))
    ]
    if not steps:
        return []
    day_before = shifted(as_of, -1)  # the day that a promise names is the client's
    beside = _Beside(contested(account, books), promised(account, policy, day_before), reminded)
    due = [(one, _row(client, account, one, as_of, beside)) for one in steps]
    due = [
        (one, row) for one, row in due if row.held or row.asked >= figure_in(one.step.threshold, row.currency)
    ]
    due.sort(key=lambda pair: (pair[1].level, pair[1].due))
    along, rows = _followers(due, late, leads_of), []
    for first, row in due:
        rows.append(row)
        for part in along.get(first.part.key, ()):
            along_with = first._replace(part=part, last=last_of(reminded.of(part)))
            charge = _row(client, account, along_with, as_of, beside)
            rows.append(replace(charge, held=charge.held or row.held))
    if rows and (ours := unapplied_in(books)):
        asked = _asked_in([*late, *coming], as_of, beside)
        rows = [_unless_covered(row, asked, ours) for row in rows]
    rows.sort(key=lambda row: row.held is not None)
    return list(_with_fees(rows, account, policy))


def _coming(books: Books, as_of: date, policy: Policy) -> list[OpenItem]:
    """What is due so soon that the policy asks for a notice."""
    before = [-step.days for step in policy.reminders.notices]
    return parts_due_by(books, as_of, shifted(as_of, max(before))) if before else []


def _followers(
    due: Sequence[tuple[_Due, ReminderRow]],
    late: Sequence[OpenItem],
    leads_of: Mapping[Key, Sequence[OpenItem]],
) -> dict[Key, list[OpenItem]]:
    """The charges that go along with each reminder, by its part; the highest level has precedence."""
    ranks = {one.part.key: (row.held is None, row.level, -at) for at, (one, row) in enumerate(due)}
    found: dict[Key, list[OpenItem]] = {}
    for part in late:
        parts = [lead.key for lead in leads_of.get(part.key, ()) if lead.key in ranks]
        if parts:
            found.setdefault(max(parts, key=ranks.__getitem__), []).append(part)
    return found


def _due(part: OpenItem, own: Sequence[Reminder], as_of: date, policy: Policy) -> _Due | None:
    """The next step of an instalment; None if its days have not passed, or the last step was taken."""
    last, late = last_of(own), part.due < as_of
    taken = (last.level if last else 0) if late else len(own)
    step = next(iter((policy.reminders.of_late if late else policy.reminders.notices)[taken:]), None)
    if step is None:
        return None
    gap = policy.reminders.gap
    rests = not late and last is not None and (as_of - last.on).days < gap
    ready = not rests and is_due(step, part.due, last, as_of, gap)
    return _Due(part, taken + 1 if late else NOTICE, step, last) if ready else None


def _counted(step: Step) -> str:
    days = abs(step.days)
    return f"{step.after} {'-' if step.is_notice else '+'} {days} {plural(days, 'day')}"


def _row(client: Client, account: Account, one: _Due, as_of: date, beside: _Beside) -> ReminderRow:
    part, debt = one.part, one.part.debt
    zero = zero_of(debt.currency)
    against, promise, asked = beside.split(part)
    reasons = [reason for amount, reason in ((against, "contested"), (promise, "promised")) if amount]
    held = None if asked else ", ".join(reasons)
    return ReminderRow(
        client=client.code,
        name=client.name,
        document=debt.number,
        instalment=part.named,
        currency=debt.currency,
        due=part.due,
        days_late=(as_of - part.due).days,
        open=part.open,
        disputed=against,
        promised=promise,
        asked=asked,
        level=one.level,
        step=_counted(one.step),
        last=one.last.on if one.last else None,
        sent=sum((each.on, each.level) == (as_of, one.level) for each in account.reminders),
        interest=zero if held else _interest(account, part, against, one.step, as_of, beside.reminded),
        fee=zero,
        held=held,
    )


def _asked_in(parts: Iterable[OpenItem], as_of: date, beside: _Beside) -> Amounts[tuple[str, bool]]:
    """What to ask for of all instalments, by currency and whether it is late; no step has to be due."""
    asked = (((part.debt.currency, part.due < as_of), beside.split(part)[2]) for part in parts)
    return Amounts.of(asked)


def _unless_covered(row: ReminderRow, asked: Amounts[tuple[str, bool]], ours: Amounts[str]) -> ReminderRow:
    """Hold a reminder back while we owe the client as much, in credits that settle nothing.

    Credits cover what is late first, so what is due soon takes none of them from it. All that is late counts:
    a credit does not cover a small debt again and again because the large one waits for its next step.
    """
    wanted = asked[row.currency, True] + (ZERO if row.days_late > 0 else asked[row.currency, False])
    return replace(row, held="covered by credit") if wanted <= ours[row.currency] and not row.held else row


def _interest(
    account: Account, part: OpenItem, against: Decimal, step: Step, as_of: date, reminded: Reminded
) -> Decimal:
    """Interest on what was open on each day since it was due, or since interest was last charged on it."""
    debt = part.debt
    if debt.rank != PRINCIPAL:
        return zero_of(debt.currency)
    charged = [
        other.on
        for other in account.documents.values()
        if other.rank == INTEREST
        and other.on_top_of
        and debt.number in names(account, other.on_top_of)
        and reminded.was_charged(part, other.on)
    ]
    found = portions(account, part, against, max([part.due, *charged]), as_of)
    return interest(found, step.interest, debt.currency)


def _with_fees(rows: Iterable[ReminderRow], account: Account, policy: Policy) -> Iterator[ReminderRow]:
    """The rows with the fee of each level on its first document that is not itself a charge."""
    charged: set[int] = set()
    for row in rows:
        fee = figure_in(policy.reminders.of_late[row.level - 1].fee, row.currency) if row.level else ZERO
        principal = any(debt.rank == PRINCIPAL for debt in debts_under(account, row.document))
        if fee and principal and not row.held and row.level not in charged:
            charged.add(row.level)
            yield replace(row, fee=rounded(fee, row.currency))
        else:
            yield row
