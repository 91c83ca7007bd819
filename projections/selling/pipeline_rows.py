"""The rows of the pipeline: open offers, those that ended, and sums over them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, TypeVar

from projections.framework.columns import CURRENCY, Column, Who
from projections.framework.grouping import Grouped


@dataclass(frozen=True, kw_only=True)
class OfferRow(Who):
    """What is known of a proposal or a tender, open or not."""

    number: Annotated[str, Column("The number of the proposal or tender.", key=1, place=-2)]
    what: Annotated[str, Column("proposal or tender.", key=2, place=2, spare=True)]
    made: Annotated[
        date, Column("The day on which we made the proposal or entered the tender.", place=2, spare=True)
    ]
    currency: Annotated[str, replace(CURRENCY, key=0)]
    amount: Annotated[
        Decimal | None, Column("What we offer, or what the client agreed to.", null="no entry gives it")
    ]
    probability: Annotated[
        Decimal | None,
        Column("Our estimate of winning, from 0 to 1.", unit="of 1", null="no estimate", title="PROB"),
    ]
    agent: Annotated[
        str | None, Column("The seller.", null="the client's manager", place=2, quiet=True, spare=True)
    ]
    lines: Annotated[
        tuple[str, ...], Column("The goods: each product and what it is worth.", stored="", hidden=True)
    ]
    entry: Annotated[int, Column("The position of the entry that made it.", stored="", hidden=True)]


Offered = TypeVar("Offered", bound=OfferRow)


@dataclass(frozen=True, kw_only=True)
class PipelineRow(OfferRow):
    """An open proposal or tender."""

    age: Annotated[int, Column("Days since then.", unit="days")]
    weighted: Annotated[
        Decimal | None,
        Column("The amount multiplied by the probability.", null="one of them is unknown", bold=True),
    ]
    closes: Annotated[
        date | None,
        Column("The day on which we expect a decision; of a tender the last day for bids.", null="unknown"),
    ]
    valid: Annotated[
        date | None, Column("The last day of the offer.", null="it has no last day", place=1, spare=True)
    ]
    revisions: Annotated[
        int, Column("How often we changed it.", unit="revisions", title="REV", place=1, spare=True)
    ]
    open_against_it: Annotated[
        int,
        Column(
            "Open objections to it.",
            unit="objections",
            title="AGAINST",
            quiet=True,
            spare=True,
            colours="red",
        ),
    ]
    stale: Annotated[
        bool,
        Column(
            "Whether its last day, or the day of the decision, has passed.",
            quiet=True,
            spare=True,
            colours="red",
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class EndedRow(OfferRow):
    """A proposal or tender that ended."""

    closed: Annotated[date, Column("The day on which it ended.")]
    days: Annotated[int, Column("Days from the offer to its end.", unit="days")]
    outcome: Annotated[
        str,
        Column(
            "accepted, declined or withdrawn; a tender that we won is accepted, one that we lost declined."
        ),
    ]
    reason: Annotated[str | None, Column("Why.", null="no entry says", least=12)]
    reason_code: Annotated[str | None, Column("The sort of reason.", null="no entry says")]
    competitor: Annotated[str | None, Column("Who got the business.", null="nobody known", quiet=True)]
    orders: Annotated[int, Column("Orders that name it and stand.", unit="orders")]


@dataclass(frozen=True, slots=True)
class PipelineTotal:
    """The sums of open offers in one currency; ``stale`` of them should have ended."""

    currency: str
    amount: Decimal
    weighted: Decimal
    open_against_it: int
    offers: int
    stale: int


@dataclass(frozen=True, kw_only=True)
class PipelineGroup(Grouped):
    """The open offers of a group in one currency."""

    currency: Annotated[str, CURRENCY]
    offers: Annotated[int, Column("How many are open.", unit="offers")]
    amount: Annotated[Decimal, Column("What we offer.")]
    weighted: Annotated[Decimal, Column("The amounts multiplied by their probabilities.", bold=True)]
    unweighted: Annotated[
        Decimal, Column("Amounts without a probability, which are not in the weighted sum.", blank=True)
    ]
    open_against_it: Annotated[int, Column("Open objections to them.", unit="objections", title="AGAINST")]
    stale: Annotated[int, Column("How many should have ended.", unit="offers")]
