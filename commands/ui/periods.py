"""Periods as people write them: a year, quarter, month, week or day, or from one of those to another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Final, NamedTuple, cast

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
        if missing := [part for part in text.split("..") if is_no_day(part)]:
            raise click.BadParameter(
                f"'{text}' is not a period; there is no day {' and no day '.join(missing)}"
            ) from None
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


class AskedPeriod(NamedTuple):
    """The period that options ask for: by its days, or whole."""

    since: date | None
    until: date | None
    whole: tuple[date, date] | None

    @property
    def is_given(self) -> bool:
        """Whether any of the options is given."""
        return any(self)

    def days(self) -> tuple[date | None, date | None]:
        """The first day and the last, as far as they are given.

        Raises:
            UsageError: a period is given beside one of its days.
        """
        if self.whole and (self.since or self.until):
            raise click.UsageError("--period gives both days; leave out --from and --to")
        return self.whole or (self.since, self.until)

    def chosen(self, settings: Settings, as_of: date | None) -> tuple[date, date] | None:
        """The period up to a day, by default today; None if nobody asks for one.

        Raises:
            UsageError: it is asked for in two ways, or ends before it begins.
        """
        start, last = self.days()
        if self.whole or last is start is None:
            return self.whole
        from commands.ui.opening import today_of

        return _from_to(start, last or as_of or today_of(settings))

    def up_to(self, settings: Settings, as_of: date | None) -> tuple[date, date]:
        """The period, by default twelve months; it ends as ``ends`` has it.

        Raises:
            UsageError: it is asked for in two ways, or ends before it begins.
        """
        start, last = self.days()
        return _from_to(start, ends(settings, start, last, as_of))


def as_span(command: F) -> F:
    """Give a command the options of a period as one ``span``."""

    @wraps(command)
    def spanned(
        *args: Any, since: date | None, until: date | None, period: tuple[date, date] | None, **asked: Any
    ) -> Any:
        return command(*args, span=AskedPeriod(since, until, period), **asked)

    return cast("F", spanned)


spanning = stack(_first, _last, both_days, as_span)
"""The options of a period with a first day and a last, which are the command's ``span``."""


def of_period(what: str, default: str = "the 12 months up to --as-of") -> Callable[[F], F]:
    """The options of the period that some listings of a command are about, as ``spanning`` has them."""
    told = f"What {what} are about: {FORMS}.  [default: {default}]"
    whole = click.option("--period", type=period, metavar="PERIOD", help=told)
    return stack(whole, _first, _last, as_span)


def ends(settings: Settings, start: date | None, last: date | None, as_of: date | None) -> date:
    """The day up to which a period is shown, as ``goodwill.moments.period_end`` has it."""
    from commands.ui.opening import today_of
    from goodwill.moments import period_end

    return period_end(start, last, as_of, as_of or today_of(settings))


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
