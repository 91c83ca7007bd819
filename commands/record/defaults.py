"""What an event takes from the ledger where a person leaves it out."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from commands.ui.options import moment
from goodwill.entries import is_client, known_client
from goodwill.moments import local_now
from goodwill.names import (
    currency_of,
    family,
    house_zone,
    names_of,
    naming_field,
    next_number,
    opens,
    own_name,
)
from ledger.events import KINDS, AnyEvent
from ledger.recording.namesakes import hint_of_clients
from ledger.rules.refusals import UnknownClient
from ledger.times import located
from projections.framework.choices import UnknownChoice

if TYPE_CHECKING:
    from datetime import tzinfo

    from commands.record.typed import Typed
    from ledger.entry import Draft
    from ledger.recording.journal import Journal


def typed_moment(text: str) -> datetime:
    """Read a date or a moment; a time without an offset is returned without one, for the house's zone."""
    found = moment(text)
    with suppress(ValueError):
        bare = datetime.fromisoformat(text.strip())
        if bare.tzinfo is None and len(text.strip()) > len("2026-03-01"):
            return bare
    return found


def defaults(kind: type[AnyEvent]) -> dict[str, str]:
    """The fields that ``Defaults`` completes where they are left out, each with what it takes."""
    found = {}
    if kind.party == "client" and kind.kind != "client.registered":
        found["currency"] = "the client's"
    if field := naming_field(kind):
        found[field] = "the next one" if opens(kind) else "the open one"
    return found


class Defaults:
    """What the ledger and the events typed before give the next one."""

    def __init__(self, ledger: Journal) -> None:
        self._ledger = ledger
        self._typed: list[Draft] = []
        self._zone: tuple[tzinfo | None] | None = None

    def keep(self, draft: Draft) -> None:
        """Take note of an event of the same command line."""
        self._typed.append(draft)

    def stranger(self, client: str | None) -> list[str]:
        """What to say of a client that is not registered, before what its event lacks; nothing of another.

        Raises:
            UnknownClient: others are registered; the error names those that the code may mean.
        """
        if client is None or client in (draft.client for draft in self._typed):
            return []
        with suppress(UnknownChoice):
            known_client(self._ledger, client)
            return []
        unknown = UnknownClient(client)
        if not self._ledger.position:
            return [str(unknown)]
        unknown.add_note(hint_of_clients(self._ledger.recorder, client))
        raise unknown

    def now(self) -> datetime:
        """This moment, with the offset of the house; of the machine if the house has not named its zone."""
        return local_now(self._ledger)

    def exact(self, typed: datetime | None) -> datetime | None:
        """A moment as it was typed; without an offset it is in the time zone of the house."""
        return typed if typed is None or typed.tzinfo is not None else located(typed, self._house())

    def _house(self) -> tzinfo | None:
        if self._zone is None:
            self._zone = (house_zone(self._ledger),)
        return self._zone[0]

    def complete(self, typed: Typed, client: str | None, values: dict[str, Any]) -> None:
        """Add the currency and the number that are left out, and offsets to moments."""
        for name, value in values.items():
            if isinstance(value, datetime):
                values[name] = self.exact(value)
        wanted = {field.name for field in typed.fields if field.required and field.name not in values}
        if "currency" in wanted and client is not None and (currency := self._currency(client)):
            values["currency"] = currency
        field = naming_field(KINDS[typed.model.kind])
        if field in wanted:
            values |= {field: number} if (number := self._number(typed, client)) else {}

    def _currency(self, client: str) -> str | None:
        typed = (getattr(draft.event, "currency", None) for draft in self._typed_of(client))
        return next(typed, None) or currency_of(self._ledger, client)

    def currency(self, client: str | None) -> str | None:
        """The client's own currency; None if it has none, or no client is named."""
        return None if client is None else currency_of(self._ledger, client)

    def how_to_give_a_currency(self, client: str | None) -> list[str]:
        """How a client that is registered without a currency gets one; nothing for others."""
        if client is None or currency_of(self._ledger, client) or not is_client(self._ledger, client):
            return []
        registration = next(iter(self._ledger.history(client)))
        command = f"record entry.corrected --entry {registration.position} --set currency=CODE --reason WHY"
        return [f"{client} has none of its own; state one here, or give the client one: `goodwill {command}`"]

    def _number(self, typed: Typed, client: str | None) -> str | None:
        """A new number for what is new; for what goes on, the one thing of the client that it can be about.

        Raises:
            click.UsageError: there are several such things, or none.
        """
        kind = KINDS[typed.model.kind]
        before = [
            name
            for draft in self._typed_of(client)
            if family(draft.event.kind) == family(kind.kind) and (name := own_name(draft.event))
        ]
        if opens(kind):
            known = names_of(self._ledger, client).numbers.get(family(kind.kind), []) if client else []
            return next_number(self._ledger, kind, [*known, *before])
        if client is None or self.stranger(client):
            return None
        from goodwill.open_things import open_things

        what, state, first, numbers = open_things(self._ledger, client, kind, self._typed_of(client))
        if not numbers:
            raise click.UsageError(
                f"no {what} of {client} is {state}; record one first with {first}", typed.ctx
            )
        newest = [name for name in before[-1:] if name in numbers]
        if len(numbers) > 1 and not newest:
            from commands.record.choosing import told_apart

            listed = told_apart(self._ledger, client, first, numbers, self._typed_of(client))
            raise click.UsageError(f"name the {what}, one of: {listed}", typed.ctx)
        return [*newest, *numbers][0]

    def _typed_of(self, client: str | None) -> list[Draft]:
        return [draft for draft in self._typed if draft.client == client]
