"""Periods as people write them: a year, quarter, month, week or day, or from one of those to another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import click

from commands.ui.options import F, dated, stack
from commands.ui.settings import Settings
from ledger.times import parse_span
from ledger.written_dates import is_no_day, span_meant


def period(text: str) -> tuple[date, date]:
    """The first and the last day of 2013, 2013-Q2, 2013-06, 2013-W27, 2013-06-30, or from one to another."""
    try:
        start, end = parse_span(text)
    except ValueError:
        if is_no_day(text):
            raise click.BadParameter(f"'{text}' is not a period; there is no such day") from None
        meant = span_meant(text)
        like = "write it like 2013-Q2, 2013, 2013-06, 2013-W27 or 2013-04-01..2013-06-30"
        raise click.BadParameter(
            f"'{text}' is not a period; {f'did you mean {meant}?' if meant else like}"
        ) from None
    if end < start:
        raise click.BadParameter(f"the period '{text}' ends before it begins; write the earlier day first")
    return start, end


FORMS: Final = "2013-Q2, 2013, 2013-06, 2013-W27 or START..END"
"""How periods are written, as help has it."""

_first = dated("--from", "since", help="The first day.  [default: twelve months before the last]")
_last = dated("--to", "until", help="The last day.  [default: --as-of]")
both_days = click.option("--period", type=period, metavar="PERIOD", help=f"Both days in one: {FORMS}.")
spanning = stack(_first, _last, both_days)
"""The options of a period with a first day and a last."""


def of_period(what: str, default: str = "the 12 months up to --as-of") -> Callable[[F], F]:
    """The options of the period that some listings of a command are about."""
    told = f"What {what} are about: {FORMS}.  [default: {default}]"
    return stack(click.option("--period", type=period, metavar="PERIOD", help=told), _first, _last)


def given(asked: dict[str, Any]) -> bool:
    """Whether a period is asked for, as ``of_period`` asks for it."""
    return any(asked[name] for name in ("since", "until", "period"))


def period_of(settings: Settings, asked: dict[str, Any]) -> tuple[date, date] | None:
    """The period that ``of_period`` asks for, taken out of the options; None if nobody asks for one.

    Raises:
        UsageError: it is asked for in two ways, or ends before it begins.
    """
    since, until, whole = taken(asked)
    if since is None and until is None:
        return whole
    from commands.ui.opening import today_of

    return _from_to(since, until or asked["as_of"] or today_of(settings))


def spanned(settings: Settings, asked: dict[str, Any]) -> tuple[date, date]:
    """The period that ``spanning`` asks for, taken out of the options of a view; it ends as ``ends`` has it.

    Raises:
        UsageError: it is asked for in two ways, or ends before it begins.
    """
    since, until, whole = taken(asked)
    start, last = whole or (since, until)
    end = asked["as_of"] = ends(settings, start, last, asked["as_of"])
    return _from_to(start, end)


def ends(settings: Settings, start: date | None, last: date | None, as_of: date | None) -> date:
    """The day up to which a period is shown, as ``goodwill.moments.period_end`` has it."""
    from commands.ui.opening import today_of
    from goodwill.moments import period_end

    return period_end(start, last, as_of, as_of or today_of(settings))


def taken(asked: dict[str, Any]) -> tuple[date | None, date | None, tuple[date, date] | None]:
    """The first day, the last day and the period that were given, taken out of the options.

    Raises:
        UsageError: a period is given beside one of its days.
    """
    since, until, whole = (asked.pop(name) for name in ("since", "until", "period"))
    if whole and (since or until):
        raise click.UsageError("--period gives both days; leave out --from and --to")
    return since, until, whole


def _from_to(start: date | None, end: date) -> tuple[date, date]:
    if start is None:
        from projections.framework.periods import Period

        start = Period.year_up_to(end).start
    if start > end:
        raise click.BadParameter(
            f"the period begins on {start}, after its last day, {end}; give an earlier first day",
            param_hint="--from",
        )
    return start, end
