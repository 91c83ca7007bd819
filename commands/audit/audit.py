"""``goodwill audit``: the lists that an auditor asks for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

import click

from commands.audit.bundle import bundle, recorded_in
from commands.audit.listing import show
from commands.read.views import asked_of_a_view
from commands.ui import options
from commands.ui.settings import Settings
from goodwill.arguments import BOUNDS, SAME

_by_hand = click.option("--by-hand", is_flag=True, help="Leave out what was read from a file.")
_listing = options.stack(asked_of_a_view(), recorded_in)


def _part(text: str) -> float:
    """Read a part of a whole: more than 0, at most 1."""
    with suppress(ValueError):
        if 0 < (part := float(text)) <= 1:
            return part
    raise click.BadParameter(f"'{text}' is not a part of a whole; give a number from 0.01 to 1")


@click.group()
def audit() -> None:
    """List what an auditor asks about: late, corrected, copied ...

    Each list names the positions of entries, which `goodwill show` prints whole. An entry is in a list if it
    had happened, or was recorded, by the end of the day of --as-of.
    """


@audit.command()
@_listing
@click.option(
    "--days",
    type=options.Within(*BOUNDS["days"]),
    metavar="N",
    help="List what was recorded more than N days after it happened.  [default: the policy's]",
)
@_by_hand
def late(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """List what was recorded late.

    Days count from the day on which it happened, as corrected since, to the day of recording.
    """
    show("audit_late", settings, form, output, asked)


@audit.command()
@_listing
@_by_hand
def backdated(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """List what was dated before what was known.

    Such an entry is dated before the newest entry of its client that was known when it was recorded, so it
    changed what had been reported. What was recorded in one step was not known before; voids and corrections
    have a list of their own.
    """
    show("audit_backdated", settings, form, output, asked)


@audit.command()
@_listing
def corrections(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """List voids and corrections: who, when, why, before and after.

    BEFORE and AFTER have the fields that differ. A void that was voided itself is listed too.
    """
    show("audit_corrections", settings, form, output, asked)


@audit.command()
@_listing
def deputies(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """List entries on behalf of another person.

    A cover holds if manager.covered or client.covered names the deputy for the day on which it happened or
    was recorded.
    """
    show("audit_deputies", settings, form, output, asked)


@audit.command()
@_listing
def approvals(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """List approvals by the wrong person.

    Discounts, write-offs and overrides of health are decided by a person above who asked for them. Once the
    house appoints its managers, who reports to whom decides who is above.
    """
    show("audit_approvals", settings, form, output, asked)


@audit.command()
@_listing
@click.option(
    "--near",
    type=_part,
    metavar="PART",
    default=0.8,
    show_default=True,
    help="List texts that are the same by this part: the shared pairs of words, of all pairs of both.",
)
@click.option(
    "--same",
    type=click.Choice(SAME),
    multiple=True,
    help="Only reports that repeat this; may be given several times.",
)
def copies(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """List visit reports that repeat an earlier one.

    What repeats is the text, nearly the text, the moment at which one person began two touches, or the place
    of one person's touches at two clients, where no third one was met. Beside the pairs of words, the hour of
    a touch, its minutes and its place count as one pair each. Texts of fewer than five words are not
    compared. RESULTS is what the clients of this manager bought in twelve months.
    """
    show("audit_copies", settings, form, output, asked)


def _limits(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> Mapping[str, Decimal] | None:
    """Limits by currency; None if none is given.

    Raises:
        BadParameter: one is not written like EUR=100.
    """
    found = {}
    for text in given:
        currency, sign, amount = text.partition("=")
        if not sign or not currency.strip():
            raise click.BadParameter(f"'{text}' names no currency; write it like EUR=100")
        found[currency.strip().upper()] = options.money(amount)
    return found or None


@audit.command()
@_listing
@click.option(
    "--limit",
    "limits",
    metavar="CUR=AMOUNT",
    multiple=True,
    callback=_limits,
    help="What may be spent on a person in a year; may be given for several currencies.  [default: the policy's]",
)
@click.option("--over", is_flag=True, help="Only persons on whom more was spent.")
def gifts(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """List what was spent on each person in a year.

    It sums the expenses that name a person (expense.spent) by the year of their days.
    """
    show("audit_gifts", settings, form, output, asked)


@audit.command()
@_listing
@click.option(
    "--gap",
    type=options.Within(*BOUNDS["gap"]),
    metavar="DAYS",
    default=30,
    show_default=True,
    help="Days without any entry that are no jump.",
)
def clock(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """List what is odd about moments of recording.

    back: an entry has an earlier moment than the one before it. tie: it has the same moment, though one of
    them was read from a file and the other was not. held: it was recorded a microsecond later, as the ledger
    does while a clock is behind. jump: nothing was recorded for so many days. ahead: it is dated after its
    recording.
    """
    show("audit_clock", settings, form, output, asked)


audit.add_command(bundle)
