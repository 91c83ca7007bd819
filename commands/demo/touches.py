"""Stories of touches: managers visit and call the client, who praises, complains and recommends us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from commands.demo.client import DAY, Client, Late, Story
from commands.demo.commitments import followed, measure
from commands.demo.tables import PHRASES
from ledger import events

if TYPE_CHECKING:
    from ledger.events.models.touches import Channel


def visit(client: Client) -> Story:
    """The manager plans a visit for one of the coming days, and at times comes late or moves it."""
    planned, minute = _planned(client)
    number, channel = planned.visit or "", planned.channel
    if client.dice.chance(0.06):
        client.begin_at(_moved(client, number, channel), minute - 120)
    else:
        client.begin_at(_visit_comes(client, number, channel), minute + client.pick("delays"))
    yield planned


def unreported(client: Client) -> Story:
    """The manager plans a visit of which nobody says for weeks what became of it."""
    planned, minute = _planned(client)
    client.begin_at(_written_later(client, planned.visit or "", planned.channel), minute)
    yield planned


def _planned(client: Client) -> tuple[events.VisitPlanned, int]:
    """A visit on one of the coming days, and its minute."""
    minute = client.working_minute(client.today + client.dice.between(2, 12))
    at, purpose = client.moment(minute), client.dice.pick(client.country.purposes)
    planned = events.VisitPlanned(
        visit=client.number("V"), at=at, channel=client.pick("visits"), purpose=purpose
    )
    return planned, minute


def _moved(client: Client, number: str, channel: Channel) -> Story:
    """A visit of the same day is moved."""
    minute = client.working_minute(client.today + client.dice.between(1, 6))
    by, reason = client.pick("sides"), client.pick("failed")
    yield events.VisitMoved(visit=number, at=client.moment(minute), by=by, reason=reason)
    client.begin_at(_visit_comes(client, number, channel), minute)


def _visit_comes(client: Client, number: str, channel: Channel) -> Story:
    """The manager visits the client, or one of them misses the visit or calls it off.

    Of a few visits the manager writes weeks later.
    """
    dice = client.dice
    if dice.chance(0.07):
        yield events.VisitMissed(visit=number, by=client.pick("sides"), reason=client.pick("failed"))
    elif dice.chance(0.08):
        yield events.VisitCancelled(visit=number, by="us", reason=client.pick("failed"))
    elif dice.chance(0.96):
        prepared = dice.chance(0.8)
        found = replace(
            held(client, channel),
            visit=number,
            place=client.city if dice.chance(0.9) else dice.pick(client.country.cities),
            prepared=prepared,
            preparation=tuple(dice.some(PHRASES["preparations"], 2)) if prepared else (),
            minutes=15 * dice.between(1, 7),
        )
        yield from _followed_up(client, found)
    else:
        yield from _written_later(client, number, channel)


def _written_later(client: Client, number: str, channel: Channel) -> Story:
    """The manager writes weeks later of a visit that took place today."""
    days = client.later()
    yield days
    yield Late(days, replace(held(client, channel, days), visit=number))


def call(client: Client) -> Story:
    """The manager calls or meets the client unplanned, and writes one call in thirty down weeks later."""
    days = client.dice.between(8, 30) if client.dice.chance(0.033) else 0
    if days:
        yield days
    yield Late(days, replace(held(client, client.pick("calls"), days), direction=client.pick("directions")))


def held(client: Client, channel: Channel, days_ago: int = 0) -> events.VisitHeld:
    """What the manager writes down of a touch, of today or some days ago."""
    return events.VisitHeld(
        channel=channel,
        started_at=client.moment(client.now - days_ago * DAY),
        minutes=5 * client.dice.between(1, 6),
        people=(client.somebody(),),
        summary=client.country.report(client.dice),
        next_step=client.dice.pick(client.country.purposes) if client.dice.chance(0.2) else None,
    )


def _followed_up(client: Client, visit: events.VisitHeld) -> Story:
    """A visit, after which one side at times has to do something by a day."""
    if client.dice.chance(0.12):
        number, due = client.number("CM"), client.today + client.dice.between(4, 20)
        by, what = client.pick("sides"), client.dice.pick(client.country.purposes)
        owner = client.manager if by == "us" else None
        step = events.NextStep(what=what, due=client.date(due), by=by, owner=owner, number=number)
        visit = replace(visit, next_step=step)
        client.begin(followed(client, number, due), client.today + 1)
    yield visit


def inquiry(client: Client) -> Story:
    """The client asks us something of its own accord."""
    box = client.dice.pick(client.prices())
    channel, what = client.pick("inquiries").values()
    yield events.InquiryReceived(what=what, channel=channel, product=box.product, person=client.somebody())


def shelf_check(client: Client) -> Story:
    """The manager looks what of our goods is on the shelf."""
    dice, boxes = client.dice, client.prices()
    lines = []
    for place in dice.some(client.products, 3):
        box, present = boxes[place], dice.chance(0.8)
        price = client.rounded(box.unit_price * dice.between(120, 150) / 100) if present else None
        facings = dice.between(1, 12) if present else 0
        lines.append(events.ShelfLine(product=box.product, present=present, facings=facings, price=price))
    yield events.ShelfChecked(lines=tuple(lines), place=client.city)


def training(client: Client) -> Story:
    """The manager trains the client's people."""
    box = client.dice.pick(client.prices())
    yield events.TrainingHeld(topic=client.pick("trainings"), product=box.product, minutes=90)


def feedback(client: Client, about: str | None = None) -> Story:
    """The client says how content it is, or how content with something; one that hardly pays seldom is."""
    scale, worst, best = client.pick("scales").values()
    score = client.dice.between(worst, best)
    if not client.habit.hardly_pays and client.dice.chance(0.7):
        score = max(score, best - client.dice.below(3))
    yield events.FeedbackGiven(scale=scale, score=score, about=about)


def complaint(client: Client) -> Story:
    """The client complains; we resolve most complaints soon, and see to it that some do not come back."""
    dice, number, severity = client.dice, client.number("C"), client.dice.between(1, 3)
    topic, code = client.pick("complaints").values()
    yield events.ComplaintRaised(number=number, topic=topic, severity=severity, reason_code=code)
    yield dice.between(2, 25) if dice.chance(0.92) else client.later()
    yield events.ComplaintResolved(number=number, outcome=client.pick("amends"))
    if dice.chance(0.4):
        client.begin(measure(client, number), client.today + 2)


def complaint_met(client: Client) -> Story:
    """The client complains, and we see to it for certain that it does not come back."""
    number, (topic, code) = client.number("C"), client.pick("complaints").values()
    yield events.ComplaintRaised(number=number, topic=topic, severity=2, reason_code=code)
    yield 3
    yield events.ComplaintResolved(number=number, outcome=client.pick("amends"))
    yield from measure(client, number)


def rival(client: Client) -> Story:
    """The manager sees a competitor at the client's."""
    yield seen(client)


def seen(client: Client) -> events.CompetitorSeen:
    """A competitor's price for something that we sell too."""
    box, who = client.prices()[client.dice.pick(client.products)], client.pick("rivals")
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
