"""The part of the document about reminders: when clients are reminded of what is overdue, or due soon."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from ledger.money import ZERO
from ledger.policy_amounts import Figure
from ledger.policy_key import CENTURY
from projections.policy.numbers import BILLION, Days, DaysFromOne, upto


class Step(NamedTuple):
    """A reminder in a row of them, each stronger than the one before.

    Attributes:
        after: What its days count from: the due date, the end of the due date's month, or the last reminder.
        days: Days after that from which on the step is taken. Days before the due date, as in -3, make it a
            notice of what is due soon; nobody is sent one of what is late already.
        threshold: Where less than this is to be asked for of a document or instalment, it is not reminded; in
            its own currency.
        fee: Charged once for a reminder, however many documents it names; in its currency, to the nearest of
            its smallest units.
        interest: Percent a year, of a year of 365 days, charged on what was open on each day since it was due
            or since interest was last charged.
    """

    after: Literal["due", "end of month", "last"]
    days: Annotated[int, upto(CENTURY, -365)]
    threshold: Annotated[Figure, upto(BILLION)] = ZERO
    fee: Annotated[Figure, upto(1_000_000)] = ZERO
    interest: Annotated[Decimal, upto(1_000)] = ZERO

    @property
    def is_notice(self) -> bool:
        """Whether it comes before the due date."""
        return self.days < 0


@dataclass(frozen=True, slots=True)
class Reminders:
    """When clients are reminded of what is overdue.

    Attributes:
        steps: The reminders of a document, the first first; after the last there are no more.
        gap: Days that pass at least between two reminders of one document, even if its steps have fewer. The
            first one after the due date does not wait for it.
        quiet_days: Days without a payment of any client after which `goodwill reminders` warns that a bank
            statement may be missing.
    """

    steps: tuple[Step, ...] = (Step("due", 1), Step("last", 14), Step("last", 14))
    gap: DaysFromOne = 7
    quiet_days: Days = 5

    @property
    def notices(self) -> list[Step]:
        """The steps before the due date."""
        return [step for step in self.steps if step.is_notice]

    @property
    def of_late(self) -> list[Step]:
        """The steps that remind of what is late; the level of a reminder is the place of its step, from 1."""
        return [step for step in self.steps if not step.is_notice]
