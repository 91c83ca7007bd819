"""The document: everything about a figure that is a choice and not a fact.

The docstrings of these classes are what users read: the comments of the document, its faults and the
reference page take the meaning of each table and key from there, and the values that a key may have from its
type.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple, TypeAlias

from ledger.money import ZERO
from ledger.policy_amounts import ByCurrency, Figure
from ledger.policy_key import CENTURY, NO_KEY, Approvals, Credit, Key
from ledger.programme_keys import Programme


def _upto(most: int, least: int = 0) -> Key:
    return Key(least=least, most=most)


_BILLION = 1_000_000_000
_Days: TypeAlias = Annotated[int, _upto(CENTURY)]
_DaysFromOne: TypeAlias = Annotated[int, _upto(CENTURY, 1)]
_Halving: TypeAlias = Annotated[float, Key(over=0, most=CENTURY)]
_Points: TypeAlias = Annotated[int, _upto(1_000)]
_Range: TypeAlias = Annotated[tuple[int, int], Key(least=1, most=5, is_range=True)]
_Score: TypeAlias = Annotated[float, _upto(100)]
_Part: TypeAlias = Annotated[float, _upto(1)]
_Weight: TypeAlias = Annotated[float, _upto(1_000)]


@dataclass(frozen=True, slots=True)
class Receivables:
    """How debts are aged, and what payments go against.

    Attributes:
        bucket_edges: The last day of each overdue bucket; one more bucket, without end, follows.
        bucket_basis: Whether lateness counts from the due date or from the document's own date.
        allocation: What becomes of payments that say nothing: put against the oldest debt, in the view alone
            (oldest-first), or left unapplied (explicit).
    """

    bucket_edges: Annotated[tuple[int, ...], Key(least=1, most=CENTURY, rising=True)] = (30, 60, 90, 120)
    bucket_basis: Literal["due", "document"] = "due"
    allocation: Literal["oldest-first", "explicit"] = "oldest-first"

    @property
    def derives(self) -> bool:
        """Whether payments that entries put against no document settle the oldest debt."""
        return self.allocation == "oldest-first"


class Step(NamedTuple):
    """A reminder in a row of them, each stronger than the one before.

    Attributes:
        after: What its days count from: the due date, the end of the due date's month, or the last reminder.
        days: Days after that from which on the step is taken.
        threshold: Where less than this is open of a document or instalment, it is not reminded; in its own
            currency.
        fee: Charged once for a reminder, however many documents it names; in its currency, to the nearest of
            its smallest units.
        interest: Percent a year, of a year of 365 days, charged on what was open on each day since it was due
            or since interest was last charged.
    """

    after: Literal["due", "end of month", "last"]
    days: _Days
    threshold: Annotated[Figure, _upto(_BILLION)] = ZERO
    fee: Annotated[Figure, _upto(1_000_000)] = ZERO
    interest: Annotated[Decimal, _upto(1_000)] = ZERO


@dataclass(frozen=True, slots=True)
class Reminders:
    """When clients are reminded of what is overdue.

    Attributes:
        steps: The reminders of a document, the first first; after the last there are no more.
        gap: Days that pass at least between two reminders of one document, even if its steps have fewer.
        quiet_days: Days without a payment of any client after which `goodwill reminders` warns that a bank
            statement may be missing.
    """

    steps: tuple[Step, ...] = (Step("due", 7), Step("last", 14), Step("last", 14))
    gap: _DaysFromOne = 7
    quiet_days: _Days = 5


class Collect(NamedTuple):
    """Whom to call first about overdue money: the most points that each factor gives to the score.

    Attributes:
        amount: What can be asked for, against the largest such amount in view in the same currency.
        lateness: Its days late, weighted by amount; full from 90 days on.
        word: The part of what was promised so far that was not paid in time.
        today: A promise names this day, or was broken on one of the three days before.
        silence: Days since the client was last spoken with or reminded; full from 30 days on.
    """

    amount: _Points = 40
    lateness: _Points = 30
    word: _Points = 10
    today: _Points = 10
    silence: _Points = 10


@dataclass(frozen=True, slots=True)
class Metrics:
    """The measures of collection: which definition is meant.

    Attributes:
        dso_months: Whether a month counts its own days or 30, where days sales outstanding are counted back.
        collection_sales: Whether the collection effectiveness index takes the credit sales of the whole
            period, or their average over its months.
        tolerance_days: Days after the due date that do not count as late in timeliness.
        least_settled: Documents or instalments paid in the period below which no timeliness is given.
        at_risk_after: Days after the due date from which on an open debt is at risk.
        provision_rates: Percent of open debt that is not expected to come in: not due, then one for each
            overdue bucket; none, where no provision is made.
    """

    dso_months: Literal["calendar", "thirty"] = "calendar"
    collection_sales: Literal["period", "monthly"] = "period"
    tolerance_days: Annotated[int, _upto(365)] = 0
    least_settled: Annotated[int, _upto(1_000, 1)] = 5
    at_risk_after: _Days = 90
    provision_rates: Annotated[tuple[Decimal, ...], _upto(100)] = ()


class Segment(NamedTuple):
    """A group of clients by their scores; each range includes both ends.

    Attributes:
        name: What the segment is called.
        r: Recency scores from-to, where 5 is best.
        f: Frequency scores from-to, where 5 is best.
        m: Monetary scores from-to, where 5 is best.
    """

    name: str
    r: _Range
    f: _Range
    m: _Range


class Tier(NamedTuple):
    """A standing in the loyalty programme, from so many qualifying points on.

    Attributes:
        name: What the tier is called.
        reached_at: Qualifying points from which on a client is in it; reaching them is enough.
    """

    name: str
    reached_at: Annotated[Decimal, _upto(_BILLION)]


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


_VALUE_UNITS = ByCurrency(
    (code, Decimal(unit))
    for code, unit in (
        *(("EUR", 1), ("USD", 1), ("GBP", 1), ("CHF", 1), ("AUD", 2), ("CAD", 2), ("AED", 4), ("ALL", 100)),
        *(("AZN", 2), ("BAM", 2), ("BRL", 6), ("CNY", 8), ("CZK", 25), ("DKK", 7), ("GEL", 3)),
        *(("HUF", 400), ("INR", 90), ("JPY", 160), ("KZT", 550), ("MDL", 20), ("MKD", 60), ("NOK", 10)),
        *(
            ("PLN", 4),
            ("RON", 5),
            ("RSD", 120),
            ("RUB", 90),
            ("SEK", 10),
            ("THB", 40),
            ("TRY", 40),
            ("UAH", 45),
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Commerce:
    """How the chance of the next order follows from the orders that stand.

    Attributes:
        value_unit: An order day counts ln(1 + its value / this), in its own currency: about a typical order
            divided by 300.
        half_life: Days after which an order day counts half.
        usual_gap: The days between two orders that are assumed before a client has shown its own rhythm.
        usual_weight: The number of gaps that the assumption counts for, beside the gaps that were seen.
        overdue_halving: How many of its own gaps a client is overdue when what it counts has halved.
        half: The decayed and discounted order value that gives a chance of 50.
        slope: How steeply the chance rises with it: x gives 100 / (1 + (half / x) ^ slope).
        horizon: Days within which the next order is foretold.
    """

    value_unit: Annotated[Figure, Key(over=0, most=_BILLION, others=1)] = _VALUE_UNITS
    half_life: _Halving = 240
    usual_gap: _Halving = 60
    usual_weight: Annotated[float, Key(over=0, most=1_000)] = 2
    overdue_halving: Annotated[float, Key(over=0, most=1_000)] = 2
    half: Annotated[float, Key(over=0, most=1_000_000)] = 6
    slope: Annotated[float, Key(over=0, most=10)] = 1.5
    horizon: _DaysFromOne = 91


@dataclass(frozen=True, slots=True)
class Friction:
    """How objections, complaints, disputes and discrepancies tell: 100 x 0.5 ^ (load / halving).

    Attributes:
        half_life: Days after which a closed one counts half.
        halving: The load, severities that count, at which the component is 50.
        resolved: The part that one counts for once it is accepted or resolved.
        compromise: The part that one counts for once it ended in a compromise.
        lost: The part that one counts for once it was dropped or lost.
        silent_after: Days without a touch or one of these after which nothing is known.
    """

    half_life: _Halving = 60
    halving: Annotated[float, Key(over=0, most=1_000)] = 3
    resolved: _Part = 0.25
    compromise: _Part = 0.5
    lost: _Part = 1
    silent_after: _DaysFromOne = 365


@dataclass(frozen=True, slots=True)
class Payment:
    """How the client's payments tell: lateness, promises, and how much of what is open is overdue.

    Attributes:
        half_life: Days after which a payment or a promise counts half.
        late_days: Days late from which on an amount counts nothing; before, in proportion.
        lateness: The weight of how late amounts were paid, or are open.
        promises: The weight of the promised amounts that were kept in time.
        overdue: The weight of the part of what is open that is not overdue.
    """

    half_life: _Halving = 180
    late_days: _DaysFromOne = 60
    lateness: _Weight = 50
    promises: _Weight = 30
    overdue: _Weight = 20


@dataclass(frozen=True, slots=True)
class Engagement:
    """How touches and people tell.

    Attributes:
        half_life: Days after which the punctuality and preparation of a touch count half.
        halving: How many of its usual gaps the last touch is overdue when it counts half.
        recency: The weight of how long ago the last touch was, against the usual days between touches.
        people: The weight of the part of people of influence 4 or 5 who trust us.
        punctuality: The weight of the part of planned touches that began on time.
        preparation: The weight of the part of touches, of those of which it is known, that were prepared.
        tolerance: Minutes after the planned moment up to which a touch is on time.
        tolerance_key: The same for clients that a person ranked as key.
    """

    half_life: _Halving = 90
    halving: Annotated[float, Key(over=0, most=1_000)] = 2
    recency: _Weight = 50
    people: _Weight = 20
    punctuality: _Weight = 15
    preparation: _Weight = 15
    tolerance: Annotated[int, _upto(1_440)] = 5
    tolerance_key: Annotated[int, _upto(1_440)] = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """How ratings, recommendations, competitors and decisions tell; each signal is from 0 to 100.

    Attributes:
        half_life: Days after which a signal counts half.
        passive: The signal of a rating of 7 or 8 out of 10; below it is 0, above 100.
        referral: The signal of a recommendation.
        competitor: The signal of a competitor seen at the client's.
        won: The signal of a proposal or tender won.
        lost: The signal of a proposal or tender lost.
    """

    half_life: _Halving = 180
    passive: _Score = 50
    referral: _Score = 100
    competitor: _Score = 25
    won: _Score = 100
    lost: _Score = 0


class SegmentWeights(NamedTuple):
    """Other weights for the clients of a segment.

    Attributes:
        segment: The segment, as clients are registered with it.
        commerce: Whether orders make the score; without, the relationship alone does.
        friction: The weight of friction.
        payment: The weight of payment.
        engagement: The weight of engagement.
        voice: The weight of voice.
    """

    segment: str
    commerce: bool = True
    friction: _Weight = 35
    payment: _Weight = 25
    engagement: _Weight = 25
    voice: _Weight = 15


@dataclass(frozen=True, slots=True)
class Index:
    """How the four components make the relationship index, and how far it shifts the odds of an order.

    Attributes:
        friction: The weight of friction.
        payment: The weight of payment.
        engagement: The weight of engagement.
        voice: The weight of voice.
        odds: The shift of the logarithm of the odds at an index of 100 with all components known.
        segments: Other weights for clients of some segments.
    """

    friction: _Weight = 35
    payment: _Weight = 25
    engagement: _Weight = 25
    voice: _Weight = 15
    odds: Annotated[float, _upto(10)] = 0.5
    segments: tuple[SegmentWeights, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """How the health score is made, and what it is called.

    Attributes:
        healthy_from: The lowest score of the band "healthy".
        watch_from: The lowest score of the band "watch"; below it a client is "at risk".
        rise: Points above its edge from which on a band is reached from below; falling is at once.
    """

    healthy_from: _Score = 90
    watch_from: _Score = 60
    rise: _Score = 5
    commerce: Commerce = Commerce()
    friction: Friction = Friction()
    payment: Payment = Payment()
    engagement: Engagement = Engagement()
    voice: Voice = Voice()
    index: Index = Index()


_Percent: TypeAlias = Annotated[Decimal, Key(over=0, most=100)]


@dataclass(frozen=True, slots=True)
class KeyAccounts:
    """Which clients are key accounts, and how clients are put into classes by what they buy.

    Attributes:
        share: Percent of all revenue from which on a client is a key account.
        dependence: Percent of all revenue of one client from which on `goodwill key-accounts` warns.
        a_to: Percent of the whole that class A makes; the client that crosses it is in A.
        b_to: Percent of the whole that classes A and B make together; the client that crosses it is in B.
    """

    share: _Percent = Decimal(10)
    dependence: _Percent = Decimal(20)
    a_to: _Percent = Decimal(80)
    b_to: _Percent = Decimal(95)


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
    reminders: Reminders = Reminders()
    collect: Collect = Collect()  # noqa: RUF009 - a tuple
    metrics: Metrics = Metrics()
    loyalty: Loyalty = Loyalty()
    programme: Programme = Programme()  # noqa: RUF009 - frozen
    health: Health = Health()
    key_accounts: KeyAccounts = KeyAccounts()
    ignored: Annotated[tuple[str, ...], NO_KEY] = field(default=(), compare=False)


DEFAULT = Policy()
"""The policy in force where the house has adopted none."""
