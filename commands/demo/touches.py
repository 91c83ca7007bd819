"""Stories of touches: managers visit and call the client, who praises, complains and recommends us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from commands.demo.client import DAY, Client, Late, Story
from ledger import events

if TYPE_CHECKING:
    from ledger.events.models.touches import Channel


def visit(client: Client) -> Story:
    """The manager plans a visit for one of the coming days."""
    dice, number, channel = client.dice, client.number("V"), client.pick("visits")
    minute = client.begin(_visit_comes(client, number, channel), client.today + dice.between(2, 12))
    at, purpose = client.moment(minute), dice.pick(client.country.purposes)
    yield events.VisitPlanned(visit=number, at=at, channel=channel, purpose=purpose)


def _visit_comes(client: Client, number: str, channel: Channel) -> Story:
    """The manager visits the client, unless one of them misses the visit or calls it off."""
    dice = client.dice
    if dice.chance(0.07):
        yield events.VisitMissed(visit=number, by="client", reason=client.pick("failed"))
    elif dice.chance(0.08):
        yield events.VisitCancelled(visit=number, by="us", reason=client.pick("failed"))
    else:
        more = {"visit": number, "prepared": dice.chance(0.8), "minutes": 15 * dice.between(1, 7)}
        yield replace(held(client, channel), **more)


def call(client: Client) -> Story:
    """The manager calls or meets the client unplanned, and writes one call in thirty down weeks later."""
    days = client.dice.between(8, 30) if client.dice.chance(0.033) else 0
    if days:
        yield days
    yield Late(days, held(client, client.pick("calls"), days))


def held(client: Client, channel: Channel, days_ago: int = 0) -> events.VisitHeld:
    """What the manager writes down of a touch, of today or some days ago."""
    return events.VisitHeld(
        channel=channel,
        started_at=client.moment(client.now - days_ago * DAY),
        minutes=5 * client.dice.between(1, 6),
        people=(client.somebody(),),
        summary=client.country.report(client.dice),
        next_step=client.dice.pick(client.country.purposes) if client.dice.chance(0.3) else None,
    )


def feedback(client: Client) -> Story:
    """The client says how content it is; one that hardly pays seldom is."""
    scale, worst, best = client.pick("scales").values()
    score = client.dice.between(worst, best)
    if not client.habit.hardly_pays and client.dice.chance(0.7):
        score = max(score, best - client.dice.below(3))
    yield events.FeedbackGiven(scale=scale, score=score)


def complaint(client: Client) -> Story:
    """The client complains; we resolve most complaints within weeks."""
    dice, number = client.dice, client.number("C")
    topic, severity = client.pick("complaints"), dice.between(1, 3)
    yield events.ComplaintRaised(number=number, topic=topic, severity=severity)
    if dice.chance(0.92):
        yield dice.between(2, 25)
        yield events.ComplaintResolved(number=number, outcome=client.pick("amends"))


def rival(client: Client) -> Story:
    """The manager sees a competitor at the client's."""
    yield seen(client)


def seen(client: Client) -> events.CompetitorSeen:
    """A competitor's price for something that we sell too."""
    box, who = client.dice.pick(client.prices()), client.pick("rivals")
    price = client.rounded(box.unit_price * client.dice.between(85, 110) / 100)
    return events.CompetitorSeen(competitor=who, product=box.product, price=price, where="on the shelf")


def referral(client: Client) -> Story:
    """The client recommends us to another company."""
    stem = client.dice.pick(client.country.stems)
    yield events.ReferralMade(referred=f"{stem} {client.dice.between(2, 99)}")


def expense(client: Client) -> Story:
    """The manager spends money on the relationship."""
    amount = client.rounded(client.dice.between(20, 400) * client.country.rate)
    currency, purpose = client.currency, client.pick("expenses")
    yield events.ExpenseSpent(amount=amount, currency=currency, purpose=purpose, person=client.somebody())
