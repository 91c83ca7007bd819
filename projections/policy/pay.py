"""The section of the policy about pay: what managers earn by what they sell."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from ledger.money import ZERO
from ledger.policy_amounts import Figure, figure_in
from ledger.policy_key import Key
from projections.policy.numbers import BILLION, upto


class PayRate(NamedTuple):
    """What a deal earns by its size; the last rate whose size it reaches holds for the whole deal.

    Attributes:
        size: The value or the margin of a deal, in its own currency, from which on the rate holds.
        percent: The part of what the client kept and paid that the manager earns.
    """

    size: Annotated[Figure, Key(least=0, most=BILLION, others=BILLION)]
    percent: Annotated[Decimal, upto(100)]


@dataclass(frozen=True, slots=True)
class Pay:
    """What managers earn by what they sell; nothing until the house sets a base.

    Attributes:
        base: Whether a deal earns a part of its value (deals) or of its margin (margin); none, where deals
            earn nothing.
        rates: What a deal earns by its size, the smallest size first.
        fixed: What a manager earns each month beside, in the currencies that it names.
        cut: Whether the worst of a manager's plans for revenue, active clients and new clients of just the
            period cuts what deals earn in it.
    """

    base: Literal["none", "deals", "margin"] = "none"
    rates: tuple[PayRate, ...] = ()
    fixed: Annotated[Figure, upto(1_000_000)] = ZERO
    cut: bool = True

    @property
    def pays(self) -> bool:
        """Whether anybody earns anything."""
        return self.base != "none" or bool(self.fixed)

    def rate(self, size: Decimal, currency: str) -> Decimal:
        """The percentage of a deal: that of the last rate whose size it reaches; 0 below the first."""
        for one in reversed(self.rates):
            if figure_in(one.size, currency, BILLION) <= size:
                return one.percent
        return ZERO
