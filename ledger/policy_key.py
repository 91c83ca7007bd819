"""The keys of the policy document. The views own the policy; the rules read the keys about credit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final, Literal

CENTURY = 36_500
"""The largest number of days that a key of the policy, terms of payment or a notice can have: 100 years."""


@dataclass(frozen=True, slots=True)
class Key:
    """The numbers that a key can have; the docstring of its table says what it means.

    Attributes:
        over: the number must be more than this.
        least: the smallest number allowed.
        most: the largest number allowed.
        rising: whether each number of the list must be more than the one before.
        is_range: whether the two numbers of the list are the ends of a range, both included.
        others: of amounts by currency, what a currency has that is not named.
    """

    over: int | None = None
    least: int | Decimal | None = None
    most: int | None = None
    rising: bool = False
    is_range: bool = False
    others: int = 0


NO_KEY = Key()
"""Marks what a policy holds beside the keys of its document."""

Allocation = Literal["oldest-first", "explicit"]
"""What becomes of a payment that names no document."""

OLDEST_FIRST: Final = "oldest-first"
"""It settles the oldest debt, unless the house adopts otherwise."""

OnExcess = Literal["warn", "hold", "refuse"]
"""What becomes of an order that exceeds the client's credit."""


@dataclass(frozen=True, slots=True)
class Allocating:
    """The key of the table about receivables that rules read."""

    allocation: Allocation = OLDEST_FIRST


@dataclass(frozen=True, slots=True)
class Approvals:
    """What becomes of an approval by a person who is not above the asker.

    Attributes:
        strict: Whether a discount, an override of health or a write-off is refused if its asker, or a person
            who is not above the asker, approves it. If not strict, it is recorded with a warning, and
            `goodwill check` lists it.
    """

    strict: bool = False


@dataclass(frozen=True, slots=True)
class Covers:
    """What becomes of an entry on behalf of a manager by a person who does not stand in for the manager.

    Attributes:
        on_missing: Whether an entry on behalf of a manager, by a person who does not stand in for the
            manager, is recorded with a warning (warn), or not recorded (refuse).
    """

    on_missing: Literal["warn", "refuse"] = "warn"


@dataclass(frozen=True, slots=True)
class Discounts:
    """What becomes of an order with a discount beyond the limit of the terms that nobody approved.

    Attributes:
        on_excess: Whether an order with a discount beyond the limit of the terms that nobody approved is
            recorded with a warning (warn), recorded and held until a person releases it (hold), or not
            recorded (refuse). An approval allows orders from its day on a discount up to its percentage.
    """

    on_excess: OnExcess = "warn"


@dataclass(frozen=True, slots=True)
class Credit:
    """What becomes of an order that passes the client's credit limit, or comes while debt is too late.

    Attributes:
        on_excess: What becomes of an order beyond the credit limit: recorded with a warning (warn), recorded
            and held until a person releases it (hold), or not recorded (refuse). Prepaid clients are exempt.
        max_days_late: Days past its due date after which any debt, however small, is an excess; shipped with
            a century, which never passes.
        on_bad_check: What becomes of an order while a credit check with the outcome bad is valid: recorded
            with a warning (warn), recorded and held until a person releases it (hold), or not recorded
            (refuse). Prepaid clients are exempt.
    """

    on_excess: OnExcess = "warn"
    max_days_late: Annotated[int, Key(least=0, most=CENTURY)] = CENTURY
    on_bad_check: OnExcess = "warn"
