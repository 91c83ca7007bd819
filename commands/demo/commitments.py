"""Stories of what people take upon themselves: commitments, goals, measures against faults, suggestions."""

from __future__ import annotations

from commands.demo.client import Client, Story
from commands.demo.goods import PRODUCTS, round_sum
from commands.demo.staff import HEAD
from ledger import events

_HALF_YEAR = 182


def commitment(client: Client) -> Story:
    """The client or we take something upon us."""
    number, due = client.number("CM"), client.today + client.dice.between(5, 30)
    what, by = client.dice.pick(client.country.purposes), client.pick("sides")
    owner = client.manager if by == "us" else None
    yield events.CommitmentMade(number=number, by=by, what=what, due=client.date(due), owner=owner)
    client.begin(followed(client, number, due), client.today + 1)


def followed(client: Client, number: str, due: int) -> Story:
    """A commitment is kept in time or late, moved before, or broken; for some, nobody says so for months."""
    dice = client.dice
    if dice.chance(0.12):
        due += 14
        reason = "the other side asked for two weeks more"
        yield events.CommitmentMoved(number=number, due=client.date(due), reason=reason)
    yield max(1, client.until(due) - dice.between(0, 6))
    if dice.chance(0.7):
        yield events.CommitmentKept(number=number)
    elif dice.chance(0.5):
        yield client.until(due + 10)
        yield events.CommitmentBroken(number=number, reason=client.pick("broken"))
    else:
        yield client.later()
        yield events.CommitmentKept(number=number)


def goal(client: Client) -> Story:
    """The manager sets a goal with the client, looks at it after half a year and closes it, at times late."""
    dice, number = client.dice, client.number("GOAL")
    goal, measure = client.pick("goals").values()
    yield events.GoalSet(
        number=number,
        goal=goal,
        measure=measure,
        until=client.date(client.today + 2 * _HALF_YEAR),
        agreed_with=HEAD,
        person=client.somebody(),
        budget=round_sum(client.country, 300 * client.size),
    )
    yield _HALF_YEAR
    yield events.GoalReviewed(number=number, finding=client.pick("findings"))
    yield _HALF_YEAR - 10 if dice.chance(0.8) else _HALF_YEAR + client.later()
    yield events.GoalClosed(number=number, outcome=client.pick("outcomes"))


def measure(client: Client, against: str) -> Story:
    """We do something so that a fault does not happen again, and look, at times late, whether it works."""
    dice, number, due = client.dice, client.number("M"), client.today + 30
    yield events.MeasureTaken(
        number=number,
        against=against,
        what=client.pick("measures"),
        owner=client.manager,
        due=client.date(due),
    )
    yield client.until(due) + (0 if dice.chance(0.8) else client.later())
    yield events.MeasureChecked(number=number, worked=dice.chance(0.7))


def suggestion(client: Client) -> Story:
    """The manager passes an idea on to the head of sales, who answers, at times after months."""
    dice, number = client.dice, client.number("S")
    topic, what = client.pick("suggestions").values()
    product = PRODUCTS[dice.pick(client.products)].code if topic == "range" else None
    yield events.SuggestionMade(
        number=number, topic=topic, what=what, person=client.somebody(), product=product
    )
    yield dice.between(5, 25) if dice.chance(0.7) else client.later()
    yield events.SuggestionAnswered(number=number, outcome=client.pick("verdicts"))
