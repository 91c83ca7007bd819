"""Mistakes of people who record, and how they put them right: nothing is edited, a later entry says so."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from commands.demo.client import DAY, Client, Story
from commands.demo.debts import payment
from commands.demo.touches import expense, held, seen
from ledger import events
from ledger.events import AnyEvent


def wrong_price(client: Client) -> Story:
    """The manager writes a price with the point in the wrong place, and corrects it."""
    right = seen(client)
    yield replace(right, price=10 * (right.price or 1))
    entry = client.last_entry()
    yield client.dice.between(1, 9)
    reason = "the decimal point was misplaced"
    yield events.EntryCorrected(entry=entry, replacement=_fields(right), reason=reason)


def wrong_date(client: Client) -> Story:
    """The manager writes a call down under the wrong day, and corrects it."""
    call, moment = held(client, "call"), client.moment(client.now - 7 * DAY)
    yield call
    entry = client.last_entry()
    yield client.dice.between(3, 15)
    right, reason = _fields(replace(call, started_at=moment)), "it was a week earlier"
    yield events.EntryCorrected(entry=entry, replacement=right, reason=reason, occurred_at=moment)


def wrong_client(client: Client) -> Story:
    """The manager books an expense of another client, and voids it."""
    yield from expense(client)
    entry = client.last_entry()
    yield client.dice.between(3, 20)
    yield events.EntryVoided(entry=entry, reason="it belongs to another client")


def duplicate(client: Client) -> Story:
    """A clerk enters a payment twice, and voids the second when the bank statement comes."""
    if not client.signs:
        yield payment(client, client.number("PAY"), 20 * client.prices()[0].unit_price)
        entry = client.last_entry()
        yield client.dice.between(3, 9)
        yield events.EntryVoided(entry=entry, reason="typed in twice")


def _fields(event: AnyEvent) -> dict[str, object]:
    fields: dict[str, object] = msgspec.to_builtins(event)
    return fields
