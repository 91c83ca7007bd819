"""Mistakes of people who record, and how they put them right: nothing is edited, a later entry says so."""

from __future__ import annotations

from commands.demo.life import DAY, Life
from commands.demo.paying import settle
from commands.demo.phrases import report
from commands.demo.staff import CREDIT_CONTROL
from commands.demo.touching import expense, price_seen
from ledger.entry import make_event
from ledger.events import (
    AnyEvent,
    EntryCorrected,
    EntryVoided,
    PaymentReceived,
    SettlementMade,
    SettlementReversed,
    VisitHeld,
)

__all__ = ["duplicate", "settled_wrongly", "wrong_client", "wrong_date", "wrong_price"]

_FIRST_LOOK = 14


def wrong_price(life: Life) -> None:
    """A competitor's price with the point in the wrong place."""
    right = price_seen(life)
    wrong = make_event(right.kind, {**_fields(right), "price": str(10 * (right.price or 1))})
    life.say(wrong)
    life.later(life.dice.between(1, 9), _correct, life.last_entry(), right, "the decimal point was misplaced")


def _correct(life: Life, entry: str, right: AnyEvent, reason: str) -> None:
    life.say(EntryCorrected(entry=entry, replacement=_fields(right), reason=reason))


def _fields(event: AnyEvent) -> dict[str, object]:
    return event.model_dump(mode="json", exclude_defaults=True, by_alias=True)


def wrong_client(life: Life) -> None:
    """An expense that belongs to another client."""
    expense(life)
    life.later(life.dice.between(3, 20), _void, life.last_entry(), "it belongs to another client")


def _void(life: Life, entry: str, reason: str, by: str | None = None) -> None:
    life.say(EntryVoided(entry=entry, reason=reason), by)


def wrong_date(life: Life) -> None:
    """A call written down under the wrong day; both the day and the hour are put right later."""
    held = VisitHeld(
        channel="call", started_at=life.moment(life.now), summary=report(life.phrases, life.dice)
    )
    life.say(held)
    life.later(life.dice.between(3, 15), _redate, life.last_entry(), held, life.now - 7 * DAY)


def _redate(life: Life, entry: str, held: VisitHeld, minute: int) -> None:
    moment = life.moment(minute)
    right = make_event(held.kind, {**_fields(held), "started_at": moment.isoformat()})
    life.say(
        EntryCorrected(
            entry=entry, replacement=_fields(right), reason="it was a week earlier", occurred_at=moment
        )
    )


def duplicate(life: Life) -> None:
    """A payment is typed in twice, under two numbers; the second is voided when the bank statement is checked."""
    if not life.is_quiet(_FIRST_LOOK + 5):
        life.later(_FIRST_LOOK, duplicate)
        return
    price = life.prices()[life.range[0]].price
    twice = PaymentReceived(
        number=life.next_number("PAY"), amount=price * 20, currency=life.country.currency, method="transfer"
    )
    life.say(twice, CREDIT_CONTROL)
    life.balance -= twice.amount
    life.later(_FIRST_LOOK - 5, _void_payment, life.last_entry(), twice)


def _void_payment(life: Life, entry: str, twice: PaymentReceived) -> None:
    _void(life, entry, "typed in twice", CREDIT_CONTROL)
    life.balance += twice.amount


def settled_wrongly(life: Life) -> None:
    """Unnamed money is put against the wrong document, noticed at once, and put against the right one."""
    debts = [debt for debt in life.debts.values() if debt.open and debt.instalment is None]
    if len(debts) < 2:  # noqa: PLR2004 - it takes two to take the wrong one
        life.later(7, settled_wrongly)
        return
    wrong, right = debts[:2]
    amount, number = min(wrong.open, right.open), life.next_number("PAY")
    received = PaymentReceived(
        number=number, amount=amount, currency=life.country.currency, method="transfer"
    )
    for event in (
        received,
        SettlementMade(source=number, target=wrong.document, amount=amount),
        SettlementReversed(source=number, target=wrong.document, amount=amount, reason="the wrong document"),
        SettlementMade(source=number, target=right.document, amount=amount),
    ):
        life.say(event, CREDIT_CONTROL)
    settle(life, [(right, amount)], amount)
