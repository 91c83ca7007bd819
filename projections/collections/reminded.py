"""Which reminders were sent of each instalment and of each delivery of an order.

A reminder names documents, and may name instalments of them. It cannot name the deliveries of an order that
is billed by delivery. Which of those it was about follows from its day and its level: of the deliveries late
by then, it was about those whose next step it is, by the policy asked by if that has it due on that day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date

from ledger.subledger import Account, Debt, OpenItem
from ledger.subledger.billing import debts_under, names
from ledger.subledger.documents import DELIVERY, Reminder
from projections.policy import Policy, Reminders, Step

NOTICE = 0
"""The level of what is sent before the due date."""


class Reminded:
    """The reminders of an account, by what they are about."""

    def __init__(self, account: Account, policy: Policy) -> None:
        self._account = account
        self._policy = policy.reminders
        self._by_document: dict[str, list[Reminder]] = {}
        self._by_delivery: dict[str, dict[int, list[Reminder]]] = {}
        for one in account.reminders:
            for document in one.documents:
                for number in names(account, document):
                    meant = one if number == document else _about(one, number)
                    self._by_document.setdefault(number, []).append(meant)

    def of_document(self, number: str) -> Sequence[Reminder]:
        """The reminders that name a document; one of an invoice that repeats orders counts for these."""
        return self._by_document.get(number, ())

    def of(self, part: OpenItem) -> Sequence[Reminder]:
        """The reminders of an instalment, or of a debt in one sum."""
        debt = part.debt
        sent = self.of_document(debt.number)
        if debt.what == DELIVERY and sent:
            if debt.number not in self._by_delivery:
                debts = debts_under(self._account, debt.number)
                deliveries = [one for one in debts if one.what == DELIVERY]
                self._by_delivery[debt.number] = _of_deliveries(sent, deliveries, self._policy)
            return self._by_delivery[debt.number][debt.position]
        return [one for one in sent if one.covers(debt.number, part.named, part.due)]

    def was_charged(self, part: OpenItem, day: date) -> bool:
        """Whether interest that was charged on a document on a day was charged on this part of it.

        It was charged on what was reminded on that day, or without a reminder on all of the document.
        """
        that_day = {one.position for one in self.of_document(part.debt.number) if one.on == day}
        return not that_day or any(one.position in that_day for one in self.of(part))


def last_of(sent: Iterable[Reminder]) -> Reminder | None:
    """The last reminder; of those of one day, the one of the highest level."""
    return max(sent, key=lambda one: (one.on, one.level), default=None)


def is_due(step: Step, due: date, last: Reminder | None, day: date, gap: int) -> bool:
    """Whether a step after the due date has to be taken by a day.

    Args:
        step: the step.
        due: when the instalment is due.
        last: its last reminder.
        day: the day.
        gap: how many days lie between two reminders at least; the first one after a notice does not wait.
    """
    rested = last is None or last.level == NOTICE or (day - last.on).days >= gap
    return rested and (day - _counted_from(step, due, last)).days >= step.days


def _counted_from(step: Step, due: date, last: Reminder | None) -> date:
    """From which day the days of a step count."""
    if step.after == "end of month":
        return due.replace(day=monthrange(due.year, due.month)[1])
    return last.on if last and step.after == "last" else due


def _about(reminder: Reminder, number: str) -> Reminder:
    """A reminder of an invoice as one of an order that the invoice repeats."""
    return reminder._replace(documents=(number,), instalments=())


def _of_deliveries(
    sent: Iterable[Reminder], deliveries: Sequence[Debt], policy: Reminders
) -> dict[int, list[Reminder]]:
    """The reminders of each delivery of an order, by the position of its entry."""
    found: dict[int, list[Reminder]] = {one.position: [] for one in deliveries}
    for reminder in sorted(sent, key=lambda one: (one.on, one.level)):
        about = [(one.parts[0].due, found[one.position]) for one in deliveries if _was_due(one, reminder)]
        free = [(due, own) for due, own in about if not own or own[-1].on < reminder.on]
        following = [(due, own) for due, own in free if _level(own) + 1 == reminder.level]
        ready = [(due, own) for due, own in following if _is_ready(due, own, reminder, policy)]
        lower = [(due, own) for due, own in free if _level(own) < reminder.level]
        for _, own in ready or following or lower or free:
            own.append(reminder)
    return found


def _is_ready(due: date, own: Sequence[Reminder], reminder: Reminder, policy: Reminders) -> bool:
    """Whether the next step of a delivery was due on the day of a reminder."""
    steps = policy.of_late[_level(own) :]
    return bool(steps) and is_due(steps[0], due, own[-1] if own else None, reminder.on, policy.gap)


def _was_due(delivery: Debt, reminder: Reminder) -> bool:
    """Whether a delivery was late on the day of a reminder, or made and not late on that of a notice."""
    due = delivery.parts[0].due
    return delivery.on <= reminder.on <= due if reminder.level == NOTICE else due < reminder.on


def _level(sent: Sequence[Reminder]) -> int:
    return sent[-1].level if sent else NOTICE
