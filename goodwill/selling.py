"""The views of selling, as functions of a ledger."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Unpack

from goodwill.asking import in_one_currency, known_house, question_of, shown
from goodwill.grouping import asked_by
from goodwill.moments import period_end, today
from goodwill.options import Asked, asks
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.framework.needed import Needed
from projections.framework.periods import Period
from projections.selling.answers import answers
from projections.selling.closed import calibrated, closed
from projections.selling.contracts_view import within as within_days
from projections.selling.discounts_view import opened, since_day


@asks(Asked)
def pipeline(
    ledger: EntryLog, *, by: str | None = None, currency: str | None = None, **asked: Unpack[Asked]
) -> Answer:
    """Open proposals and tenders; ``items`` of the answer are those that ended.

    Args:
        by: sums the rows by client, manager, territory, segment, group, agent, product or month; a month is
            that in which we expect a decision.
        currency: shows every amount in this currency, at the rates of its own day; None: each in its own.
        **asked: as ``Asked`` has it.

    Raises:
        Misuse: there is no such grouping, or there are two.
    """
    return asked_by(ledger, "pipeline", by, asked, currency=currency)


@asks(Asked)
def pipeline_closed(
    ledger: EntryLog,
    *,
    by: str = "manager",
    period: tuple[date, date] | None = None,
    currency: str | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """What became of offers that ended; ``items`` of the answer are these offers.

    Args:
        by: as of ``pipeline``, or competitor; a month is that in which they ended.
        period: its first and its last day; None: the twelve months up to ``as_of``.
        currency: shows every amount in this currency, at the rates of its own day; None: each in its own.
        **asked: as ``Asked`` has it.
    """
    question = question_of(ledger, **_up_to(ledger, asked | {"group": by == "group"}, period))
    since = period and period[0]
    found = shown(ledger, "pipeline", question._replace(needed=ended_needed(since, question.horizon.as_of)))
    return closed_of(ledger, found, since, by, currency)


@asks(Asked)
def pipeline_calibration(
    ledger: EntryLog, *, period: tuple[date, date] | None = None, **asked: Unpack[Asked]
) -> Answer:
    """Stated probabilities of proposals beside the share that clients accepted.

    ``period`` and ``asked`` are as of ``pipeline_closed``.
    """
    question = question_of(ledger, **_up_to(ledger, asked, period))
    return calibration_of(shown(ledger, "pipeline", question), period and period[0])


def _up_to(ledger: EntryLog, asked: Asked, period: tuple[date, date] | None) -> Asked:
    """What is asked, as of the day up to which a period is shown."""
    return asked | {"as_of": period_end(*period, asked.get("as_of"), today(ledger))} if period else asked


def ended_needed(since: date | None, as_of: date) -> Needed:
    """What is needed of offers to show those that ended from a day on; None: in the year up to another."""
    first = since or Period.year_up_to(as_of).start
    return Needed(where=f"closed >= {first.toordinal()}")


def closed_of(
    ledger: EntryLog, found: Answer, since: date | None, by: str, currency: str | None = None
) -> Answer:
    """What became of the offers of an answer of the pipeline from a day to that of the answer."""
    span = _period(found, since)
    ended = found.with_items([item for item in found.items if span.holds(item.closed)])
    shown_in = in_one_currency(ledger, ended, currency, items=True)
    return closed(shown_in, span, by, known_house(ledger, found))


def calibration_of(found: Answer, since: date | None) -> Answer:
    """The stated probabilities of the offers of an answer from a day on, and what came of them."""
    return calibrated(found, _period(found, since))


def _period(found: Answer, since: date | None) -> Period:
    return Period(since, found.as_of) if since else Period.year_up_to(found.as_of)


@asks(Asked)
def contracts(
    ledger: EntryLog,
    *,
    by: str | None = None,
    within: int | None = None,
    currency: str | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """Contracts that nobody has ended, each with what the client bought under it.

    Args:
        by: sums the rows by client, manager, territory, segment, group, responsible or month; a month is that
            in which they end.
        within: only those whose notice day, or end, comes within so many days, from 0 on, or has passed.
        currency: shows every amount in this currency, at the rates of its own day; None: each in its own.
        **asked: as ``Asked`` has it.

    Raises:
        Misuse: there is no such grouping, or there are two.
    """
    return asked_by(ledger, "contracts", by, asked, partial(contracts_within, days=within), currency=currency)


def contracts_within(found: Answer, days: int | None) -> Answer:
    """The contracts of an answer whose notice day, or end, comes within so many days; None: all."""
    return found if days is None else within_days(found, days)


@asks(Asked)
def discounts(
    ledger: EntryLog,
    *,
    by: str = "manager",
    period: tuple[date, date] | None = None,
    currency: str | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """Requests for discounts and what became of them, and what orders gave away.

    Args:
        by: sums them by client, manager, territory, segment, group or month.
        period: only requests and orders of these days, the first and the last; None: of all days.
        currency: shows every amount in this currency, at the rates of its own day; None: each in its own.
        **asked: as ``Asked`` has it.

    Raises:
        Misuse: there is no such grouping, or there are two.
    """
    since = period and period[0]
    asked = _up_to(ledger, asked, period)
    return asked_by(ledger, "discounts", by, asked, partial(discounts_since, day=since), currency=currency)


def discounts_since(found: Answer, day: date | None) -> Answer:
    """The requests and orders of an answer from a day on; None: all."""
    return found if day is None else since_day(found, day)


@asks(Asked)
def discounts_open(ledger: EntryLog, **asked: Unpack[Asked]) -> Answer:
    """The requests for discounts that nobody has decided."""
    return opened(shown(ledger, "discounts", question_of(ledger, **asked)))


@asks(Asked)
def market(
    ledger: EntryLog, *, by: str | None = None, currency: str | None = None, **asked: Unpack[Asked]
) -> Answer:
    """Competitors that we saw at clients: a row for each, with each product and currency.

    Args:
        by: sums them by client, manager, territory, segment, group, competitor or product.
        currency: shows prices in this currency, at the rates of the day on which we saw the competitor's;
            None: each in the client's own.
        **asked: as ``Asked`` has it.

    Raises:
        Misuse: there is no such grouping, or there are two.
    """
    return asked_by(ledger, "market", by, asked, currency=currency)


@asks(Asked)
def objections(ledger: EntryLog, *, by: str | None = None, **asked: Unpack[Asked]) -> Answer:
    """Open objections; ``items`` of the answer are those that were resolved.

    Args:
        by: sums the rows by client, manager, territory, segment, group, topic, product or competitor.
        **asked: as ``Asked`` has it.

    Raises:
        Misuse: there is no such grouping, or there are two.
    """
    return asked_by(ledger, "objections", by, asked)


@asks(Asked)
def objections_answers(
    ledger: EntryLog, *, by: str = "topic", within: int = 30, **asked: Unpack[Asked]
) -> Answer:
    """How often each answer resolved an objection, and how.

    Args:
        by: as of ``objections``.
        within: days within which an order is said to follow.
        **asked: as ``Asked`` has it.
    """
    question = question_of(ledger, **asked | {"group": by == "group"})
    return answers_of(ledger, shown(ledger, "objections", question), by, within)


def answers_of(ledger: EntryLog, found: Answer, by: str, within: int) -> Answer:
    """The answers to the objections of an answer, as ``objections_answers`` has them."""
    return answers(found, by, within, known_house(ledger, found))
