"""The client's file: registration, terms, contracts, credit, rank, who looks after them, leaving and coming back."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from commands.demo.billing import open_balance
from commands.demo.goods import EUR_RATES
from commands.demo.life import DAY, Life
from commands.demo.names import city, company
from commands.demo.people import meet_the_house
from commands.demo.staff import CREDIT_CONTROL, HEAD, deputy_of
from ledger.events import (
    BalanceConfirmed,
    ClientCovered,
    ClientCreditChecked,
    ClientDescribed,
    ClientLost,
    ClientRanked,
    ClientReassigned,
    ClientRegistered,
    ClientTermsAgreed,
    ClientWonBack,
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    HealthOverridden,
    PointsGranted,
    PointsRedeemed,
    Wallet,
)
from ledger.money import quantum

__all__ = [
    "check_credit",
    "confirm",
    "cover",
    "describe",
    "end_contract",
    "lose",
    "override_health",
    "rank",
    "reassign",
    "register",
    "reward",
    "sign",
    "win_back",
]

_SEGMENTS = ("retail chain", "wholesaler", "hotels and restaurants", "convenience", "online")
_TOPICS: tuple[Literal["needs", "plans", "history", "market", "finances"], ...] = (
    "needs",
    "plans",
    "history",
    "market",
    "finances",
)
_OUTCOMES: tuple[Literal["good", "acceptable", "doubtful"], ...] = (
    "good",
    "good",
    "acceptable",
    "acceptable",
    "doubtful",
)
_RANKS: tuple[Literal["small"], Literal["standard"], Literal["key"]] = ("small", "standard", "key")
_BANDS: tuple[Literal["healthy", "watch", "at risk"], ...] = ("healthy", "watch", "at risk")
_AWAY, _OVERRIDE = 14, 60


def register(life: Life, nth: int) -> None:
    """The client enters the ledger, with the terms, the people and the debt that are there already."""
    country, habit = life.country, life.habit
    name = company(country, nth)
    life.say(
        ClientRegistered(
            code=life.code,
            name=name,
            legal_name=f"{name} ({life.code})" if nth % 4 == 0 else None,
            tax_id=f"DEMO{life.number + 1:08d}",
            country=country.code,
            currency=country.currency,
            locale=country.locale,
            segment=life.dice.pick(_SEGMENTS),
            territory=f"{country.region}/{city(country, life.dice)}",
            manager=life.manager,
            parent=life.parent,
            note="generated for a demonstration",
        )
    )
    agree_terms(life)
    meet_the_house(life)
    if habit.joins == 0 and habit.billing == "invoice" and not habit.prepaid and life.dice.chance(0.7):
        open_balance(life)
    life.later(life.dice.between(1, 20), describe)
    life.later(life.dice.between(3, 40), sign)


def agree_terms(life: Life) -> None:
    """The terms in force from now on."""
    habit, year = life.habit, life.today // 365
    life.say(
        ClientTermsAgreed(
            payment_days=life.payment_days,
            billing=habit.billing,
            credit_limit=_round_sum(life, 9_000 * life.size + 500 * year),
            price_column=life.price_column,
            discount_limit=Decimal(5),
            prepaid=habit.prepaid,
        ),
        HEAD,
    )


def _round_sum(life: Life, euro: int) -> Decimal:
    rate = EUR_RATES.get(life.country.currency, Decimal(1))
    return (round(euro * rate, -2) if rate > 1 else Decimal(euro)).quantize(quantum(life.country.currency))


def describe(life: Life) -> None:
    """Something worth knowing about the client; at times with what they spend in a year."""
    wallet = None
    if life.dice.chance(0.4):
        amount = _round_sum(life, life.size * life.dice.between(20, 60) * 1_000)
        wallet = Wallet(amount=amount, currency=life.country.currency, source="the client's annual report")
    life.say(
        ClientDescribed(topic=life.dice.pick(_TOPICS), text=life.dice.pick(life.phrases.needs), wallet=wallet)
    )


def sign(life: Life) -> None:
    """A contract for a year; most are renewed, with new terms at times."""
    number = life.next_number("K")
    life.state["contract"] = number
    life.say(_term(life, number, ContractSigned))
    life.later(355, _renew, number)


def _term(
    life: Life, number: str, kind: type[ContractSigned | ContractRenewed]
) -> ContractSigned | ContractRenewed:
    return kind(
        number=number,
        starts=life.date(life.today),
        ends=life.date(life.today + 364),
        value=_round_sum(life, 15_000 * life.size),
        notice_days=30,
    )


def _renew(life: Life, number: str) -> None:
    if life.state.get("contract") != number:
        return
    if life.state.get("lost") or life.dice.chance(0.12):
        end_contract(life)
        return
    life.say(_term(life, number, ContractRenewed))
    if life.dice.chance(0.5):
        life.payment_days = 45 if life.payment_days == 30 else 30  # noqa: PLR2004 - the two usual terms
        agree_terms(life)
    life.later(355, _renew, number)


def end_contract(life: Life) -> None:
    """The contract in force comes to its end; where there is none, nothing happens."""
    number = life.state.pop("contract", None)
    if number is not None:
        life.say(ContractEnded(number=number, reason="not renewed by the client"))


def check_credit(life: Life) -> None:
    """Credit control looks into whether the client can pay."""
    life.say(
        ClientCreditChecked(
            outcome=life.dice.pick(_OUTCOMES),
            source="register of companies and our own history",
            rating=life.dice.pick(("A", "B", "B", "C")),
            limit_advised=_round_sum(life, 8_000 * life.size),
            valid_until=life.date(life.today + 365),
        ),
        CREDIT_CONTROL,
    )


def rank(life: Life) -> None:
    """The manager says how much the client matters, for a year."""
    grade: Literal["small", "standard", "key"] = _RANKS[min(2, life.size // 3)]
    life.say(ClientRanked(rank=grade, reason="yearly review", until=life.date(life.today + 365)))


def reassign(life: Life) -> None:
    """A colleague takes the client over."""
    life.manager = life.actor = deputy_of(life.manager)
    life.behalf = None
    life.say(ClientReassigned(manager=life.manager, reason="territories were drawn anew"), HEAD)


def cover(life: Life) -> None:
    """A colleague stands in for two weeks, and records on the manager's behalf."""
    deputy = deputy_of(life.manager)
    fields = {
        "deputy": deputy,
        "from": life.date(life.today),
        "until": life.date(life.today + _AWAY - 1),
        "reason": "holiday",
    }
    life.say(ClientCovered.model_validate(fields))
    life.actor, life.behalf = deputy, life.manager
    life.at((life.today + _AWAY) * DAY, _return)


def _return(life: Life) -> None:
    life.actor, life.behalf = life.manager, None


def lose(life: Life) -> None:
    """The client has left."""
    life.state["lost"] = "yes"
    rival = life.dice.pick(("Nordvik Trading", "Gamma Foods"))
    life.say(ClientLost(reason="no orders for months; the shelf is somebody else's", to_competitor=rival))


def win_back(life: Life) -> None:
    """The client who left is back, with a new contract."""
    life.state.pop("lost", None)
    life.say(ClientWonBack(reason="the head of sales called; a first order is agreed"))
    end_contract(life)
    life.later(5, sign)


def override_health(life: Life) -> None:
    """The manager knows better than the figures, for two months that are not over when it is recorded."""
    left = life.span.days - life.today
    if life.told_at_end and left > _OVERRIDE:
        life.later(left - _OVERRIDE // 2, override_health)
        return
    band = life.dice.pick(_BANDS)
    until = life.date(life.today + _OVERRIDE)
    life.say(HealthOverridden(band=band, reason="spoke with the owner", until=until))


def reward(life: Life) -> None:
    """Points for something done together; some of them are spent a month later."""
    points = 10 * life.dice.between(5, 40)
    life.say(
        PointsGranted(number=life.next_number("G"), points=Decimal(points), reward="staff training"), HEAD
    )
    life.later(30, _redeem, points - 10 * life.dice.between(0, 4))


def _redeem(life: Life, points: int) -> None:
    life.say(PointsRedeemed(number=life.next_number("G"), points=Decimal(points), reward="display stand"))


def confirm(life: Life) -> None:
    """At the end of a day the balance is struck; days later both sides sign it."""
    life.later(life.dice.between(5, 15), _sign_balance, life.today, life.balance)


def _sign_balance(life: Life, day: int, balance: Decimal) -> None:
    life.say(
        BalanceConfirmed(
            as_of=life.date(day),
            amount=balance,
            currency=life.country.currency,
            by=CREDIT_CONTROL,
            document=life.next_number("ACT"),
        ),
        CREDIT_CONTROL,
    )
