"""The rows of lifetime, and their totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from projections.framework.columns import CURRENCY, Column, Who

_SHORT = "the ledger is too short, or too few clients ordered in an earlier year"
_NO_RANGE = f"the pace is zero; or {_SHORT}"


@dataclass(frozen=True, kw_only=True)
class LifetimeRow(Who):
    """What a client bought so far and in twelve months, and what the next twelve may bring."""

    currency: Annotated[str, CURRENCY]
    since: Annotated[date | None, Column("The day of its first order.", null="it ordered nothing")]
    so_far: Annotated[
        Decimal, Column("What it ordered since then, less what was cancelled or came back.", title="SO FAR")
    ]
    pace: Annotated[Decimal, Column("The same of the twelve months up to the day.", bold=True)]
    band: Annotated[
        str | None,
        Column(
            "The policy's name for the chance that it orders again; health's band is of the whole score.",
            null="no order stands",
            title="CHANCE BAND",
        ),
    ]
    low: Annotated[
        Decimal | None,
        Column("Nine of ten such clients had more than this in the next year.", null=_NO_RANGE, quiet=True),
    ] = None
    high: Annotated[
        Decimal | None,
        Column("Nine of ten such clients had less than this in the next year.", null=_NO_RANGE, quiet=True),
    ] = None
    of: Annotated[
        str | None,
        Column(
            "The clients that the range is of: those of a band, or all.", null=_SHORT, quiet=True, spare=True
        ),
    ] = None
    cases: Annotated[int, Column("How many years of clients the range is of.", hidden=True)] = 0


@dataclass(frozen=True, slots=True)
class LifetimeTotal:
    """The sums of all rows of one currency. Ranges of clients do not add up to a range of all."""

    currency: str
    clients: int
    so_far: Decimal
    pace: Decimal
