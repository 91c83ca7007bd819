"""The options that several commands share, each written once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import click

from commands.ui.output import FORMATS

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A calendar date."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Reads 2026-03-01."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(f"'{value}' is not a date; write it like 2026-03-01", param, ctx)


class Moment(click.ParamType[datetime]):
    """A date, or a date with time; without an offset it is in UTC.

    Args:
        to_the_end: whether a day, a minute or a second stands for its end. A fraction of a second is meant exactly.
    """

    name = "datetime"

    def __init__(self, *, to_the_end: bool = False) -> None:
        self._to_the_end = to_the_end

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Reads 2026-03-01, 2026-03-01T10:00 or 2026-03-01T10:00+04:00."""
        if isinstance(value, datetime):
            return value
        text = str(value).strip()
        try:
            if len(text) == len("2026-03-01"):
                day = date.fromisoformat(text)
                return datetime.combine(day, time.max if self._to_the_end else time.min, UTC)
            moment = datetime.fromisoformat(text)
            if self._to_the_end:
                moment += _rest(text)
        except ValueError:
            self.fail(
                f"'{value}' is not a date or time; write it like 2026-03-01 or 2026-03-01T10:00+04:00",
                param,
                ctx,
            )
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _rest(text: str) -> timedelta:
    """What is left of the minute or second that a moment names; nothing where a fraction is named."""
    said = _CLOCK.search(text)
    if said is None or said["fraction"]:
        return timedelta(0)
    return timedelta(minutes=0 if said["second"] else 1, seconds=1 if said["second"] else 0, microseconds=-1)


_CLOCK = re.compile(r"[T ]\d\d:?\d\d(?P<second>:?\d\d)?(?P<fraction>[.,]\d+)?(?:$|[Z+-])")
DAY = Day()
MOMENT = Moment()
KNOWN_AT = Moment(to_the_end=True)
"""What was known on a day, in a minute, in a second, was known by its end."""


def known_at_text(moment: datetime) -> str:
    """A moment as ``--known-at`` takes it and means just this one, as short as that can be said."""
    moment = moment.astimezone(UTC).replace(tzinfo=None)
    if moment.microsecond == _LAST:
        return f"{moment.isoformat(timespec='seconds')}Z"
    return f"{moment.isoformat(timespec='microseconds' if moment.microsecond % 1000 else 'milliseconds')}Z"


_LAST = 999_999


class Code(click.ParamType[str]):
    """A client's code. One that is empty names nobody, least of all everybody: a script's variable was not set."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Takes it as it is."""
        if not str(value).strip():
            self.fail(
                "a client's code is empty; name a client, or leave it out where all are meant", param, ctx
            )
        return str(value)


CODE = Code()


class Whole(click.ParamType[int]):
    """A whole number."""

    name = "integer"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Reads 50."""
        try:
            return int(value)
        except ValueError:
            self.fail(f"'{value}' is not a whole number", param, ctx)


WHOLE = Whole()


class Money(click.ParamType[Decimal]):
    """An exact amount."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Reads 1250.00."""
        try:
            amount = Decimal(str(value).strip())
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite():
            self.fail(f"'{value}' is not an amount; write it like 1250.00", param, ctx)
        return amount


MONEY = Money()


def _stack(*options: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def output_format(*formats: str) -> Callable[[F], F]:
    """``--format``, of which the first is the default; all that results are written in, where none is named."""
    formats = formats or (*FORMATS,)
    others = f"{', '.join(formats[1:-1])} or {formats[-1]}".removeprefix(" or ")
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        metavar="FORMAT",
        default=formats[0],
        help=f"{formats[0]} for people; {others} for programs, in UTF-8.  [default: {formats[0]}]",
    )


output = click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write to a file, which appears only when it is complete.",
)
dry_run = click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")


known_at = click.option(
    "--known-at",
    type=KNOWN_AT,
    metavar="DATETIME",
    help="What the ledger knew by then; a date or minute means its end, in UTC.  [default: now]",
)


def two_clocks(as_of: str) -> Callable[[F], F]:
    """``--as-of`` and ``--known-at``; the first with what it is by default."""
    return _stack(
        click.option(
            "--as-of",
            type=DAY,
            metavar="DATE",
            help=f"What had happened by the end of this day.  [default: {as_of}]",
        ),
        known_at,
    )


whose = _stack(
    click.option("--manager", metavar="NAME", help="Only this manager's clients."),
    click.option("--territory", metavar="PLACE", help="Only clients of this place and the places in it."),
    click.option("--segment", metavar="NAME", help="Only clients of this segment."),
    click.option("--group", is_flag=True, help="Count the companies of a group as one client."),
)
