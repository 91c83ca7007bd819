"""Selling: proposals, tenders, discounts, objections, promotions."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from commands.demo.life import Life
from commands.demo.people import somebody
from commands.demo.staff import HEAD
from commands.demo.trading import basket, order, worth
from ledger.events import (
    DiscountApproved,
    DiscountRefused,
    DiscountRequested,
    ObjectionAnswered,
    ObjectionRaised,
    ObjectionResolved,
    PromotionEnded,
    PromotionJoined,
    ProposalAccepted,
    ProposalDeclined,
    ProposalMade,
    ProposalRevised,
    ProposalWithdrawn,
    TenderEntered,
    TenderLost,
    TenderWon,
)
from ledger.events.selling import ObjectionTopic

__all__ = ["discount", "objection", "offer", "promotion", "tender"]

_TOPICS: tuple[ObjectionTopic, ...] = (
    "price",
    "price",
    "price",
    "delivery",
    "terms",
    "product",
    "competitor",
    "timing",
    "quality",
    "trust",
)
_ANSWERS = (
    "showed the margin per metre of shelf",
    "offered a smaller first order",
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
_RIVALS = ("Nordvik Trading", "Gamma Foods", "Délibon")
_PERCENT = Decimal("0.01")


def offer(life: Life) -> None:
    """A proposal that is revised at times and decided within weeks; what is accepted is ordered."""
    number = life.next_number("Q")
    _propose(life, number, ProposalMade)
    if life.dice.chance(0.3):
        life.later(life.dice.between(3, 9), _propose, number, ProposalRevised)
    life.later(life.dice.between(14, 34), _decide, number)
    if life.dice.chance(0.15):
        life.later(life.dice.between(1, 5), objection, number)


def _propose(life: Life, number: str, made: type[ProposalMade | ProposalRevised]) -> None:
    life.say(
        made(
            number=number,
            currency=life.country.currency,
            lines=basket(life),
            probability=life.dice.between(2, 9) * 10 * _PERCENT,
            valid_until=life.date(life.today + 30),
            closes_on=life.date(life.today + 20),
        )
    )


def _decide(life: Life, number: str) -> None:
    roll = life.dice.random()
    if roll < 0.5:  # noqa: PLR2004
        life.say(ProposalAccepted(number=number))
        life.later(life.dice.between(0, 3), order, number)
    elif roll < 0.9:  # noqa: PLR2004
        rival = life.dice.pick(_RIVALS) if life.dice.chance(0.3) else None
        life.say(ProposalDeclined(number=number, reason=life.dice.pick(_DECLINED), competitor=rival))
    else:
        life.say(ProposalWithdrawn(number=number, reason="the range changes"))


def tender(life: Life) -> None:
    """A tender: entered, and won or lost a month or two later."""
    number = life.next_number("T")
    amount = worth(life, basket(life)) * 12
    life.say(TenderEntered(number=number, amount=amount))
    life.later(life.dice.between(25, 60), _award, number, amount)


def _award(life: Life, number: str, amount: Decimal) -> None:
    if life.dice.chance(0.4):
        life.say(TenderWon(number=number, amount=amount, reason="delivery twice a week"))
        life.later(3, order)
    else:
        life.say(TenderLost(number=number, reason="lowest price wins", competitor=life.dice.pick(_RIVALS)))


def discount(life: Life) -> None:
    """The manager asks for a discount beyond the limit; the head of sales decides."""
    number, percent = life.next_number("D"), life.dice.between(6, 15)
    life.say(DiscountRequested(number=number, percent=Decimal(percent), reason="a competitor's offer"))
    life.later(life.dice.between(1, 4), _head_decides, number, percent)


def _head_decides(life: Life, number: str, percent: int) -> None:
    if life.dice.chance(0.65):
        life.say(DiscountApproved(number=number, percent=Decimal(percent), reason="for the next order"), HEAD)
        life.discount = percent
    else:
        life.say(DiscountRefused(number=number, percent=Decimal(percent), reason="below our margin"), HEAD)


def objection(life: Life, about: str | None = None) -> None:
    """The client has something against it; we answer, and it ends one way or another."""
    number = life.next_number("O")
    life.say(
        ObjectionRaised(
            number=number,
            topic=life.dice.pick(_TOPICS),
            severity=life.dice.between(1, 3),
            about=about,
            person=somebody(life),
        )
    )
    if life.dice.chance(0.9):
        life.later(life.dice.between(0, 6), _answer, number)


def _answer(life: Life, number: str) -> None:
    life.say(ObjectionAnswered(number=number, answer=life.dice.pick(_ANSWERS)))
    if life.dice.chance(0.9):
        life.later(life.dice.between(2, 15), _resolve, number)


def _resolve(life: Life, number: str) -> None:
    life.say(ObjectionResolved(number=number, outcome=life.dice.pick(_ENDS)))


def promotion(life: Life) -> None:
    """The client joins a promotion for two months."""
    when = life.date(life.today)
    name = f"{_PROMOTIONS[(when.month - 1) // 3]} {life.next_number(str(when.year))}"
    percent = life.dice.between(2, 8)
    life.say(PromotionJoined(promotion=name, terms=f"{percent} % back in goods above {10 * percent} boxes"))
    life.later(60, _promotion_ends, name)


def _promotion_ends(life: Life, name: str) -> None:
    life.say(PromotionEnded(promotion=name, terms=f"{life.dice.between(5, 90)} boxes sold"))
