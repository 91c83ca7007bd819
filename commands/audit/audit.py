"""``goodwill audit``: the lists that an auditor asks for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from commands.audit.listing import show
from commands.audit.seals import INPUT, key_option, keys_of, text_of
from commands.read.views import asked_of_a_view
from commands.ui import options
from commands.ui.failures import complain
from commands.ui.noting import note_read
from commands.ui.periods import period
from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings
from commands.ui.tables import counted_of

_recorded = click.option(
    "--recorded",
    type=period,
    metavar="PERIOD",
    help="Only what was recorded then, in UTC: 2013-Q2, 2013, 2013-06 or START..END.",
)
_by_hand = click.option("--by-hand", is_flag=True, help="Leave out what was read from a file.")
_listing = options.stack(asked_of_a_view, _recorded)


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
    type=options.Within(0, 36_500),
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
    type=click.Choice(["text", "near", "time", "place"]),
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
    type=options.Within(1, 36_500),
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


@audit.command()
@options.maybe_client
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    required=True,
    help="A new folder, which appears when it is complete.",
)
@_recorded
@click.option(
    "--checkpoint",
    type=INPUT,
    metavar="FILE",
    help="Prove the entries under this checkpoint.  [default: the newest that the ledger recorded]",
)
@key_option
@pass_settings
def bundle(
    settings: Settings,
    client: str | None,
    folder: Path,
    recorded: tuple[date, date] | None,
    checkpoint: Path | None,
    keys: tuple[str, ...],
) -> None:
    """Write entries for an auditor, with proof of each.

    The folder holds the entries of CLIENT, or those of --recorded, as JSON lines, a receipt for each, the
    checkpoint, the verification keys, and a page that says how to check them, with Goodwill or by hand. What
    was recorded after the checkpoint is left out; `goodwill checkpoint` signs a new one.
    """
    import goodwill
    from commands.ui.opening import reading
    from ledger.seal.notes import read_note

    if (client is None) == (recorded is None):
        raise click.UsageError("a bundle is of a client or of a period; name CLIENT, or add --recorded")
    note = read_note(text_of(checkpoint)) if checkpoint else None
    with reading(settings) as ledger:
        known = keys_of(keys) or settings.keyring_of(ledger.recorder.database.ledger_id).verification()
        note_read(settings, ledger, "audit bundle", client)
        made = goodwill.audit_bundle(ledger, folder, known, client=client, recorded=recorded, note=note)
    if made.left_out:
        left = counted_of(made.left_out)
        complain(f"left out {left} recorded after the checkpoint; `goodwill checkpoint` signs a new one")
    say(f"wrote {counted_of(made.entries)} with receipts to {folder}")
