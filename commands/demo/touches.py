"""Stories of touches: visits and calls, what the client says of us, what we see there and spend there."""

from __future__ import annotations

from typing import Literal

from commands.demo.client import DAY, Client, Late, Story
from ledger import events
from ledger.events.touches import Channel

RIVALS = ("Nordvik Trading", "Gamma Foods", "Délibon", "Orient Star")
_VISITS: tuple[Channel, ...] = ("visit", "visit", "visit", "meeting", "presentation", "training", "event")
_CALLS: tuple[Channel, ...] = ("call", "call", "call", "message", "meeting", "merchandising")
_FAILED = ("traffic", "ill", "stock-taking that day", "called away by the head office", "mixed up the day")
_COMPLAINTS = ("late delivery", "damaged boxes", "wrong invoice", "nobody answered the telephone")
_OUTCOMES = ("goods replaced", "apologised, and agreed a fixed delivery day", "the client was content")
_PURPOSES = ("dinner", "samples", "travel", "seasonal gift", "stand at the client's fair")
_SCALES: tuple[tuple[Literal["nps", "csat", "ces"], int, int], ...] = (
    ("nps", 0, 10), ("csat", 1, 5), ("ces", 1, 7),
)  # fmt: skip


def visit(client: Client) -> Story:
    """A visit is planned for one of the coming days."""
    dice, number, channel = client.dice, client.number("V"), client.dice.pick(_VISITS)
    minute = client.begin(_visit_comes(client, number, channel), client.today + dice.between(2, 12))
    at, purpose = client.moment(minute), dice.pick(client.country.purposes)
    yield events.VisitPlanned(visit=number, at=at, channel=channel, purpose=purpose)


def _visit_comes(client: Client, number: str, channel: Channel) -> Story:
    """A visit takes place, or does not."""
    dice = client.dice
    if dice.chance(0.07):
        yield events.VisitMissed(visit=number, by="client", reason=dice.pick(_FAILED))
    elif dice.chance(0.08):
        yield events.VisitCancelled(visit=number, by="us", reason=dice.pick(_FAILED))
    else:
        more = {"visit": number, "prepared": dice.chance(0.8), "minutes": 15 * dice.between(1, 7)}
        yield held(client, channel).model_copy(update=more)


def call(client: Client) -> Story:
    """A touch that just came about; one in thirty is written down weeks after."""
    days = client.dice.between(8, 30) if client.dice.chance(0.033) else 0
    if days:
        yield days
    yield Late(days, held(client, client.dice.pick(_CALLS), days))


def held(client: Client, channel: Channel, days_ago: int = 0) -> events.VisitHeld:
    """A touch of today, or some days ago, with somebody at the client."""
    return events.VisitHeld(
        channel=channel,
        started_at=client.moment(client.now - days_ago * DAY),
        minutes=5 * client.dice.between(1, 6),
        people=(client.somebody(),),
        summary=client.country.report(client.dice),
        next_step=client.dice.pick(client.country.purposes) if client.dice.chance(0.3) else None,
    )


def feedback(client: Client) -> Story:
    """The client answers how content it is; one that pays late seldom is."""
    scale, low, high = client.dice.pick(_SCALES)
    score = client.dice.between(low, high)
    if not client.habit.hardly_pays and client.dice.chance(0.7):
        score = max(score, high - client.dice.below(3))
    yield events.FeedbackGiven(scale=scale, score=score)


def complaint(client: Client) -> Story:
    """The client complains; most complaints are resolved within weeks."""
    dice, number = client.dice, client.number("C")
    topic, severity = dice.pick(_COMPLAINTS), dice.between(1, 3)
    yield events.ComplaintRaised(number=number, topic=topic, severity=severity)
    if dice.chance(0.92):
        yield dice.between(2, 25)
        yield events.ComplaintResolved(number=number, outcome=dice.pick(_OUTCOMES))


def rival(client: Client) -> Story:
    """A competitor is seen at the client's."""
    yield seen(client)


def seen(client: Client) -> events.CompetitorSeen:
    """A competitor's price for one of our products."""
    box, competitor = client.dice.pick(client.prices()), client.dice.pick(RIVALS)
    price = client.rounded(box.unit_price * client.dice.between(85, 110) / 100)
    return events.CompetitorSeen(
        competitor=competitor, product=box.product, price=price, where="on the shelf"
    )


def referral(client: Client) -> Story:
    """The client recommends us to another company."""
    yield events.ReferralMade(
        referred=f"{client.dice.pick(client.country.stems)} {client.dice.between(2, 99)}"
    )


def expense(client: Client) -> Story:
    """Money spent on the relationship."""
    amount = client.rounded(client.dice.between(20, 400) * client.country.rate)
    currency, purpose = client.card.currency, client.dice.pick(_PURPOSES)
    yield events.ExpenseSpent(amount=amount, currency=currency, purpose=purpose, person=client.somebody())
