"""Stories of a client's file: it joins, signs contracts, is checked and covered, leaves and comes back."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from commands.demo.client import Client, Story
from commands.demo.debts import opening
from commands.demo.goods import round_sum
from commands.demo.people import introduced
from commands.demo.staff import CREDIT_CONTROL, deputy_of
from commands.demo.tables import PHRASES
from ledger import events

_YEAR = 365


def joined(client: Client) -> Story:
    """The manager enters the client in the ledger, with its terms, its people and what it owes already."""
    terms = client.terms
    yield client.card
    yield terms
    yield from introduced(client)
    if client.dice.chance(0.7) and terms.billing == "invoice" and not (client.habit.joins or terms.prepaid):
        client.begin(opening(client), client.today)
    yield client.dice.between(1, 20)
    yield from described(client)
    client.begin(contract(client), client.today + client.dice.between(1, 20))


def described(client: Client) -> Story:
    """The manager writes down something about the client; at times what it spends in a year."""
    dice, wallet = client.dice, None
    if dice.chance(0.4):
        amount = round_sum(client.country, client.size * dice.between(20, 60) * 1_000)
        wallet = events.Wallet(amount=amount, currency=client.currency, source="the annual report")
    topic, text = client.pick("described"), dice.pick(client.country.needs)
    yield events.ClientDescribed(topic=topic, text=text, wallet=wallet)


def contract(client: Client) -> Story:
    """The client signs a contract for a year, and renews most contracts, at times on new terms."""
    number = client.contract = client.number("K")
    value = round_sum(client.country, 15_000 * client.size)
    starts, ends = client.date(client.today), client.date(client.today + _YEAR)
    yield events.ContractSigned(number=number, starts=starts, ends=ends, value=value)
    yield _YEAR - 10
    while client.contract == number and not client.lost and client.dice.chance(0.88):
        starts, ends = ends, client.date(client.today + _YEAR)
        yield events.ContractRenewed(number=number, starts=starts, ends=ends, value=value)
        if client.dice.chance(0.5):
            days = 75 - max(client.terms.payment_days, 30)  # 45 after 30 or less, and 30 after 45
            client.terms = replace(client.terms, payment_days=days)
            yield client.terms
        yield _YEAR - 10
    if client.contract == number:
        yield from contract_ended(client)


def contract_ended(client: Client) -> Story:
    """The client ends its contract, if it has one."""
    if client.contract:
        yield events.ContractEnded(number=client.contract, reason="not renewed by the client")
        client.contract = ""


def credit_checked(client: Client) -> Story:
    """Credit control looks into whether the client can pay."""
    outcome, limit = client.pick("credit"), round_sum(client.country, 8_000 * client.size)
    source, until = "register of companies and our own history", client.date(client.today + _YEAR)
    yield events.ClientCreditChecked(outcome=outcome, source=source, limit_advised=limit, valid_until=until)


def ranked(client: Client) -> Story:
    """The manager says how much the client matters, for a year."""
    rank, until = PHRASES["ranks"][min(2, client.size // 3)], client.date(client.today + _YEAR)
    yield events.ClientRanked(rank=rank, reason="yearly review", until=until)


def reassigned(client: Client) -> Story:
    """A colleague takes the client over."""
    client.manager, client.covered_until = deputy_of(client.manager), -1
    yield events.ClientReassigned(manager=client.manager, reason="territories were drawn anew")


def covered(client: Client) -> Story:
    """A colleague stands in for two weeks, every year, and records on the manager's behalf."""
    while True:
        until = client.today + 13
        yield events.ClientCovered(
            deputy=deputy_of(client.manager),
            from_=client.date(client.today),
            until=client.date(until),
            reason="holiday",
        )
        client.covered_until = until
        yield _YEAR


def lost(client: Client) -> Story:
    """The client has left."""
    client.lost = True
    reason = "no orders for months; the shelf is somebody else's"
    yield events.ClientLost(reason=reason, to_competitor=client.pick("rivals"))


def won_back(client: Client) -> Story:
    """The client who left is back, with a new contract."""
    client.lost = False
    yield events.ClientWonBack(reason="the head of sales called; a first order is agreed")
    yield from contract_ended(client)
    client.begin(contract(client), client.today + 5)


def health_overridden(client: Client) -> Story:
    """The manager knows better than the figures, for two months."""
    band, until = client.pick("bands"), client.date(client.today + 60)
    yield events.HealthOverridden(band=band, reason="spoke with the owner", until=until)


def rewarded(client: Client) -> Story:
    """The head of sales grants points; the client spends most of them a month later."""
    points = Decimal(10 * client.dice.between(5, 40))
    yield events.PointsGranted(number=client.number("G"), points=points, reward="staff training")
    yield 30
    points -= 10 * client.dice.between(0, 4)
    yield events.PointsRedeemed(number=client.number("G"), points=points, reward="display stand")


def confirmed(client: Client) -> Story:
    """Credit control strikes the balance of the evening before; days later both sides sign it."""
    day, amount, currency = client.date(client.today - 1), client.owed, client.currency
    yield client.dice.between(5, 15)
    yield events.BalanceConfirmed(as_of=day, amount=amount, currency=currency, by=CREDIT_CONTROL)
