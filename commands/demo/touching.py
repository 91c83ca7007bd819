"""Touches: visits planned, held, missed and called off; what the client says of us, what is seen there."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from commands.demo.goods import EUR_RATES
from commands.demo.life import DAY, Life
from commands.demo.people import somebody
from commands.demo.phrases import report
from ledger.events import (
    CompetitorSeen,
    ComplaintRaised,
    ComplaintResolved,
    ExpenseSpent,
    FeedbackGiven,
    ReferralMade,
    VisitCancelled,
    VisitHeld,
    VisitMissed,
    VisitPlanned,
)
from ledger.events.touches import Channel
from ledger.money import quantum

__all__ = ["call", "complaint", "expense", "feedback", "price_seen", "referral", "rival", "visit"]

_VISITS: tuple[Channel, ...] = (
    "visit",
    "visit",
    "visit",
    "meeting",
    "presentation",
    "training",
    "merchandising",
    "event",
)
_CALLS: tuple[Channel, ...] = ("call", "call", "call", "message", "meeting", "visit")
_UNHAPPY = 20  # who pays later than that is seldom content
_FAILED = ("traffic", "ill", "stock-taking that day", "called away by the head office", "mixed up the day")
_COMPLAINTS = (
    "late delivery",
    "damaged boxes",
    "wrong invoice",
    "nobody answered the telephone",
    "short shelf life",
)
_OUTCOMES = (
    "goods replaced",
    "credited",
    "apologised, and agreed a fixed delivery day",
    "explained; the client was content",
)
_PURPOSES = ("dinner", "samples", "travel", "seasonal gift", "stand at the client's fair")
_RIVALS = ("Nordvik Trading", "Gamma Foods", "Délibon", "Orient Star")
_SCALES: tuple[tuple[Literal["nps", "csat", "ces"], int, int], ...] = (
    ("nps", 0, 10),
    ("csat", 1, 5),
    ("ces", 1, 7),
)


def visit(life: Life) -> None:
    """A visit is planned for the coming days."""
    number = life.next_number("V")
    minute = life.later(life.dice.between(2, 12), _visit_comes, number)
    life.say(
        VisitPlanned(
            visit=number,
            at=life.moment(minute),
            channel=life.dice.pick(_VISITS),
            purpose=life.dice.pick(life.phrases.purposes),
            people=(somebody(life),),
        )
    )


def _visit_comes(life: Life, number: str) -> None:
    roll = life.dice.random()
    side: Literal["us", "client"] = "client" if life.dice.chance(0.6) else "us"
    if roll < 0.07:  # noqa: PLR2004
        life.say(VisitMissed(visit=number, by=side, reason=life.dice.pick(_FAILED)))
    elif roll < 0.15:  # noqa: PLR2004
        life.say(VisitCancelled(visit=number, by=side, reason=life.dice.pick(_FAILED)))
    else:
        life.say(
            VisitHeld(
                visit=number,
                channel=life.dice.pick(_VISITS),
                started_at=life.moment(life.now),
                minutes=15 * life.dice.between(1, 7),
                prepared=life.dice.chance(0.8),
                people=(somebody(life),),
                summary=report(life.phrases, life.dice),
                next_step=life.dice.pick(life.phrases.purposes) if life.dice.chance(0.4) else None,
            )
        )


def call(life: Life, late: int = 0) -> None:
    """A touch that just came about; one in thirty is written down weeks after."""
    if not late and life.dice.chance(0.033):
        days = life.dice.between(8, 30)
        life.later(days, call, days)
        return
    minute = life.now - late * DAY
    life.say(
        VisitHeld(
            channel=life.dice.pick(_CALLS),
            started_at=life.moment(minute),
            minutes=5 * life.dice.between(1, 6),
            people=(somebody(life),),
            summary=report(life.phrases, life.dice),
        ),
        at=minute,
    )


def feedback(life: Life) -> None:
    """The client answers how content they are."""
    scale, low, high = life.dice.pick(_SCALES)
    unhappy = life.dice.between(low, high)
    score = (
        unhappy
        if life.habit.late > _UNHAPPY or life.dice.chance(0.3)
        else max(unhappy, high - life.dice.below(3))
    )
    life.say(FeedbackGiven(scale=scale, score=score))


def complaint(life: Life) -> None:
    """The client complains; most complaints are resolved within weeks."""
    number = life.next_number("C")
    life.say(
        ComplaintRaised(number=number, topic=life.dice.pick(_COMPLAINTS), severity=life.dice.between(1, 3))
    )
    if life.dice.chance(0.92):
        life.later(life.dice.between(2, 25), _complaint_ends, number)


def _complaint_ends(life: Life, number: str) -> None:
    life.say(ComplaintResolved(number=number, outcome=life.dice.pick(_OUTCOMES)))
    if life.dice.chance(0.3):
        life.later(2, feedback)


def price_seen(life: Life) -> CompetitorSeen:
    """A competitor's product on the client's shelf."""
    product = life.dice.pick(life.prices())
    price = product.price * life.dice.between(85, 110) / 100
    return CompetitorSeen(
        competitor=life.dice.pick(_RIVALS),
        product=product.code,
        price=price.quantize(quantum(life.country.currency)),
        where=life.dice.pick(("on the shelf", "in a leaflet", "the buyer said so")),
    )


def rival(life: Life) -> None:
    """A competitor is seen at the client's."""
    life.say(price_seen(life))


def referral(life: Life) -> None:
    """The client recommends us to another company."""
    life.say(
        ReferralMade(referred=f"{life.dice.pick(life.country.stems.split())} {life.dice.between(2, 99)}")
    )


def expense(life: Life) -> None:
    """Money spent on the relationship."""
    currency = life.country.currency
    amount = life.dice.between(20, 400) * EUR_RATES.get(currency, Decimal(1))
    life.say(
        ExpenseSpent(
            amount=amount.quantize(quantum(currency)),
            currency=currency,
            purpose=life.dice.pick(_PURPOSES),
            person=somebody(life),
        )
    )
