"""The views, and every listing of receivables, as functions of a ledger."""

from __future__ import annotations

from datetime import date
from typing import Literal, Unpack

from goodwill.asking import answer, exchange_for, history_source, known_house, question_of, shown
from goodwill.moments import period_of
from goodwill.options import Asked, asks
from ledger.errors import Misuse
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.credit.exposure import exposed
from projections.framework.periods import Period
from projections.framework.question import States
from projections.measures.measuring import accounts_before, measured
from projections.measures.provisioning import provided
from projections.one_currency import OneCurrency
from projections.receivables import disputes as contested
from projections.receivables import promises as promised
from projections.receivables.converting import converted
from projections.receivables.grouping import GROUPINGS, grouped
from projections.receivables.rolling import GROUPINGS as GROUPED_BY
from projections.receivables.rolling import rolled


@asks(Asked)
def health(ledger: EntryLog, *, months: bool = False, **asked: Unpack[Asked]) -> Answer:
    """How well each relationship stands, and what drags it down.

    Args:
        months: whether the rows have the scores of the last twelve month-ends too.
        **asked: as ``Asked`` has it.
    """
    return shown(ledger, "health", question_of(ledger, **asked)._replace(full=months))


@asks(Asked)
def loyalty(ledger: EntryLog, **asked: Unpack[Asked]) -> Answer:
    """Recency, frequency, value, points and tier of each client."""
    return shown(ledger, "loyalty", question_of(ledger, **asked))


@asks(Asked)
def receivables(
    ledger: EntryLog,
    *,
    by: Literal["manager", "territory", "segment", "group"] | None = None,
    currency: str | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """Who owes what, by how long it is overdue; ``items`` of the answer are the open documents.

    Args:
        by: sums the clients by this.
        currency: shows every amount in this currency, at the rates in force on the day; what has no rate
            stays in its own, and a caution names the rate.

    Raises:
        Misuse: there is no such grouping, or there are two.
    """
    if by is not None and by not in GROUPINGS:
        raise Misuse(f"by='{by}' is unknown; give one of {', '.join(GROUPINGS)}")
    if by is not None and by != "group" and asked.get("group"):
        raise Misuse(f"group=True and by='{by}' are two groupings; leave out one, or say by='group'")
    if by == "group":
        asked["group"] = True
    return summed(ledger, _owed(ledger, asked), by=by, currency=currency)


def _owed(ledger: EntryLog, asked: Asked, states: States = ()) -> Answer:
    """The answer of receivables."""
    return shown(ledger, "receivables", question_of(ledger, **asked)._replace(states=states))


def summed(
    ledger: EntryLog, found: Answer, *, by: str | None = None, currency: str | OneCurrency | None = None
) -> Answer:
    """An answer of receivables in another currency, or summed by something else, or both."""
    if currency is not None:
        exchange = exchange_for(ledger, found, currency)
        found = exchange.told(converted(found, exchange))
    return grouped(found, by, known_house(ledger, found)) if by else found


@asks(Asked)
def exposure(ledger: EntryLog, *, currency: str | None = None, **asked: Unpack[Asked]) -> Answer:
    """Credit limits and what uses them; ``items`` of the answer are the orders that are not owed yet.

    Args:
        currency: shows every amount in this currency, at the rates in force on the day.
    """
    return with_exposure(ledger, answer(ledger, "receivables", **asked), currency=currency)


def with_exposure(ledger: EntryLog, found: Answer, *, currency: str | None = None) -> Answer:
    """Credit limits and what uses them, from an answer of receivables."""
    if currency is None:
        return exposed(found)
    exchange = exchange_for(ledger, found, currency)
    return exchange.told(exposed(converted(found, exchange), exchange.money(found.as_of)))


@asks(Asked)
def metrics(ledger: EntryLog, *, period: tuple[date, date] | None = None, **asked: Unpack[Asked]) -> Answer:
    """How well money comes in: days sales outstanding, collection effectiveness and other measures.

    Args:
        period: its first and its last day; None: the twelve months up to ``as_of``.
        **asked: as ``Asked`` has it; ``as_of`` may be left out beside a period, which says it.

    Raises:
        Misuse: the period ends before it begins, or ``as_of`` is not its last day.
    """
    span = period_of(ledger, period, asked.get("as_of"))
    last = period[1] if period else span.end
    if asked.get("as_of") not in (None, last):
        raise Misuse(f"the period ends on {last}; leave out as_of, or give that day")
    asked["as_of"] = span.end
    return measured_from(ledger, answer(ledger, "receivables", **asked), start=span.start)


def measured_from(ledger: EntryLog, found: Answer, *, start: date) -> Answer:
    """How well money comes in from a day to that of an answer of receivables."""
    span = Period(start, found.as_of)
    return measured(found, accounts_before(history_source(ledger), found, span), span)


@asks(Asked)
def roll_forward(
    ledger: EntryLog,
    *,
    period: tuple[date, date] | None = None,
    by: Literal["client", "manager", "month"] = "client",
    currency: str | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """What was owed before a period, what moved it, and what is owed at its end; ``items`` are the movements.

    Args:
        period: its first and its last day; None: the twelve months up to ``as_of``.
        by: what a row is about.
        currency: shows every amount in this currency, at the rates in force on the last day.
        **asked: as ``Asked`` has it; ``as_of`` within the period ends it there.

    Raises:
        Misuse: the period ends before it begins, or there is no such grouping.
    """
    if by not in GROUPED_BY:
        raise Misuse(f"by='{by}' is unknown; give one of {', '.join(GROUPED_BY)}")
    start, asked["as_of"] = period_of(ledger, period, asked.get("as_of"))
    return rolled_from(ledger, _owed(ledger, asked), start=start, by=by, currency=currency)


def rolled_from(
    ledger: EntryLog, found: Answer, *, start: date, by: str = "client", currency: str | None = None
) -> Answer:
    """What moved the balances of an answer of receivables from a day on."""
    if currency is None:
        return rolled(found, history_source(ledger), start, by)
    exchange = exchange_for(ledger, found, currency)
    return exchange.told(rolled(found, history_source(ledger), start, by, exchange.money(found.as_of)))


@asks(Asked)
def provision(ledger: EntryLog, **asked: Unpack[Asked]) -> Answer:
    """Expected losses, by the policy's rates for each age."""
    return provided(_owed(ledger, asked))


@asks(Asked)
def promises(ledger: EntryLog, **asked: Unpack[Asked]) -> Answer:
    """What clients promised to pay, and whether they kept it."""
    return promised.listed(_owed(ledger, asked, promised.KINDS))


@asks(Asked)
def disputes(ledger: EntryLog, **asked: Unpack[Asked]) -> Answer:
    """What clients dispute, why, and how it ended."""
    return contested.listed(_owed(ledger, asked, contested.KINDS))
