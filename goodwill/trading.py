"""The views of trading, as functions of a ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Unpack

from goodwill.asking import in_one_currency, known_house, question_of, shown
from goodwill.entries import known_client
from goodwill.grouping import asked_by
from goodwill.moments import in_order, period_of
from goodwill.options import Asked, asks
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.framework.needed import Needed
from projections.framework.periods import Period
from projections.stored.answering import Shared
from projections.trading.comparing import Compared, compared, sold_in
from projections.trading.gaps import each_bought, gaps
from projections.trading.orders_view import late
from projections.trading.reasons import BY, IN_ONE, ordered_in, reasons


@asks(Asked)
def sales(
    ledger: EntryLog,
    *,
    by: str = "client",
    period: tuple[date, date] | None = None,
    against: tuple[date, date] | None = None,
    currency: str | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """What was sold in a period, less what was cancelled or came back, beside another period.

    Args:
        by: client, manager, territory, segment, group, product or month.
        period: its first and its last day; None: the twelve months up to ``as_of``.
        against: the days to compare with; None: the same days a year before.
        currency: shows every amount in this currency, at the rates of its own day; None: each in its own.
        **asked: as ``Asked`` has it.
    """
    whole = period_of(ledger, period, asked.get("as_of"))
    question = question_of(ledger, **asked | {"as_of": whole.end, "group": by == "group"})
    needed = sales_needed(whole, against, by, currency)
    found = shown(ledger, "sales", question._replace(needed=needed))
    return compared_of(ledger, found, whole.start, against, by, currency)


@asks(Asked)
def sales_gaps(
    ledger: EntryLog,
    of: str,
    *,
    period: tuple[date, date] | None = None,
    currency: str | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """What others of a client's segment bought in a period, and the client did not.

    Args:
        of: the client's code.
        period, currency: as of ``sales``.
        **asked: as ``Asked`` has it; it chooses the clients that are compared, this one among them.
    """
    whole = period_of(ledger, period, asked.get("as_of"))
    question = question_of(ledger, **asked | {"as_of": whole.end})
    found = shown(ledger, "sales", question._replace(needed=gaps_needed(whole, currency)))
    return gaps_of(ledger, found, whole.start, of, currency)


@asks(Asked)
def orders(
    ledger: EntryLog, *, by: str | None = None, currency: str | None = None, **asked: Unpack[Asked]
) -> Answer:
    """Open orders: what is still to be delivered of each, and by when.

    Args:
        by: sums them by client, manager, territory, segment, group or month; a month is that of the day that
            we promised.
        currency: shows every amount in this currency, at the rates of its own day; None: each in its own.
        **asked: as ``Asked`` has it.

    Raises:
        Misuse: there is no such grouping, or there are two.
    """
    return asked_by(ledger, "orders", by, asked, currency=currency)


@asks(Asked)
def orders_late(
    ledger: EntryLog, *, by: str | None = None, currency: str | None = None, **asked: Unpack[Asked]
) -> Answer:
    """The open orders whose promised day has passed, the latest first; arguments are those of ``orders``."""
    return asked_by(ledger, "orders", by, asked, late, currency=currency)


@asks(Asked)
def returns(
    ledger: EntryLog,
    *,
    by: str = "reason",
    period: tuple[date, date] | None = None,
    currency: str | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """What came back or was cancelled in a period, and why; ``items`` of the answer are the single things.

    Args:
        by: reason, client, manager, territory, segment, group, product or month.
        period, currency: as of ``sales``.
        **asked: as ``Asked`` has it.
    """
    whole = period_of(ledger, period, asked.get("as_of"))
    question = question_of(ledger, **asked | {"as_of": whole.end, "group": by == "group"})
    shared = Shared()
    found = shown(ledger, "returns", question._replace(needed=returns_needed(whole.start, by)), shared=shared)
    needed = orders_needed(whole, by, currency)
    sold = shown(ledger, "sales", question._replace(needed=needed), shared=shared)
    return reasons_of(ledger, found, sold, whole.start, by, currency)


def sales_needed(
    whole: Period, against: tuple[date, date] | None, by: str, currency: str | None = None
) -> Needed:
    """What sums of sales need of them. In another currency, which has a rate for each day, they need each."""
    both = _compared(whole, against)
    return sold_in(both, by) if currency is None else Needed(min(both).start)


def gaps_needed(whole: Period, currency: str | None = None) -> Needed:
    """What gaps need of sales; as ``sales_needed``."""
    return each_bought(whole) if currency is None else Needed(whole.start)


def returns_needed(start: date, by: str | None) -> Needed:
    """What returns since a day need: clients without any only where they are summed by a name of theirs."""
    return Needed(start, with_rows=by in BY)


def orders_needed(whole: Period, by: str, currency: str | None = None) -> Needed:
    """What returns, which are compared with orders, need of sales; as ``sales_needed``."""
    needed = ordered_in(whole, by) if currency is None else Needed(whole.start)
    return needed._replace(with_rows=by in BY)


def _compared(whole: Period, against: tuple[date, date] | None) -> Compared:
    """A period and the one that sales are compared with."""
    return Compared(whole, in_order(*against) if against else whole.year_before)


def reasons_of(
    ledger: EntryLog, found: Answer, sold: Answer, since: date | None, by: str, currency: str | None = None
) -> Answer:
    """The reasons of an answer of returns from a day to that of the answer, beside the sales of another."""
    period = _period(found, since)
    back = in_one_currency(ledger, _within(found, period), currency, groups=IN_ONE)
    ordered = in_one_currency(ledger, _within(sold, period), currency)
    return reasons(back, ordered, period, by, known_house(ledger, found))


def compared_of(
    ledger: EntryLog,
    found: Answer,
    since: date | None,
    against: tuple[date, date] | None,
    by: str,
    currency: str | None = None,
) -> Answer:
    """The sales of an answer from a day to that of the answer, beside those of another period."""
    whole = _period(found, since)
    both = _compared(whole, against)
    wanted = found if currency is None else _within(found, *both)
    shown_in = in_one_currency(ledger, wanted, currency)
    return compared(shown_in, both, by, known_house(ledger, found))


def gaps_of(
    ledger: EntryLog, found: Answer, since: date | None, client: str, currency: str | None = None
) -> Answer:
    """The gaps of a client among the clients of an answer.

    Raises:
        UnknownChoice: there is no such client.
    """
    client = known_client(ledger, client, found.known_at)
    whole = _period(found, since)
    return gaps(in_one_currency(ledger, _within(found, whole), currency), whole, client)


def _within(found: Answer, *periods: Period) -> Answer:
    """An answer of sales or returns with the rows of some periods."""
    return replace(found, rows=[row for row in found.rows if any(one.holds(row.on) for one in periods)])


def _period(found: Answer, since: date | None) -> Period:
    return Period(since, found.as_of) if since else Period.year_up_to(found.as_of)
