"""Stories of the programme: the client is granted points, spends points, and is given a tier."""

from __future__ import annotations

from decimal import Decimal

from commands.demo.client import YEAR, Client, Story
from commands.demo.tables import table
from ledger import events

_PROGRAMME = table("policy", Decimal)["programme"]
_PER, _PENDING = _PROGRAMME["earn"]["orders"][0]["per"], _PROGRAMME["earn"]["pending_days"]
_STEP = Decimal(_PROGRAMME["rewards"][0]["points"])
_STAND = _PROGRAMME["rewards"][0]["reward"]


def rewarded(client: Client) -> Story:
    """The head of sales grants points; the client spends most of them a month later."""
    points = Decimal(10 * client.dice.between(5, 40))
    yield events.PointsGranted(number=client.number("G"), points=points, reward="staff training")
    yield 30
    yield from _redeemed(client, points - 10 * client.dice.between(0, 4))


def spent(client: Client) -> Story:
    """The client spends half of what it surely has."""
    points = (_surely_has(client) / 2) // _STEP * _STEP
    if points > 0:
        client.redeemed.append((client.today, points))
        yield from _redeemed(client, points)


def _redeemed(client: Client, points: Decimal) -> Story:
    """The client spends points; at times we cannot deliver, and it gets them back."""
    number = client.number("G")
    yield events.PointsRedeemed(number=number, points=points, reward=_STAND)
    if client.dice.chance(0.15):
        yield client.dice.between(2, 9)
        yield events.PointsRedemptionCancelled(number=number, reason="the stand is not made any more")


def _surely_has(client: Client) -> Decimal:
    """Points of orders that were paid long enough ago, and not too long, less all that were spent since."""
    from_, to = client.today - YEAR // 2, client.today - _PENDING - 9
    earned = sum(
        (paid // _PER[client.currency] for day, paid in client.earned if from_ <= day <= to), Decimal(0)
    )
    return earned - sum((points for day, points in client.redeemed if day >= from_), Decimal(0))


def floored(client: Client) -> Story:
    """The head of sales lets the client keep a tier for a year, whatever its points are."""
    until = client.date(client.today + YEAR)
    yield events.TierFloored(tier="silver", until=until, reason="agreed when it came back")
