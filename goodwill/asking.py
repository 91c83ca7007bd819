"""What a program can ask of a ledger: which clients, as of which day, as known at which moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from inspect import Parameter, signature
from typing import Any, TypedDict, TypeVar

from ledger import Entry, Ledger
from ledger.codec import decode
from ledger.entry import client_stream
from ledger.events import ClientRegistered
from ledger.rules.checks import known_currency
from ledger.store.database import Database
from ledger.text import nfc
from projections import Answer, Filter, UnknownChoice
from projections.framework.history import Horizon
from projections.policy import HOUSE, Policy
from projections.rates import Rates, rates_in_force
from projections.stored import LedgerPasts
from projections.stored.opening import found

F = TypeVar("F", bound=Callable[..., Any])


class Asked(TypedDict, total=False):
    """What every view can be asked.

    Attributes:
        client: the client's code; None: every client.
        as_of: what had happened by the end of this day; None: today.
        known_at: what the ledger knew by this moment; None: now.
        manager: only clients of this manager.
        territory: only clients of this place and the places in it.
        segment: only clients of this segment.
        group: whether the companies of a group count as one client.
        policy: how figures are made; None: by the policy in force.
    """

    client: str | None
    as_of: date | None
    known_at: datetime | None
    manager: str | None
    territory: str | None
    segment: str | None
    group: bool
    policy: Policy | None


def asks(function: F) -> F:
    """Let ``help`` and a prompt show what ``Asked`` holds beside the function's own arguments."""
    own = signature(function)
    named = [one for one in own.parameters.values() if one.kind is not Parameter.VAR_KEYWORD]
    taken = {one.name for one in named}
    asked = [
        Parameter(
            name,
            Parameter.KEYWORD_ONLY,
            default=False if name == "group" else None,
            annotation=getattr(hint, "__forward_arg__", hint),
        )
        for name, hint in Asked.__annotations__.items()
        if name not in taken
    ]
    function.__dict__["__signature__"] = own.replace(parameters=[*named, *asked])
    return function


def now(ledger: Ledger) -> datetime:
    """This moment, by the ledger's clock."""
    return ledger._clock()  # noqa: SLF001 - a ledger and its views go by one clock


def today(ledger: Ledger) -> date:
    """This day, by the ledger's clock, in the place where the program runs."""
    return now(ledger).astimezone().date()


def known_by(ledger: Ledger, known_at: datetime | None = None) -> datetime:
    """The moment as known at which to answer; never one to come, so that the answer stays what it is."""
    if known_at is not None and known_at.tzinfo is None:
        raise ValueError(f"known_at={known_at} has no time zone; give one, such as tzinfo=UTC")
    newest = max(now(ledger), ledger.recorded_at)  # the clock may be behind the one that recorded
    return newest if known_at is None else min(known_at, newest)


def horizon_of(ledger: Ledger, as_of: date | None = None, known_at: datetime | None = None) -> Horizon:
    """How far an answer looks; without a day or a moment, up to today and now.

    Raises:
        TypeError: ``as_of`` is a moment and not a day.
        ValueError: ``known_at`` has no time zone.
    """
    if isinstance(as_of, datetime):
        raise TypeError(f"as_of={as_of} is a moment; give a day, such as {as_of.date()}")
    known_at = known_by(ledger, known_at)
    return Horizon(as_of or today(ledger), known_at, ledger.position_at(known_at))


def filter_of(
    client: str | None = None,
    manager: str | None = None,
    territory: str | None = None,
    segment: str | None = None,
    *,
    group: bool = False,
) -> Filter:
    """The clients that are asked for."""
    return Filter(() if client is None else (client,), manager, territory, segment, group)


def pasts(ledger: Ledger) -> LedgerPasts:
    """The entries of a ledger, for folds that read no more than they need."""
    return LedgerPasts(ledger.recorder.database, ledger.history)


def house_entries(ledger: Ledger) -> Iterator[Entry]:
    """The entries that belong to no client: policies, rates."""
    return map(decode, ledger.recorder.rows(stream=HOUSE))


def known_client(ledger: Ledger, client: str, known_at: datetime | None = None) -> str:
    """A client's code as the ledger has it.

    Args:
        ledger: where it is looked for.
        client: the code as a person types it.
        known_at: only clients that the ledger knew by then; None: by now.

    Raises:
        UnknownChoice: there is no such client; the error names one that is near.
    """
    code = nfc(client.strip())
    recorded = ledger.recorder.versions([client_stream(code)])
    if not recorded or (known_at and next(ledger.history(code, known_at=known_at), None) is None):
        entries = ledger.history(known_at=known_at)
        known = (entry.event.code for entry in entries if isinstance(entry.event, ClientRegistered))
        raise UnknownChoice("code", code, known)
    return code


def rates_for(ledger: Ledger, answer: Answer, currency: str) -> tuple[str, Rates]:
    """The currency as ISO 4217 writes it, and the rates that the answer could have known.

    Raises:
        UnknownCurrency: ISO 4217 has no such code.
    """
    code = currency.strip().upper()
    known_currency(code)
    horizon = Horizon(answer.as_of, answer.known_at, answer.position)
    return code, rates_in_force(house_entries(ledger), horizon)


@contextmanager
def stored_views(place: str | None, ledger: Ledger) -> Iterator[Database | None]:
    """The database of the stored views; None where there are none yet.

    Args:
        place: the path of a file, or an SQLAlchemy URL; None: the ledger's own database.
        ledger: of which the views are.
    """
    database = ledger.recorder.database
    if place is None:
        yield database
        return
    views = found(place, database)
    try:
        yield views
    finally:
        if views is not None:
            views.close()
