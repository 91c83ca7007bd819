"""The document: everything about a figure that is a choice and not a fact.

The docstrings of these classes are what users read: the comments of the document, its faults and the
reference page take the meaning of each table and key from there, and the values that a key may have from its
type.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple, TypeAlias

from ledger.money import ZERO
from ledger.policy_amounts import Figure
from ledger.policy_key import (
    CENTURY,
    NO_KEY,
    OLDEST_FIRST,
    Allocation,
    Approvals,
    Covers,
    Credit,
    Discounts,
    Key,
)
from ledger.programme_keys import Programme
from projections.policy.health import Health
from projections.policy.numbers import BILLION, Days, Points, Range, upto
from projections.policy.pay import Pay
from projections.policy.reminding import Reminders


@dataclass(frozen=True, slots=True)
class Receivables:
    """How debts are aged, and what payments go against.

    Attributes:
        bucket_edges: The last day of each overdue bucket; one more bucket, without end, follows.
        bucket_basis: Whether overdue buckets count from the due date or from the document's own date; what is
            late, and for how many days, goes by the due date all the same.
        allocation: What becomes of a payment that names no document: the view puts it against the oldest debt
            (oldest-first), or leaves it unapplied (explicit).
    """

    bucket_edges: Annotated[tuple[int, ...], Key(least=1, most=CENTURY, rising=True)] = (30, 60, 90, 120)
    bucket_basis: Literal["due", "document"] = "due"
    allocation: Allocation = OLDEST_FIRST

    @property
    def derives(self) -> bool:
        """Whether payments that entries put against no document settle the oldest debt."""
        return self.allocation == OLDEST_FIRST


class Collect(NamedTuple):
    """Whom to call first about overdue money: the most points that each factor gives to the score.

    Attributes:
        amount: What can be asked for, against the largest such amount in view in the same currency.
        lateness: Its days late, weighted by amount; full from 90 days on.
        word: The part of what was promised so far that was not paid in time.
        today: A promise names this day, or was broken on one of the three days before.
        silence: Days since the client was last spoken with or reminded; full from 30 days on.
    """

    amount: Points = 40
    lateness: Points = 30
    word: Points = 10
    today: Points = 10
    silence: Points = 10


@dataclass(frozen=True, slots=True)
class Metrics:
    """The measures of collection: which definition is meant.

    Attributes:
        dso_months: Whether a month counts its own days or 30, where days sales outstanding are counted back.
        collection_sales: Whether the collection effectiveness index takes the credit sales of the whole
            period, or their average over its months.
        tolerance_days: Days after the due date that do not count as late in timeliness.
        least_settled: Documents or instalments paid in the period below which no timeliness is given.
        at_risk_after: Days past the due date after which an open debt is at risk.
        provision_rates: Percent of open debt that is not expected to come in: not due, then one for each
            overdue bucket; none, where no provision is made.
    """

    dso_months: Literal["calendar", "thirty"] = "calendar"
    collection_sales: Literal["period", "monthly"] = "period"
    tolerance_days: Annotated[int, upto(365)] = 0
    least_settled: Annotated[int, upto(1_000, 1)] = 5
    at_risk_after: Days = 90
    provision_rates: Annotated[tuple[Decimal, ...], upto(100)] = ()


class Segment(NamedTuple):
    """A group of clients by their scores; each range includes both ends.

    Attributes:
        name: What the segment is called.
        r: Recency scores from-to, where 5 is best.
        f: Frequency scores from-to, where 5 is best.
        m: Monetary scores from-to, where 5 is best.
    """

    name: str
    r: Range
    f: Range
    m: Range


class Tier(NamedTuple):
    """A standing in the loyalty programme, from so many qualifying points on.

    Attributes:
        name: What the tier is called.
        reached_at: Qualifying points from which on a client is in it; reaching them is enough.
    """

    name: str
    reached_at: Annotated[Decimal, upto(BILLION)]


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
_TIERS = (Tier("bronze", Decimal(0)), Tier("silver", Decimal(10_000)), Tier("gold", Decimal(20_000)))


@dataclass(frozen=True, slots=True)
class Loyalty:
    """How clients are put into segments and tiers.

    Attributes:
        segments: Groups of clients by their scores; the first that fits is the client's.
        tiers: Standings, the lowest first; points that were granted qualify, whether spent since or not.
    """

    segments: tuple[Segment, ...] = _SEGMENTS
    tiers: tuple[Tier, ...] = _TIERS


_Minutes: TypeAlias = Annotated[int, upto(24 * 60)]
_Percent: TypeAlias = Annotated[Decimal, Key(over=0, most=100)]


@dataclass(frozen=True, slots=True)
class KeyAccounts:
    """Which clients are key accounts, and how clients are put into classes by what they buy.

    Attributes:
        base: Whether rank and class go by margin where the costs of all goods in a currency are known, and
            else by revenue (margin), or always by revenue (revenue).
        share: Percent of all revenue from which on a client, or its group of companies, is a key account.
        dependence: Percent of all revenue of one client or group from which on `goodwill key-accounts` warns.
        a_to: Percent of the whole that class A makes; the client that crosses it is in A.
        b_to: Percent of the whole that classes A and B make together; the client that crosses it is in B.
    """

    base: Literal["margin", "revenue"] = "margin"
    share: _Percent = Decimal(10)
    dependence: _Percent = Decimal(20)
    a_to: _Percent = Decimal(80)
    b_to: _Percent = Decimal(95)


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit lists.

    Attributes:
        late_days: Days after which `goodwill audit late` lists what was recorded only then.
        log_reads: Whether commands that export the ledger, or read entries with personal data, first record
            who does so (data.read).
    """

    late_days: Days = 7
    log_reads: bool = False


@dataclass(frozen=True, slots=True)
class Touches:
    """What is expected of visits and other touches. There is no norm of how many.

    Attributes:
        tolerance: Minutes after the planned moment within which a touch is still on time, also for health.
        tolerance_key: The same at clients that a person had ranked as key accounts by then.
        gaps: The usual days between touches are the median of so many gaps, the last ones; with fewer than 3
            there is none. An agreed rhythm (client.rhythm_agreed) comes first.
        informal: Whether informal touches, training and shelf checks count as much as visits, where health,
            `goodwill brief` and `goodwill agenda` ask when a client was last seen and how often.
        feedback_after: Days after a delivery on which `goodwill agenda` says to ask for feedback.
    """

    tolerance: _Minutes = 5
    tolerance_key: _Minutes = 0
    gaps: Annotated[int, upto(100, 3)] = 12
    informal: bool = True
    feedback_after: Days = 7

    @property
    def rhythm(self) -> tuple[int, bool]:
        """What the usual days between touches depend on."""
        return self.gaps, self.informal


@dataclass(frozen=True, slots=True)
class Gifts:
    """What may be spent on people at clients.

    Attributes:
        limit: What may be spent on a person in a year; recording an expense beyond it warns, and
            `goodwill people --spend` and `goodwill audit gifts` show what is beyond it. 0 sets no limit.
    """

    limit: Annotated[Figure, upto(BILLION)] = ZERO


@dataclass(frozen=True, slots=True)
class Policy:
    """The house's rules for its figures; a view says which version it used.

    Attributes:
        version: What this policy is called; views print it, and no other policy has it.
        ignored: The keys that its document states though they count no more; no key itself.
    """

    version: str = "default-2"
    receivables: Receivables = Receivables()
    credit: Credit = Credit()  # noqa: RUF009 - frozen
    approvals: Approvals = Approvals()  # noqa: RUF009 - frozen
    covers: Covers = Covers()  # noqa: RUF009 - frozen
    discounts: Discounts = Discounts()  # noqa: RUF009 - frozen
    reminders: Reminders = Reminders()  # noqa: RUF009 - frozen
    collect: Collect = Collect()  # noqa: RUF009 - a tuple
    metrics: Metrics = Metrics()
    loyalty: Loyalty = Loyalty()
    programme: Programme = Programme()  # noqa: RUF009 - frozen
    health: Health = Health()  # noqa: RUF009 - frozen
    key_accounts: KeyAccounts = KeyAccounts()
    audit: Audit = Audit()
    touches: Touches = Touches()
    gifts: Gifts = Gifts()
    pay: Pay = Pay()  # noqa: RUF009 - frozen
    ignored: Annotated[tuple[str, ...], NO_KEY] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        """Let health take the tolerance of touches: there is one."""
        known, tolerances = self.health.engagement, (self.touches.tolerance, self.touches.tolerance_key)
        if tolerances != (known.tolerance, known.tolerance_key):
            engagement = replace(known, tolerance=tolerances[0], tolerance_key=tolerances[1])
            object.__setattr__(self, "health", replace(self.health, engagement=engagement))


DEFAULT = Policy()
"""The policy in force where the house has adopted none."""
