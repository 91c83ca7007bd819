"""Stories of selling: proposals, tenders, discounts, objections, promotions."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from commands.demo.client import Client, Story
from commands.demo.orders import basket, order, worth
from commands.demo.touches import RIVALS
from ledger import events
from ledger.events.selling import ObjectionTopic

_TOPICS: tuple[ObjectionTopic, ...] = ("price", "price", "price", "delivery", "terms", "product", "quality")
_ANSWERS = (
    "showed the margin per metre of shelf",
    "compared the total cost over a year",
    "brought a reference from a similar client",
    "agreed on a trial of four weeks",
)
_ENDS: tuple[Literal["accepted", "compromise", "dropped", "lost"], ...] = (
    "accepted",
    "accepted",
    "compromise",
    "dropped",
    "lost",
)
_DECLINED = ("too dear", "no shelf space this quarter", "stays with the present supplier")
_PROMOTIONS = ("Spring shelf", "Summer drinks", "Back to school", "Winter gifts")


def offer(client: Client) -> Story:
    """A proposal that is revised at times and decided within weeks; what is accepted is ordered."""
    dice, number, today = client.dice, client.number("Q"), client.today
    made = events.ProposalMade(
        number=number,
        currency=client.card.currency,
        lines=basket(client),
        probability=Decimal(dice.between(2, 9)) / 10,
        valid_until=client.date(today + 40),
        closes_on=client.date(today + 20),
    )
    yield made
    if dice.chance(0.15):
        client.begin(objection(client, number), client.today + 2)
    if dice.chance(0.3):
        yield dice.between(3, 9)
        yield events.ProposalRevised.model_validate(dict(made) | {"lines": basket(client)})
    yield dice.between(10, 25)
    if dice.chance(0.5):
        yield events.ProposalAccepted(number=number)
        yield dice.between(0, 3)
        yield from order(client, number)
    elif dice.chance(0.8):
        rival = dice.pick(RIVALS) if dice.chance(0.3) else None
        yield events.ProposalDeclined(number=number, reason=dice.pick(_DECLINED), competitor=rival)
    else:
        yield events.ProposalWithdrawn(number=number, reason="the range changes")


def tender(client: Client) -> Story:
    """A tender: entered, and won or lost a month or two later."""
    dice, number, amount = client.dice, client.number("T"), 12 * worth(client, basket(client))
    yield events.TenderEntered(number=number, amount=amount)
    yield dice.between(25, 60)
    if dice.chance(0.4):
        yield events.TenderWon(number=number, amount=amount, reason="delivery twice a week")
        yield 3
        yield from order(client)
    else:
        yield events.TenderLost(number=number, reason="lowest price wins", competitor=dice.pick(RIVALS))


def discount(client: Client) -> Story:
    """The manager asks for a discount beyond the limit; the head of sales decides."""
    dice, number, percent = client.dice, client.number("D"), Decimal(client.dice.between(6, 15))
    yield events.DiscountRequested(number=number, percent=percent, reason="a competitor's offer")
    yield dice.between(1, 4)
    if dice.chance(0.65):
        yield events.DiscountApproved(number=number, percent=percent, reason="for the next order")
        client.discount = percent
    else:
        yield events.DiscountRefused(number=number, percent=percent, reason="below our margin")


def objection(client: Client, about: str | None = None) -> Story:
    """The client objects; most objections are answered, and end one way or another."""
    dice, number = client.dice, client.number("O")
    yield events.ObjectionRaised(
        number=number,
        topic=dice.pick(_TOPICS),
        severity=dice.between(1, 3),
        about=about,
        person=client.somebody(),
    )
    if dice.chance(0.9):
        yield dice.between(0, 6)
        yield events.ObjectionAnswered(number=number, answer=dice.pick(_ANSWERS))
        yield dice.between(2, 15)
        yield events.ObjectionResolved(number=number, outcome=dice.pick(_ENDS))


def promotion(client: Client) -> Story:
    """The client joins a promotion for two months."""
    day, percent = client.date(client.today), client.dice.between(2, 8)
    name = f"{_PROMOTIONS[(day.month - 1) // 3]} {client.number(str(day.year))}"
    yield events.PromotionJoined(
        promotion=name, terms=f"{percent} % back in goods above {10 * percent} boxes"
    )
    yield 60
    yield events.PromotionEnded(promotion=name, terms=f"{client.dice.between(5, 90)} boxes sold")
