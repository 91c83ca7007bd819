"""The part of the document about health: how the score is made, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, NamedTuple

from ledger.policy_amounts import ByCurrency, Figure
from ledger.policy_key import NO_KEY, Key
from projections.policy.numbers import BILLION, TINY, DaysFromOne, Halving, Proportion, Score, Weight, upto

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

    value_unit: Annotated[Figure, Key(over=0, most=BILLION, others=1)] = _VALUE_UNITS
    half_life: Halving = 240
    usual_gap: Halving = 60
    usual_weight: Annotated[float, Key(least=TINY, most=1_000)] = 2
    overdue_halving: Annotated[float, Key(least=TINY, most=1_000)] = 2
    half: Annotated[float, Key(least=TINY, most=1_000_000)] = 6
    slope: Annotated[float, Key(least=TINY, most=10)] = 1.5
    horizon: DaysFromOne = 91


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

    half_life: Halving = 60
    halving: Annotated[float, Key(least=TINY, most=1_000)] = 3
    resolved: Proportion = 0.25
    compromise: Proportion = 0.5
    lost: Proportion = 1
    silent_after: DaysFromOne = 365


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

    half_life: Halving = 180
    late_days: DaysFromOne = 60
    lateness: Weight = 50
    promises: Weight = 30
    overdue: Weight = 20


@dataclass(frozen=True, slots=True)
class Engagement:
    """How touches and people tell.

    Attributes:
        half_life: Days after which the punctuality and preparation of a touch count half.
        halving: How many of its usual gaps the last touch is overdue when it counts half.
        recency: The weight of how long ago the last touch was, against the usual days between touches.
        people: The weight of the part of the people who decide that trusts us.
        punctuality: The weight of the part of planned touches that began on time.
        preparation: The weight of the part of touches, of those of which it is known, that were prepared.
        tolerance: minutes after the planned moment up to which a touch is on time, as ``Touches`` has it.
        tolerance_key: the same at clients that a person had ranked as key accounts.
    """

    half_life: Halving = 90
    halving: Annotated[float, Key(least=TINY, most=1_000)] = 2
    recency: Weight = 50
    people: Weight = 20
    punctuality: Weight = 15
    preparation: Weight = 15
    tolerance: Annotated[int, NO_KEY] = 5
    tolerance_key: Annotated[int, NO_KEY] = 0


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

    half_life: Halving = 180
    passive: Score = 50
    referral: Score = 100
    competitor: Score = 25
    won: Score = 100
    lost: Score = 0


class SegmentWeights(NamedTuple):
    """Other weights for the clients of a segment.

    Attributes:
        segment: The segment; case and outer space do not tell two apart.
        commerce: Whether orders make the score; without, the relationship alone does.
        friction: The weight of friction.
        payment: The weight of payment.
        engagement: The weight of engagement.
        voice: The weight of voice.
    """

    segment: str
    commerce: bool = True
    friction: Weight = 35
    payment: Weight = 25
    engagement: Weight = 25
    voice: Weight = 15


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

    friction: Weight = 35
    payment: Weight = 25
    engagement: Weight = 25
    voice: Weight = 15
    odds: Annotated[float, upto(10)] = 0.5
    segments: tuple[SegmentWeights, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """How the health score is made, and what it is called.

    Attributes:
        healthy_from: The lowest score of the band "healthy".
        watch_from: The lowest score of the band "watch"; below it a client is "at risk".
        rise: Points above its edge from which on a band is reached from below; falling is at once.
    """

    healthy_from: Score = 90
    watch_from: Score = 60
    rise: Score = 5
    commerce: Commerce = Commerce()
    friction: Friction = Friction()
    payment: Payment = Payment()
    engagement: Engagement = Engagement()
    voice: Voice = Voice()
    index: Index = Index()
