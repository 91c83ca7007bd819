"""``goodwill reminders``: the reminders that are due, and the record that they were sent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import ask, asked_of_a_view, asked_question, write_list
from commands.ui import options
from commands.ui.failures import complain
from commands.ui.settings import Settings
from ledger.text import counted

if TYPE_CHECKING:
    from datetime import date

    from ledger.recording.journal import Journal
    from projections import Answer


_DOCUMENT = ("client", "name", "document", "instalment", "due", "days_late", "open")
_DUE = (*_DOCUMENT, "asked", "currency", "level", "step", "last", "interest", "fee")
_HELD = (*_DOCUMENT, "currency", "held", "disputed", "promised")


@click.command()
@asked_of_a_view()
@click.option("--record", is_flag=True, help="Record that the reminders were sent: all of them or none.")
@click.option("--charge", is_flag=True, help="With --record: charge the policy's interest and fees too.")
@click.option(
    "--channel", metavar="NAME", help="With --record: the channel of the reminders.  [default: e-mail]"
)
@click.option(
    "--letters",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write each reminder as a letter into a directory: an HTML page in the client's language.",
)
@options.logo
@click.option(
    "--dry-run",
    is_flag=True,
    help="With --record: check and show what would be recorded, and record nothing.",
)
def reminders(  # noqa: PLR0913 - its options, by name
    settings: Settings,
    form: str,
    output: str | None,
    *,
    record: bool,
    charge: bool,
    channel: str | None,
    folder: Path | None,
    logo: Path | None,
    dry_run: bool,
    **asked: Any,
) -> None:
    """Show the reminders that are due; record them with --record.

    The policy sets the steps. A reminder does not ask for amounts that the client disputes, or promised to
    pay on a later day. If nothing else of a document is open, the document is held back and listed apart.
    With --group each company of a group is reminded of what it owes itself.

    --letters writes a letter for each client and step, before anything is recorded. It asks for the policy's
    interest and fees, unless --record records the reminders without --charge.
    """
    from commands.ui.opening import recording
    from projections.collections.reminders import listed

    if logo and not folder:
        raise click.UsageError("--logo is for letters; add --letters DIR")
    if not record and (charge or channel or dry_run):
        raise click.UsageError("--charge, --channel and --dry-run are about what is recorded; add --record")
    if record and asked["known_at"]:
        raise click.UsageError("reminders are recorded by what is known now; leave out --known-at")
    with recording(settings) as ledger:
        if record and asked["as_of"]:
            _must_not_be_to_come(ledger, asked["as_of"])
        question = asked_question(ledger, asked)._replace(states="open")
        answer = listed(ask(ledger, "receivables", question, views=settings.views))
        _warn_where_payments_may_be_missing(ledger, answer)
        recorded = partial(_recorded, ledger, answer, settings, channel=channel or "e-mail", charge=charge)
        notes = []
        if folder and not dry_run:
            if record:
                recorded(dry_run=True)  # what a rule refuses is not written
            notes.append(_written(ledger, answer, folder, charge=charge or not record, logo=logo))
        if record:
            notes.append(recorded(dry_run=dry_run))
    note, stored = "\n".join(notes) or None, bool(notes) and not dry_run
    write_list(answer, form, output, _lines, note=note, stored=stored)


def _must_not_be_to_come(ledger: Journal, day: date) -> None:
    from goodwill.moments import today

    if day > today(ledger):
        raise click.UsageError(
            f"{day} is still to come; reminders are recorded on the day on which they are sent"
        )


def _warn_where_payments_may_be_missing(ledger: Journal, answer: Answer) -> None:
    """The worst mistake is to remind clients who paid; usually a bank statement is not entered yet."""
    from ledger.events import PaymentReceived

    last = ledger.newest_day(PaymentReceived.kind, position=answer.position, until=answer.as_of)
    if not any(row.held is None for row in answer.rows):
        return
    if last is None:
        complain(
            f"no payment of any client is recorded up to {answer.as_of}; enter payments before you remind clients"
        )
    elif (days := (answer.as_of - last).days) > answer.rules.reminders.quiet_days:
        complain(
            f"no payment of any client is recorded for the last {days:,} days (the last is of {last}); if a bank statement "
            "is missing, enter it before you remind clients"
        )


def _written(ledger: Journal, answer: Answer, folder: Path, *, charge: bool, logo: Path | None) -> str:
    """Write the letters, all of them or none; say how many there are."""
    from commands.ui.replacing import write_all
    from goodwill import reminder_letters

    unpayable: dict[str, None] = {}
    untranslated: dict[str, list[str]] = {}

    def pages() -> Iterator[tuple[str, str]]:
        for letter in reminder_letters(ledger, answer, charge=charge, logo=logo):
            unpayable.update(dict.fromkeys(letter.unpayable))
            if letter.untranslated:
                untranslated.setdefault(letter.untranslated, []).append(letter.client)
            yield letter.file_name, letter.page

    count = write_all(folder, pages(), "letter")
    if unpayable:
        complain(
            f"the house names no bank account for {', '.join(sorted(unpayable))}; letters that ask for it do not say "
            "where to pay: add bank_accounts to house.described"
        )
    for sentence, clients in untranslated.items():
        complain(f"the letter for {', '.join(dict.fromkeys(clients))}: {sentence}")
    return f"wrote {counted(count, 'letter')} to {folder}" if count else "no letter was written"


def _recorded(
    ledger: Journal, answer: Answer, settings: Settings, *, channel: str, charge: bool, dry_run: bool
) -> str:
    """Record the reminders, or have them judged; say what became of them."""
    from commands.record.recording import at_positions, new_entries, record_all
    from ledger.events import ReminderSent
    from projections.collections.reminder_drafts import drafts

    wanted = list(drafts(answer, settings.actor, channel=channel, charge=charge))
    new = new_entries(record_all(ledger, wanted, lambda at: f"{wanted[at].client}", dry_run=dry_run))
    sent = sum(isinstance(entry.event, ReminderSent) for entry in new)
    what = counted(sent, "reminder")
    if sent < len(new):
        what += f" and {counted(len(new) - sent, 'charge')}"
    if dry_run:
        return f"would record {what}"
    return f"recorded {what} {at_positions(new)}" if new else "nothing was recorded"


def _lines(answer: Answer) -> Iterator[str]:
    """The reminders that are due, then the documents held back and why."""
    from commands.ui.view_tables import heading, table_of

    yield from heading(answer)
    yield ""
    due = [row for row in answer.rows if row.held is None]
    held = [row for row in answer.rows if row.held is not None]
    if due:
        yield from table_of(answer.shape, due, answer.totals, _DUE)
    else:
        yield "No reminder is due."
    if held:
        yield from ("", "Held back:")
        yield from table_of(answer.shape, held, only=_HELD)
