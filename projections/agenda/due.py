"""Everything that may be to do with a client on a day, from its stored rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from projections.agenda import reasons
from projections.agenda.bought import Bought
from projections.agenda.late import late
from projections.agenda.rhythm import OrderRhythm, overdue
from projections.agenda.task_spans import RENEWING
from projections.agenda.things import Thing
from projections.framework.clients import Client
from projections.policy import Policy
from projections.trading.orders import OpenOrder

_OF_A_PROPOSAL = frozenset({reasons.PROPOSAL, reasons.EXPIRING})
_BY_ITS_DAY = _OF_A_PROPOSAL | {reasons.VISIT, reasons.ENDING, reasons.TOUCH}
"""The reasons of things that change once their day has passed, or their client has left."""


class Basis(NamedTuple):
    """What the agenda of a client is made of: its stored rows of each kind."""

    things: Sequence[Thing]
    promises: Sequence[Thing]
    rhythm: Sequence[OrderRhythm]
    bought: Sequence[Bought]
    orders: Sequence[OpenOrder]


def due(client: Client, basis: Basis, as_of: date, policy: Policy, today: date = date.max) -> Iterator[Thing]:
    """What may be to do with a client on any day; what its rhythms ask, only where the client buys.

    No entry can tell how a day went that is later than ``today``.
    """
    known = min(as_of, today)
    yield from _open(client, basis, as_of, known)
    yield from late(basis.orders, known)
    if client.state is None:
        for rhythm in basis.rhythm:
            yield from overdue(rhythm, as_of, policy.health.commerce)


def _open(client: Client, basis: Basis, as_of: date, known: date) -> Iterator[Thing]:
    """What entries opened; no entry can tell how a day went that is later than ``known``."""
    decided = dict[str, tuple[date, str]]()
    for one in chain(basis.things, basis.promises):
        match one.reason:
            case reason if reason not in _BY_ITS_DAY:
                yield one
            case reasons.VISIT if is_unreported(one, known):
                yield one._replace(reason=reasons.UNREPORTED, at=None)
            case reasons.ENDING if one.due is not None and one.due < known:
                if one.sort != RENEWING:
                    yield one._replace(reason=reasons.RAN_OUT)
            case reasons.PROPOSAL | reasons.EXPIRING if one.due is not None and one.due < as_of:
                decided = decided or _decided(basis.things, as_of)
                if decided[one.number] == (one.due, one.reason):
                    yield one
            case reasons.TOUCH if client.state is not None:
                pass
            case _:
                yield one


def is_unreported(one: Thing, as_of: date) -> bool:
    """Whether the day of a planned touch that is still open has passed: no entry tells how it went."""
    return one.reason == reasons.VISIT and one.due is not None and one.due < as_of


def _decided(things: Iterable[Thing], as_of: date) -> dict[str, tuple[date, str]]:
    """By the number of a proposal the later one of its two days that have passed."""
    found: dict[str, tuple[date, str]] = {}
    for one in things:
        if one.reason in _OF_A_PROPOSAL and one.due is not None and one.due < as_of:
            found[one.number] = max(found.get(one.number, (date.min, "")), (one.due, one.reason))
    return found
