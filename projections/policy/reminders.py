"""How clients are reminded of what is overdue: the steps, what they count from, what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from ledger.policy_key import CENTURY, Key
from projections.policy.amounts import Figure

__all__ = ["Reminders", "Step"]

_NOTHING = Decimal(0)


class Step(NamedTuple):
    """A reminder in a row of them, each stronger than the one before."""

    after: Annotated[
        Literal["due", "end of month", "last"],
        Key("What its days count from: the due date, the end of the due date's month, or the last reminder."),
    ]
    days: Annotated[int, Key("Days after that from which on the step is taken.", least=0, most=CENTURY)]
    threshold: Annotated[
        Figure,
        Key(
            "Where less than this is open of a document or instalment, it is not reminded; in its own currency.",
            least=0,
            most=1_000_000_000,
        ),
    ] = _NOTHING
    fee: Annotated[
        Figure,
        Key(
            "Charged once for a reminder, whatever it is of; in its currency, to the nearest of its smallest units.",
            least=0,
            most=1_000_000,
        ),
    ] = _NOTHING
    interest: Annotated[
        Decimal,
        Key(
            "Percent a year, of a year of 365 days, charged on what was open on each day since it was due or since "
            "interest was last charged.",
            least=0,
            most=1_000,
        ),
    ] = _NOTHING


@dataclass(frozen=True, slots=True)
class Reminders:
    """When which reminder is due."""

    steps: Annotated[
        tuple[Step, ...],
        Key("The reminders of a document, the first first; after the last there are no more."),
    ] = (Step("due", 7), Step("last", 14), Step("last", 14))
    gap: Annotated[
        int,
        Key(
            "Days that pass between two reminders of one document, whatever its steps say.",
            least=1,
            most=CENTURY,
        ),
    ] = 7
    quiet_days: Annotated[
        int,
        Key(
            "Days without a payment of anybody after which `goodwill reminders` warns that a bank statement may be "
            "missing.",
            least=0,
            most=CENTURY,
        ),
    ] = 5
