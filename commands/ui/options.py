"""The options that several commands share, each written once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from click.core import ParameterSource

from commands.ui.clock import now
from commands.ui.completing import complete_client
from commands.ui.failures import complain
from commands.ui.file_formats import FormatChoice, of_ending
from commands.ui.named_clients import by_name, with_candidates
from commands.ui.output import FORMATS, RAW, TABLE
from commands.ui.settings import Settings
from commands.ui.tables import WIDE
from commands.ui.targets import FORCE, target_option
from goodwill.arguments import BOUNDS
from ledger.times import OutsideCalendar, has_offset, parse_end, parse_moment
from ledger.written_dates import is_no_day, iso_meant

F = TypeVar("F", bound=Callable[..., Any])


def day(text: str) -> date:
    """Read a calendar date: 2026-03-01."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise click.BadParameter(f"'{text}' is not a date; {_written(text, '2026-03-01')}") from None


def moment(text: str, read: Callable[[str], datetime] = parse_moment) -> datetime:
    """Read a date, or a date with time: 2026-03-01, 2026-03-01T10:00 or 2026-03-01T10:00+04:00."""
    try:
        return read(text)
    except OutsideCalendar as wrong:
        raise click.BadParameter(f"{wrong}; name a day that is nearer") from None
    except ValueError:
        like = "2026-03-01 or 2026-03-01T10:00+04:00"
        raise click.BadParameter(f"'{text}' is not a date or time; {_written(text, like)}") from None


def _written(text: str, like: str) -> str:
    """How to write a refused date: as it was meant, if that is clear, and there is such a day."""
    if is_no_day(text):
        return "there is no such day"
    meant = iso_meant(text)
    return f"did you mean {meant}?" if meant else f"write it like {like}"


class KnownAt(click.ParamType[datetime]):
    """A moment of ``--known-at``: a day, a minute or a second means its end.

    A day, or a time without an offset, is in the time zone of the house; of the machine if the house has not
    named its zone.

    Args:
        so: what a note says is answered in place of a moment that is yet to come; None: there is no note.
    """

    name = "datetime"

    def __init__(self, so: str | None = "this shows what is known now") -> None:
        self._so = so

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Reads it; refuses a text that is no moment."""
        if isinstance(value, datetime):
            return value
        text, zone = str(value), None
        found = moment(text, parse_end)
        settings = ctx.find_object(Settings) if ctx else None
        if settings is not None and not has_offset(text):
            from commands.ui.opening import zone_of

            zone = zone_of(settings)
            found = moment(text, partial(parse_end, zone=zone))
        if self._so is not None and moment(text, partial(parse_moment, zone=zone)) > now():
            complain(f"{param.opts[0] if param else self.name} {text} is yet to come; {self._so}")
        return found


def week(_context: click.Context, _option: click.Parameter, text: str | None) -> str | None:
    """A callback that reads a week: 2026-W27."""
    from projections.agenda.weeks import name_of, week_called

    if text is None:
        return None
    try:
        return name_of(week_called(text))
    except ValueError as wrong:
        raise click.BadParameter(str(wrong)) from None


def code(text: str) -> str:
    """Take a client's code as it is; an empty one is a script's variable that was not set."""
    if not text.strip():
        raise click.BadParameter(
            "a client's code is empty; name a client, or leave it out where all are meant"
        )
    return text


def not_after(first: date, last: date) -> date:
    """The first day of a period; refused if the last day comes before it."""
    if first > last:
        raise click.BadParameter(
            f"{first} comes after the last day, {last}; give an earlier one", param_hint="--from"
        )
    return first


def whole(text: str) -> int:
    """Read a whole number: 50."""
    try:
        return int(text)
    except ValueError:
        raise click.BadParameter(f"'{text}' is not a whole number; write it like 12") from None


class Within(click.IntRange):
    """A whole number within bounds, which help and errors give in words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Reads it; refuses one beyond the bounds."""
        del param, ctx
        number = whole(str(value))
        if (self.min is not None and number < self.min) or (self.max is not None and number > self.max):
            raise click.BadParameter(f"{number} is not within the bounds; give {self._describe_range()}")
        return number

    def _describe_range(self) -> str:
        return f"{self.min} or more" if self.max is None else f"{self.min} to {self.max}"


def within_days(default: int | None, meaning: str) -> Callable[[F], F]:
    """The option ``--within DAYS``; without a default, leaving it out sets no bound."""
    return click.option(
        "--within",
        type=Within(*BOUNDS["within"]),
        metavar="DAYS",
        default=default,
        show_default=True,
        help=meaning,
    )


def was_given(name: str) -> bool:
    """Whether the command line gives an option, rather than its default."""
    return click.get_current_context().get_parameter_source(name) == ParameterSource.COMMANDLINE


def money(text: str) -> Decimal:
    """Read an exact amount: 1250.00."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise click.BadParameter(f"'{text}' is not an amount; write it like 1250.00")
    return amount


def stack(*options: Callable[[Any], Any]) -> Callable[[F], F]:
    """Several options as one decorator; help shows them in this order."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def _output_format(*formats: str) -> Callable[[F], F]:
    """``--format`` with some formats; the first is the default."""
    people = f"{TABLE} for people; " if TABLE in formats else ""
    programs = [form for form in formats if form != TABLE]
    others = f"{', '.join(programs[:-1])} or {programs[-1]}".removeprefix(" or ")
    ending = "that of FILE's ending, or else " if formats[1:] else ""
    return click.option(
        "--format",
        "form",
        type=FormatChoice(formats),
        metavar="FORMAT",
        default=formats[0],
        help=f"{people}{others} for programs, in UTF-8.  [default: {ending}{formats[0]}]",
    )


output = target_option("--output", "Write to a file, which appears only when it is complete.")


def keep(name: str) -> Callable[[click.Context, click.Parameter, object], None]:
    """A callback that keeps an option in Click's context, for code that no command hands it to."""

    def kept(context: click.Context, _parameter: click.Parameter, value: object) -> None:
        context.meta[name] = value

    return kept


def _switch(option: str, name: str, meaning: str) -> Callable[[F], F]:
    return click.option(option, is_flag=True, expose_value=False, callback=keep(name), help=meaning)


wide = _switch("--wide", WIDE, "Show every column of a table, on lines as long as they need.")
raw = _switch("--raw", RAW, "Write text in CSV as it is, even where a spreadsheet sees a formula.")
force = _switch("--force", FORCE, "Write over a file that another command or program wrote.")


def results(*formats: str) -> Callable[[F], F]:
    """``--format``, ``--output``, and how those formats are written; without names, every format."""
    formats = formats or (*FORMATS,)
    of_formats = [option for form, option in (("csv", raw), (TABLE, wide)) if form in formats]
    return stack(_output_format(*formats), output, force, *of_formats, of_ending(formats))


logo = click.option(
    "--logo",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A PNG or JPEG file with the sender's logo, for the page.",
)
DRY_RUN: Final = "Check and show what would be recorded, and record nothing."
dry_run = click.option("--dry-run", is_flag=True, help=DRY_RUN)
in_currency = click.option(
    "--currency", metavar="CODE", help="Show every amount in this currency, at the rates of its own day."
)


client = stack(click.argument("client", type=code, shell_complete=complete_client), by_name)
_maybe_client = click.argument("client", type=code, required=False, shell_complete=complete_client)
maybe_client = stack(_maybe_client, by_name)
exact_client = stack(_maybe_client, with_candidates)
"""Of a command that may record, or that proves or stores figures: it never guesses the client, not even where
it only proposes. What is written for people alone, such as a page or a letter, is of ``by_name``."""
dated = partial(click.option, type=day, metavar="DATE")
"""An option that takes a day."""

known_at = click.option(
    "--known-at",
    type=KnownAt(),
    metavar="DATETIME",
    help="What the ledger knew by then; a date or minute means its end, in the house's time zone.  [default: now]",
)


def two_clocks(as_of: str) -> Callable[[F], F]:
    """``--as-of``, with its default, and ``--known-at``."""
    return stack(
        dated("--as-of", help=f"What had happened by the end of this day.  [default: {as_of}]"),
        known_at,
    )


def _actor(context: click.Context, _parameter: click.Parameter, wanted: object) -> str | None:
    """The person who asks, for an option that is about them."""
    return context.ensure_object(Settings).actor if wanted else None


_manager = click.option("--manager", metavar="NAME", help="Only this manager's clients.")
_team = click.option(
    "--team", metavar="NAME", help="Only clients of this person and of all who report to them."
)
_mine = click.option(
    "--mine", is_flag=True, callback=_actor, help="Only clients of --actor, covers of the day included."
)
_as_one = click.option("--group", is_flag=True, help="Count the companies of a group as one client.")
whose = stack(
    _manager,
    click.option("--territory", metavar="PLACE", help="Only clients of this place and the places in it."),
    click.option("--segment", metavar="NAME", help="Only clients of this segment."),
    _team,
    _mine,
    _as_one,
)
of_managers = stack(_manager, _team, _mine)
"""The choices of ``whose`` that neither divide the clients of a manager nor count them otherwise."""
whole_group = click.option(
    "--group", is_flag=True, help="Count all companies of the client's group as one client."
)
