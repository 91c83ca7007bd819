"""Mistakes of people who record, and how they put them right: nothing is edited, a later entry says so."""

from __future__ import annotations

from commands.demo.client import DAY, Client, Story
from commands.demo.debts import payment
from commands.demo.touches import expense, held, seen
from ledger import events
from ledger.events import AnyEvent


def wrong_price(client: Client) -> Story:
    """A competitor's price with the point in the wrong place."""
    right = seen(client)
    yield right.model_copy(update={"price": 10 * (right.price or 1)})
    entry = client.last_entry()
    yield client.dice.between(1, 9)
    reason = "the decimal point was misplaced"
    yield events.EntryCorrected(entry=entry, replacement=_fields(right), reason=reason)


def wrong_date(client: Client) -> Story:
    """A call is written down under the wrong day, and put right later."""
    call, moment = held(client, "call"), client.moment(client.now - 7 * DAY)
    yield call
    entry = client.last_entry()
    yield client.dice.between(3, 15)
    right, reason = _fields(call.model_copy(update={"started_at": moment})), "it was a week earlier"
    yield events.EntryCorrected(entry=entry, replacement=right, reason=reason, occurred_at=moment)


def wrong_client(client: Client) -> Story:
    """An expense that belongs to another client."""
    yield from expense(client)
    entry = client.last_entry()
    yield client.dice.between(3, 20)
    yield events.EntryVoided(entry=entry, reason="it belongs to another client")


def duplicate(client: Client) -> Story:
    """A payment is typed in twice; the second is voided when the bank statement is checked."""
    if not client.signs:
        yield payment(client, client.number("PAY"), 20 * client.prices()[0].unit_price)
        entry = client.last_entry()
        yield client.dice.between(3, 9)
        yield events.EntryVoided(entry=entry, reason="typed in twice")


def _fields(event: AnyEvent) -> dict[str, object]:
    return event.model_dump(mode="json", exclude_defaults=True, by_alias=True)
