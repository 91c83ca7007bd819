"""``goodwill erase``: the personal data of a person, gone for ever."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.failures import complain
from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings
from ledger.text import counted_entries

if TYPE_CHECKING:
    from commands.ui.moments import Moments
    from goodwill.erasable import Erased
    from ledger import Entry

_MOST_NAMED = 10


@click.command()
@click.argument("person")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in your words.")
@click.option(
    "--client",
    metavar="CLIENT",
    help="The client's code, if several have a person of that id; '' for our own people.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@options.dry_run
@pass_settings
@click.pass_context
def erase(
    ctx: click.Context, settings: Settings, /, *, person: str, yes: bool, dry_run: bool, **asked: Any
) -> None:
    """Erase the personal data of a person for ever.

    PERSON is the id of the person, as `goodwill history CLIENT` shows it. The command destroys the key under
    which the person's name, addresses and what was written about them is encrypted. Entries, figures, seal
    and receipts stay; the fields show as [erased]. It makes the stored views again, and searches the files of
    the database for what it erased. Backups and exports made before lie elsewhere: it cannot reach them.
    """
    import goodwill
    from commands.ui.moments import moments_of
    from commands.ui.opening import recording

    def agreed(found: Erased) -> bool:
        if found.before is not None:
            say(_before(person, found, found.before, moments_of(ledger)))
        else:
            which = _listed(found.entries)
            hold = "holds" if len(found.entries) == 1 else "hold"
            say(f"{counted_entries(len(found.entries))} of {_where(found)} {hold} data of {person}: {which}")
        if dry_run:
            _tell(found)
        elif found.before is None:
            _confirm(person, yes=yes)
        return not dry_run

    with recording(settings) as ledger:
        keyring = settings.keyring_of(ledger.database.ledger_id)
        found = goodwill.erase(
            ledger, keyring, person, actor=settings.actor, views=settings.views, agreed=agreed, **asked
        )
    if found is None:
        return
    if found.before is None:
        say(f"erased {person} of {_where(found)}")
    _tell(found)
    if found.places:
        ctx.exit(1)


def _before(person: str, found: Erased, entry: Entry, moments: Moments) -> str:
    """When the person was erased before, and by whom."""
    when = moments.minute(moments.here(entry.recorded_at))
    return (
        f"{person} of {_where(found)} was erased already, by {entry.actor} on {when} (entry {entry.position}); "
        "nothing about them was recorded since"
    )


def _where(found: Erased) -> str:
    return found.client or "the house"


def _confirm(person: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("this cannot be undone; add --yes if you mean it")
    click.confirm(f"Nothing brings the data of {person} back. Erase it?", abort=True)


def _tell(found: Erased) -> None:
    """Say where the data still is, or may be."""
    from goodwill.erasable import SHORTEST

    if found.in_clear:
        complain(
            f"{_entries(found.in_clear, 'holds', 'hold')} some of it in clear: the field is not personal, or the entry names "
            "nobody in --people; entries never change, so copy the ledger without them if you must"
        )
    if found.under_others:
        complain(
            f"{_entries(found.under_others, 'names', 'name')} the person in a text about other people alone, which "
            "commands still show; erase these people too if you must"
        )
    if found.too_short:
        complain(
            f"texts of fewer than {SHORTEST} characters stand everywhere by chance and were not searched for: "
            f"{_entries(found.too_short, 'had', 'had')} some; search your files for them yourself"
        )
    for place in found.places:
        complain(f"{place} still holds some of it; close all programs that read it, and erase once more")
    if found.exports:
        complain(
            f"{_entries(found.exports, 'records', 'record')} exports or backups that may hold it; find these files and "
            "remove them"
        )
    if not found.logged:
        complain(
            "exports and backups made before may hold it, and the policy has none recorded (audit.log_reads); find these "
            "files and remove them"
        )


def _entries(positions: list[int], one: str, several: str) -> str:
    """Entries by their positions, with a verb in the number that fits."""
    which = _listed(positions)
    return f"the entry {which} {one}" if len(positions) == 1 else f"the entries {which} {several}"


def _listed(positions: list[int]) -> str:
    shown = ", ".join(map(str, positions[:_MOST_NAMED])) or "none"
    return shown + (", ..." if len(positions) > _MOST_NAMED else "")
