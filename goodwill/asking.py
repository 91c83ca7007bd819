"""What a program can ask of a ledger: which clients, as of which day, as known at which moment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from inspect import Parameter, signature
from typing import Any, NamedTuple, TypedDict, TypeVar, Unpack

import projections
from ledger import KINDS, Entry, UnknownKind
from ledger.codec import decode
from ledger.corrections import Marks, happened_by, marks_by_entry
from ledger.entry import HOUSE, client_stream
from ledger.events import ClientRegistered
from ledger.recording.entry_log import EntryLog
from ledger.rules.checks import known_currency
from ledger.store.database import Database
from ledger.text import trimmed
from projections import Answer, Filter, UnknownChoice
from projections.framework.history import Horizon
from projections.policy import Policy
from projections.rates import Rates, rates_in_force
from projections.stored import LedgerHistorySource
from projections.stored.opening import found

F = TypeVar("F", bound=Callable[..., Any])


class Seen(TypedDict, total=False):
    """How far an answer looks.

    Attributes:
        as_of: what had happened by the end of this day; None: today.
        known_at: what the ledger knew by this moment; None: now.
    """

    as_of: date | None
    known_at: datetime | None


class Chosen(Seen, total=False):
    """Which clients an answer is about, and how far it looks.

    Attributes:
        client: the client's code; None: every client.
        manager: only clients of this manager.
        territory: only clients of this place and the places in it.
        segment: only clients of this segment.
        group: whether the companies of a group count as one client.
    """

    client: str | None
    manager: str | None
    territory: str | None
    segment: str | None
    group: bool


class Asked(Chosen, total=False):
    """The options of every view: those of ``Chosen`` and ``Seen``, and a policy.

    Attributes:
        policy: how figures are made; None: by the policy in force.
    """

    policy: Policy | None


def asks(options: type) -> Callable[[F], F]:
    """Let ``help`` and a prompt show the options, such as ``Asked``, beside the function's own arguments."""

    def show(function: F) -> F:
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
            for name, hint in options.__annotations__.items()
            if name not in taken
        ]
        function.__dict__["__signature__"] = own.replace(parameters=[*named, *asked])
        return function

    return show


class Question(NamedTuple):
    """A question, as views take it."""

    horizon: Horizon
    where: Filter
    policy: Policy | None


def question_of(  # noqa: PLR0913 - the options of every view, each with its default
    ledger: EntryLog,
    *,
    client: str | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    manager: str | None = None,
    territory: str | None = None,
    segment: str | None = None,
    group: bool = False,
    policy: Policy | None = None,
) -> Question:
    """The question in the values of ``Asked``; today and now by default."""
    clients = () if client is None else (client,)
    return Question(
        horizon_of(ledger, as_of, known_at), Filter(clients, manager, territory, segment, group), policy
    )


def now(ledger: EntryLog) -> datetime:
    """This moment, by the ledger's clock."""
    return ledger._clock()  # noqa: SLF001 - a ledger and its views go by one clock


def local_now(ledger: EntryLog) -> datetime:
    """This moment, with the offset of the place where the program runs."""
    return now(ledger).astimezone()


def today(ledger: EntryLog) -> date:
    """This day, by the ledger's clock, in the place where the program runs."""
    return local_now(ledger).date()


def known_by(ledger: EntryLog, known_at: datetime | None = None) -> datetime:
    """The moment as known at which to answer; never in the future, so that the answer never changes."""
    if known_at is not None and known_at.tzinfo is None:
        raise ValueError(f"known_at={known_at} has no time zone; give one, such as tzinfo=UTC")
    newest = max(now(ledger), ledger.recorded_at)  # the clock may be behind the one that recorded
    return newest if known_at is None else min(known_at, newest)


def horizon_of(ledger: EntryLog, as_of: date | None = None, known_at: datetime | None = None) -> Horizon:
    """How far an answer looks; without a day or a moment, up to today and now.

    Raises:
        TypeError: ``as_of`` is a moment and not a day.
        ValueError: ``known_at`` has no time zone.
    """
    as_of = today(ledger) if as_of is None else day_of(as_of, "as_of")
    known_at = known_by(ledger, known_at)
    return Horizon(as_of, known_at, ledger.position_at(known_at))


def day_of(given: date, name: str) -> date:
    """A day that an argument gives.

    Raises:
        TypeError: it is a moment.
    """
    if isinstance(given, datetime):
        raise TypeError(f"{name}={given} is a moment; give a day, such as {given.date()}")
    return given


def history_source(ledger: EntryLog) -> LedgerHistorySource:
    """The entries of a ledger, for folds that read no more than they need."""
    return LedgerHistorySource(ledger.recorder.database, ledger.history)


def house_entries(ledger: EntryLog) -> Iterator[Entry]:
    """The entries that belong to no client: policies, rates."""
    return map(decode, ledger.recorder.rows(stream=HOUSE))


def known_client(ledger: EntryLog, client: str, known_at: datetime | None = None) -> str:
    """A client's code as the ledger has it, from the code as a person types it.

    Raises:
        UnknownChoice: there is, or was by ``known_at``, no such client; the error names one that is near.
    """
    code = trimmed(client)
    recorded = ledger.recorder.versions([client_stream(code)])
    if not recorded or (known_at and next(ledger.history(code, known_at=known_at), None) is None):
        entries = ledger.history(known_at=known_at)
        known = (entry.event.code for entry in entries if isinstance(entry.event, ClientRegistered))
        raise UnknownChoice("code", code, known)
    return code


@asks(Asked)
def answer(ledger: EntryLog, view: str, **asked: Unpack[Asked]) -> Answer:
    """The answer of a view by its name, such as "receivables".

    The other arguments are those of ``Asked``.

    Raises:
        UnknownView: there is no view of that name.
        UnknownChoice: no client has what is asked for.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    (as_of, known_at, position), where, policy = question_of(ledger, **asked)
    return projections.answer(
        view,
        history_source(ledger),
        as_of=as_of,
        known_at=known_at,
        position=position,
        policy=policy,
        where=where,
    )


def chronicle(
    ledger: EntryLog,
    client: str | None,
    kinds: Collection[str],
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> tuple[Iterator[Entry], Marks, Callable[[Entry], bool]]:
    """All entries of the client or the ledger, their marks, and which of them ``history`` gives."""
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownKind(kind, list(KINDS))
    code = None if client is None else known_client(ledger, client, known_at)
    marks = marks_by_entry(ledger.history(code, known_at=known_at))
    happened = happened_by(as_of, marks)
    entries = ledger.history(code, known_at=known_at)
    return entries, marks, lambda entry: happened(entry) and (not kinds or entry.kind in kinds)


def rates_for(ledger: EntryLog, answer: Answer, currency: str) -> tuple[str, Rates]:
    """The currency as ISO 4217 writes it, and the rates that the answer could have known.

    Raises:
        UnknownCurrency: ISO 4217 has no such code.
    """
    code = currency.strip().upper()
    known_currency(code)
    horizon = Horizon(answer.as_of, answer.known_at, answer.position)
    return code, rates_in_force(house_entries(ledger), horizon)


@contextmanager
def stored_views(place: str | None, ledger: EntryLog) -> Iterator[Database | None]:
    """The database of the stored views; None if there are none yet.

    Args:
        place: the path of a file, or a URL of SQLite or PostgreSQL; None: the ledger's own database.
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
