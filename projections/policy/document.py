"""The house's rules for its figures, as one versioned document. A view says which version it used.

Each key carries its meaning and the values that it may have; the document's comments, its checks and the reference
page are made of them (``projections.policy``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from ledger.policy_key import CENTURY, Key
from ledger.rules.credit_policy import Credit
from projections.policy.collect import Collect
from projections.policy.reminders import Reminders, Step

__all__ = [
    "DEFAULT",
    "Collect",
    "Commerce",
    "Credit",
    "Health",
    "Key",
    "Loyalty",
    "Metrics",
    "Policy",
    "Receivables",
    "Reminders",
    "Segment",
    "Step",
    "Tier",
    "Weights",
]


def _scores(what: str) -> Key:
    return Key(f"{what} from-to, where 5 is best.", least=1, most=5, is_range=True)


class Segment(NamedTuple):
    """A group of clients by their scores; each range includes both ends."""

    name: Annotated[str, Key("What the segment is called.")]
    r: Annotated[tuple[int, int], _scores("Recency scores")]
    f: Annotated[tuple[int, int], _scores("Frequency scores")]
    m: Annotated[tuple[int, int], _scores("Monetary scores")]


class Tier(NamedTuple):
    """A standing in the loyalty programme, from so many qualifying points on; reaching them is enough."""

    name: Annotated[str, Key("What the tier is called.")]
    reached_at: Annotated[
        Decimal,
        Key(
            "Qualifying points from which on a client is in it; reaching them is enough.",
            least=0,
            most=1_000_000_000,
        ),
    ]


def _weight(what: str) -> Key:
    return Key(f"{what}.", least=0, most=1_000_000)


class Weights(NamedTuple):
    """How much each component counts in the health score; only their proportions matter."""

    commerce: Annotated[float, _weight("Orders, less what was cancelled or came back")] = 40
    engagement: Annotated[float, _weight("Visits and contacts")] = 15
    friction: Annotated[float, _weight("Complaints and disputes")] = 15
    payment: Annotated[float, _weight("Lateness of payments, and broken promises")] = 20
    voice: Annotated[float, _weight("Feedback, referrals, proposals won and lost")] = 10


@dataclass(frozen=True, slots=True)
class Commerce:
    """How orders make the commerce component of health."""

    half_life: Annotated[float, Key("Days after which an order counts half.", over=0, most=CENTURY)] = 120
    half_score: Annotated[
        float,
        Key(
            "The decayed order value that scores 50; x scores 100 x / (x + half_score).",
            over=0,
            most=1_000_000,
        ),
    ] = 15


@dataclass(frozen=True, slots=True)
class Receivables:
    """How debts are aged, and what payments go against."""

    bucket_edges: Annotated[
        tuple[int, ...],
        Key(
            "The last day of each overdue bucket; one more bucket, without end, follows.",
            least=1,
            most=CENTURY,
            rising=True,
        ),
    ] = (30, 60, 90, 120)
    bucket_basis: Annotated[
        Literal["due", "document"],
        Key("Whether lateness counts from the due date or from the document's own date."),
    ] = "due"
    allocation: Annotated[
        Literal["oldest-first", "explicit"],
        Key(
            "What becomes of payments that say nothing: put against the oldest debt, in the view alone "
            "(oldest-first), or left unapplied (explicit)."
        ),
    ] = "oldest-first"


@dataclass(frozen=True, slots=True)
class Metrics:
    """Which definition of a measure of collection is meant, where there are two, and what counts in it."""

    dso_months: Annotated[
        Literal["calendar", "thirty"],
        Key("Whether a month counts its own days or 30, where days sales outstanding are counted back."),
    ] = "calendar"
    collection_sales: Annotated[
        Literal["period", "monthly"],
        Key(
            "Whether the collection effectiveness index takes the credit sales of the whole period, or their average "
            "over its months."
        ),
    ] = "period"
    tolerance_days: Annotated[
        int, Key("Days after the due date that do not count as late in timeliness.", least=0, most=365)
    ] = 0
    least_settled: Annotated[
        int,
        Key(
            "Documents or instalments paid in the period below which no timeliness is given.",
            least=1,
            most=1_000,
        ),
    ] = 5
    at_risk_after: Annotated[
        int, Key("Days after the due date from which on an open debt is at risk.", least=0, most=CENTURY)
    ] = 90
    provision_rates: Annotated[
        tuple[Decimal, ...],
        Key(
            "Percent of open debt that is not expected to come in: not due, then one for each overdue bucket; none, "
            "where no provision is made.",
            least=0,
            most=100,
        ),
    ] = ()


_SEGMENTS = (
    Segment("champions", (4, 5), (4, 5), (4, 5)),
    Segment("loyal", (2, 5), (3, 5), (3, 5)),
    Segment("potential loyalist", (3, 5), (1, 3), (1, 3)),
    Segment("new", (4, 5), (1, 1), (1, 1)),
    Segment("promising", (3, 4), (1, 1), (1, 1)),
    Segment("need attention", (2, 3), (2, 3), (2, 3)),
    Segment("about to sleep", (2, 3), (1, 2), (1, 2)),
    Segment("at risk", (1, 2), (2, 5), (2, 5)),
    Segment("can't lose", (1, 1), (4, 5), (4, 5)),
    Segment("lost", (1, 2), (1, 2), (1, 2)),
    Segment("others", (1, 5), (1, 5), (1, 5)),
)


@dataclass(frozen=True, slots=True)
class Loyalty:
    """How clients are put into segments and tiers."""

    segments: Annotated[
        tuple[Segment, ...],
        Key("Groups of clients by their scores; the first that fits is the client's."),
    ] = _SEGMENTS
    tiers: Annotated[
        tuple[Tier, ...],
        Key("Standings, the lowest first; points that were granted qualify, whether spent since or not."),
    ] = (Tier("bronze", Decimal(0)), Tier("silver", Decimal(10_000)), Tier("gold", Decimal(20_000)))


@dataclass(frozen=True, slots=True)
class Health:
    """How the health score is made, and what it is called."""

    healthy_from: Annotated[float, Key('The lowest score of the band "healthy".', least=0, most=100)] = 50
    watch_from: Annotated[
        float, Key('The lowest score of the band "watch"; below it a client is "at risk".', least=0, most=100)
    ] = 25
    freshness: Annotated[
        float, Key("Days without an order after which confidence has halved.", over=0, most=CENTURY)
    ] = 120
    commerce: Annotated[Commerce, Key("The commerce component: decayed order value.")] = field(
        default_factory=Commerce
    )
    weights: Annotated[Weights, Key("What each component counts; only their proportions matter.")] = field(
        default_factory=Weights
    )


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything about a figure that is a choice and not a fact."""

    version: Annotated[
        str, Key("What this policy is called; views print it, and no other policy has it.")
    ] = "default-1"
    receivables: Annotated[Receivables, Key("How debts are aged, and what payments go against.")] = field(
        default_factory=Receivables
    )
    credit: Annotated[Credit, Key("What becomes of an order that passes the client's credit limit.")] = field(
        default_factory=Credit
    )
    reminders: Annotated[Reminders, Key("When clients are reminded of what is overdue.")] = field(
        default_factory=Reminders
    )
    collect: Annotated[
        Collect,
        Key("Whom to call first about overdue money: the most points that each factor gives to the score."),
    ] = field(default_factory=Collect)
    metrics: Annotated[Metrics, Key("The measures of collection: which definition is meant.")] = field(
        default_factory=Metrics
    )
    loyalty: Annotated[Loyalty, Key("How clients are put into segments and tiers.")] = field(
        default_factory=Loyalty
    )
    health: Annotated[Health, Key("How the health score is made, and what it is called.")] = field(
        default_factory=Health
    )


DEFAULT = Policy()
"""The policy in force where the house has adopted none."""
