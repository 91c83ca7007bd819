"""Stories of selling: proposals, tenders, discounts, objections, promotions."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import asdict

from commands.demo.client import Client, Story
from commands.demo.orders import basket, order, worth
from commands.demo.tables import PHRASES
from ledger import events


def offer(client: Client) -> Story:
    """We make a proposal, and may revise it; the client decides within weeks, and orders what it accepts."""
    dice, number, today = client.dice, client.number("Q"), client.today
    made = events.ProposalMade(
        number=number,
        currency=client.currency,
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
        yield events.ProposalRevised(**asdict(made) | {"lines": basket(client)})
    yield dice.between(10, 25)
    if dice.chance(0.1):
        yield client.later()  # the client never decides, and the proposal runs out
        yield events.ProposalWithdrawn(number=number, reason="no answer")
    elif dice.chance(0.5):
        yield events.ProposalAccepted(number=number)
        client.begin(order(client, number), client.today + dice.between(0, 3))
    elif dice.chance(0.8):
        rival = client.pick("rivals") if dice.chance(0.3) else None
        reason, code = client.pick("declined").values()
        yield events.ProposalDeclined(number=number, reason=reason, reason_code=code, competitor=rival)
    else:
        yield events.ProposalWithdrawn(number=number, reason="the range changes")


def tender(client: Client) -> Story:
    """We enter a tender, and win or lose it a month or two later."""
    dice, number, lines = client.dice, client.number("T"), basket(client)
    amount, deadline = 12 * worth(client, lines), client.date(client.today + 20)
    yield events.TenderEntered(number=number, amount=amount, deadline=deadline, platform="the client's own")
    yield dice.between(25, 60)
    if dice.chance(0.4):
        yield events.TenderWon(number=number, amount=amount, reason="delivery twice a week")
        client.begin(order(client), client.today + 3)
    else:
        rival, reason = client.pick("rivals"), "lowest price wins"
        yield events.TenderLost(number=number, reason=reason, reason_code="price", competitor=rival)


def discount(client: Client) -> Story:
    """The manager asks for a discount beyond the limit; the head of sales decides, most times.

    A few requests wait for weeks, and the client gets a few discounts that were refused.
    """
    dice = client.dice
    request = _requested(client)
    yield request
    number, percent = request.number, request.percent
    if dice.chance(0.08):
        yield client.later()
        yield events.DiscountRefused(number=number, percent=percent, reason="the competitor's offer is over")
        return
    yield dice.between(1, 4)
    if dice.chance(0.65):
        yield events.DiscountApproved(number=number, percent=percent, reason="for the next order")
        client.discount = percent
    else:
        yield events.DiscountRefused(number=number, percent=percent, reason="below our margin")
        client.discount = percent if dice.chance(0.15) else client.discount


def own_discount(client: Client) -> Story:
    """The manager approves a discount that the manager asked for."""
    request = _requested(client)
    yield request
    yield events.DiscountApproved(number=request.number, percent=request.percent, by=client.manager)
    client.discount = request.percent


def _requested(client: Client) -> events.DiscountRequested:
    percent = Decimal(client.dice.between(6, 15))
    return events.DiscountRequested(
        number=client.number("D"), percent=percent, reason="a competitor's offer", by=client.manager
    )


def objection(client: Client, about: str | None = None) -> Story:
    """The client objects; we answer most objections within a week, and they end one way or another."""
    dice, number, who = client.dice, client.number("O"), client.somebody()
    topic, severity = client.pick("objections"), dice.between(1, 3)
    yield events.ObjectionRaised(number=number, topic=topic, severity=severity, about=about, person=who)
    yield dice.between(0, 6) if dice.chance(0.9) else client.later()
    yield events.ObjectionAnswered(number=number, answer=client.pick("answers"))
    yield dice.between(2, 15)
    yield events.ObjectionResolved(number=number, outcome=client.pick("ends"))


def promotion(client: Client) -> Story:
    """The client joins a promotion for two months."""
    day, percent = client.date(client.today), client.dice.between(2, 8)
    name = f"{PHRASES['promotions'][(day.month - 1) // 3]} {client.number(str(day.year))}"
    terms = f"{percent} % back in goods above {10 * percent} boxes"
    yield events.PromotionJoined(promotion=name, terms=terms)
    yield 60
    yield events.PromotionEnded(promotion=name, terms=f"{client.dice.between(5, 90)} boxes sold")
