"""The options that several commands share, each written once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

import click

__all__ = ["DAY", "KNOWN_AT", "MOMENT", "dry_run", "output", "output_format", "two_clocks", "whose"]

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
        day_means: which moment of the day a date alone stands for.
    """

    name = "datetime"

    def __init__(self, day_means: time = time.min) -> None:
        self.day_means = day_means

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Reads 2026-03-01, 2026-03-01T10:00 or 2026-03-01T10:00+04:00."""
        if isinstance(value, datetime):
            return value
        text = str(value).strip()
        try:
            if len(text) == len("2026-03-01"):
                return datetime.combine(date.fromisoformat(text), self.day_means, UTC)
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.fail(
                f"'{value}' is not a date or time; write it like 2026-03-01 or 2026-03-01T10:00+04:00",
                param,
                ctx,
            )
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


DAY = Day()
MOMENT = Moment()
KNOWN_AT = Moment(day_means=time.max)
"""What was known on a day was known by its end."""


def _stack(*options: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def output_format(*formats: str) -> Callable[[F], F]:
    """``--format``, of which the first is the default."""
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


def two_clocks(as_of: str) -> Callable[[F], F]:
    """``--as-of`` and ``--known-at``; the first with what it is by default."""
    return _stack(
        click.option(
            "--as-of",
            type=DAY,
            metavar="DATE",
            help=f"What had happened by the end of this day.  [default: {as_of}]",
        ),
        click.option(
            "--known-at",
            type=KNOWN_AT,
            metavar="DATETIME",
            help="What the ledger knew by then; a date means its end, in UTC.  [default: now]",
        ),
    )


whose = _stack(
    click.option("--manager", metavar="NAME", help="Only this manager's clients."),
    click.option("--territory", metavar="PLACE", help="Only clients of this place and the places in it."),
    click.option("--segment", metavar="NAME", help="Only clients of this segment."),
    click.option("--group", is_flag=True, help="Count the companies of a group as one client."),
)
