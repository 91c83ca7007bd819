"""Stories of a client's file: it joins, signs contracts, is checked and covered, leaves and comes back."""

from __future__ import annotations

from collections.abc import Generator
from decimal import Decimal

from msgspec.structs import asdict, replace

from commands.demo.client import YEAR, Client, Step, Story
from commands.demo.debts import opening
from commands.demo.goods import round_sum
from commands.demo.people import introduced
from commands.demo.roster import name_of
from commands.demo.staff import COVERED, CREDIT_CONTROL, deputy_of
from commands.demo.tables import PHRASES
from ledger import events

_LARGE = 5


def joined(client: Client) -> Story:
    """The manager enters the client in the ledger, with its terms, its people and what it owes already."""
    habit, terms = client.habit, client.terms
    if habit.source:
        client.begin(prospected(client), client.today)
        return
    client.agreed = True
    yield client.card
    yield terms
    yield from introduced(client)
    if client.dice.chance(0.7) and terms.billing == "invoice" and not (habit.joins or terms.prepaid):
        client.begin(opening(client), client.today)
    yield from _first_weeks(client)


def prospected(client: Client) -> Story:
    """The manager enters a prospect; all but the smallest qualify, and agree terms."""
    yield replace(client.card, currency=None, source=client.habit.source)
    yield from introduced(client)
    yield client.dice.between(6, 15)
    yield events.InquiryReceived(what="prices and terms", channel="e-mail", person=client.somebody())
    if client.habit.decider or client.size > 1:
        yield client.dice.between(3, 12)
        signs = tuple(client.dice.some(PHRASES["signs"], client.dice.between(1, 3)))
        yield events.ProspectQualified(reason="has shelves for us", currency=client.currency, signs=signs)
        yield 1
        yield client.terms
        client.agreed = True
    if client.habit.decider:
        yield from _first_weeks(client)


def _first_weeks(client: Client) -> Story:
    """The manager writes down what the client is like, and soon signs a contract with it."""
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
    """The client signs a contract for a year, and renews most contracts, at times on new terms.

    A contract that nobody renews ends with a word or, at times, without one for months.
    """
    signed = yield from _signed_anew(client)
    number = signed.number
    yield YEAR - 10
    while client.contract == number and not client.lost and client.dice.chance(0.8):
        signed = replace(signed, starts=signed.ends, ends=client.date(client.today + YEAR))
        yield events.ContractRenewed(**asdict(signed))
        if client.dice.chance(0.5):
            days = 75 - max(client.terms.payment_days, 30)  # 45 after 30 or less, and 30 after 45
            client.terms = replace(client.terms, payment_days=days)
            yield client.terms
        yield YEAR - 10
    if client.contract == number and client.dice.chance(0.5):
        yield client.later()
    if client.contract == number:
        yield from contract_ended(client)


def contract_left(client: Client) -> Story:
    """The client signs a contract for a year, and nobody says for months that it has run out."""
    signed = yield from _signed_anew(client)
    yield YEAR + client.later()
    if client.contract == signed.number:
        yield from contract_ended(client)


def _signed_anew(client: Client) -> Generator[Step, None, events.ContractSigned]:
    """The client signs a contract, which takes the place of the one that it has."""
    yield from contract_ended(client, "a new contract takes its place")
    signed = _signed(client)
    client.contract = signed.number
    yield signed
    return signed


def _signed(client: Client) -> events.ContractSigned:
    """The next contract, for a year from today."""
    value, starts = round_sum(client.country, 15_000 * client.size), client.date(client.today)
    return events.ContractSigned(
        number=client.number("K"),
        starts=starts,
        ends=client.date(client.today + YEAR),
        value=value,
        notice_days=client.pick("notices"),
        auto_renewal=client.dice.chance(0.2),
        minimum=value / 2 if client.dice.chance(0.3) else None,
        bonus=Decimal(2) if client.size >= _LARGE else None,
        responsible=client.manager,
    )


def contract_ended(client: Client, reason: str = "not renewed by the client") -> Story:
    """The contract of the client ends, if it has one."""
    if client.contract:
        yield events.ContractEnded(number=client.contract, reason=reason)
        client.contract = ""


def credit_checked(client: Client) -> Story:
    """Credit control looks into whether the client can pay, and does so again each year, at times late."""
    if client.checked:
        return
    client.checked = True
    while not client.lost:
        outcome, limit = client.pick("credit"), round_sum(client.country, 8_000 * client.size)
        source, until = "register of companies and our own history", client.date(client.today + YEAR)
        yield events.ClientCreditChecked(
            outcome=outcome, source=source, limit_advised=limit, valid_until=until
        )
        yield YEAR - 10 if client.dice.chance(0.8) else YEAR + client.later()
    client.checked = False


def ranked(client: Client) -> Story:
    """The manager says how much the client matters, for a year."""
    rank, until = PHRASES["ranks"][min(2, client.size // 3)], client.date(client.today + YEAR)
    yield events.ClientRanked(rank=rank, reason="yearly review", until=until)


def reassigned(client: Client) -> Story:
    """A colleague takes the client over."""
    client.manager, client.covered_until = deputy_of(client.manager), -1
    yield events.ClientReassigned(manager=client.manager, reason="territories were drawn anew")


def covered(client: Client) -> Story:
    """A colleague stands in for two weeks, every year, and at times writes things down for some days more."""
    while True:
        until = client.today + 13
        if {client.card.manager, client.manager} != {COVERED}:
            yield events.ClientCovered(
                deputy=deputy_of(client.manager),
                from_=client.date(client.today),
                until=client.date(until),
                reason="holiday",
            )
        client.covered_until = until + (5 if client.dice.chance(0.1) else 0)
        yield YEAR


def renamed(client: Client) -> Story:
    """The client takes another name."""
    yield events.ClientRenamed(name=name_of(client.index, later=1))


def moved(client: Client) -> Story:
    """The client has another address and telephone."""
    phone = f"+000 {client.dice.between(100, 999)} {client.dice.between(1000, 9999)}"
    yield events.ClientDetailsChanged(address=client.dice.pick(client.country.cities), phone=phone)


def sold(client: Client) -> Story:
    """The group to which the client belongs sells it."""
    if client.card.parent:
        yield events.ClientParentChanged(reason="sold to its managers")


def orders_rhythm(client: Client) -> Story:
    """The client and we agree how often it orders."""
    yield events.ClientRhythmAgreed(of="orders", days=7 * client.dice.between(2, 8))


def touches_rhythm(client: Client) -> Story:
    """The client and we agree how often we are in touch."""
    yield events.ClientRhythmAgreed(of="touches", days=7 * client.dice.between(2, 5))


def lost(client: Client) -> Story:
    """The client has left."""
    client.lost = True
    reason = "no orders for months; the shelf is somebody else's"
    yield events.ClientLost(reason=reason, to_competitor=client.pick("rivals"))


def won_back(client: Client) -> Story:
    """The client who left is back, with a new contract, and credit control looks at it again."""
    client.lost = False
    yield events.ClientWonBack(reason="the head of sales called; a first order is agreed")
    yield from contract_ended(client)
    client.begin(contract(client), client.today + 5)
    client.begin(credit_checked(client), client.today + 5)


def health_overridden(client: Client) -> Story:
    """The manager knows better than the figures, for two months."""
    band, until = client.pick("bands"), client.date(client.today + 60)
    yield events.HealthOverridden(band=band, reason="spoke with the owner", until=until)


def confirmed(client: Client) -> Story:
    """Credit control strikes the balance of the evening before; days later both sides sign it."""
    day, amount, currency = client.date(client.today - 1), client.owed, client.currency
    yield client.dice.between(5, 15)
    yield events.BalanceConfirmed(as_of=day, amount=amount, currency=currency, by=CREDIT_CONTROL)
