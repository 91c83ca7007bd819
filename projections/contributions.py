"""What a figure is made of: so much of it, from this entry."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

__all__ = ["DERIVED", "EXPLICIT", "LINKED", "Contribution", "Of"]

EXPLICIT = "explicit"
LINKED = "linked"
DERIVED = "derived"


class Of(NamedTuple):
    """The open document, instalment or credit that a contribution belongs to.

    Attributes:
        number: as it stands on the paper.
        instalment: counted from 1; None where the document is in one sum.
        position: the entry that made it; two documents under one number are told apart by it.
        also: numbers of invoices that bill it, by which it can be asked for.
    """

    number: str
    instalment: int | None
    position: int
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """So much of a figure, and the entry that it comes from. All that are of one figure sum to it exactly.

    Attributes:
        figure: "balance", "recency_days", "frequency", "monetary", "points" or "score".
        currency: None where the figure is not money.
        what: "invoice", "payment", "order", "cancelled" ...
        document: the number of the document that contributes, where it has one.
        position: the entry.
        amount: money, days, orders, points, or a share of the score.
        of: what it is open of; None where the figure is one sum.
        how: "explicit" where somebody said that this settles that, "linked" where the document itself names the
            other, "derived" where the policy put it there; None where nothing is settled.
        said_by: the entry that said so, where somebody did.
    """

    figure: str
    currency: str | None
    what: str
    document: str | None
    position: int
    amount: Decimal
    of: Of | None = None
    how: str | None = None
    said_by: int | None = None
