"""``goodwill settle``: proposes what unapplied money settles, and records it where that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.settings import Settings, pass_settings
from ledger.text import counted

if TYPE_CHECKING:
    from decimal import Decimal

    from ledger import Entry
    from ledger.recording.journal import Journal
    from projections import Answer
    from projections.collections.proposing import Choice


@click.command()
@options.exact_client
@click.option("--source", metavar="NUMBER", help="Settle only with this payment or credit.")
@click.option("--target", metavar="NUMBER", help="Settle only this document.")
@click.option(
    "--amount", type=options.money, metavar="AMOUNT", help="Settle this much.  [default: as much as possible]"
)
@click.option(
    "--instalment",
    type=options.whole,
    metavar="NUMBER",
    help="Settle only this instalment of the target, counted from 1.",
)
@click.option("--yes", is_flag=True, help="Record all proposals or none.")
@options.dry_run
@options.whose
@options.results()
@pass_settings
def settle(  # noqa: PLR0913 - its options, by name
    settings: Settings,
    /,
    form: str,
    output: str | None,
    *,
    source: str | None,
    target: str | None,
    amount: Decimal | None,
    instalment: int | None,
    yes: bool,
    dry_run: bool,
    **asked: Any,
) -> None:
    """Propose what unapplied money settles; record it with --yes.

    The command proposes what the views derive as of today, oldest debt first. Recording it changes none of
    their figures. With --source, --target, --amount or --instalment you choose yourself, and the rules judge
    your choice. Without CLIENT the command proposes for every client in view. With --group it proposes for
    each company of a group by itself: money of one company settles no debt of another.
    """
    from commands.read.views import write_list
    from commands.ui.opening import recording

    choice = _choice(source, target, amount, instalment)
    if choice and asked["client"] is None:
        raise click.UsageError("a choice is made for one client; name it: goodwill settle CLIENT ...")
    if choice and asked["group"]:
        raise click.UsageError("a choice is made for one client, and not for a group; leave out --group")
    if instalment is not None and target is None:
        raise click.UsageError("an instalment is one of a document; name it with --target")
    with recording(settings) as ledger:
        answer = _proposed(ledger, settings.views, asked, choice)
        new = _record(ledger, answer, settings, dry_run=dry_run or not yes)
    note = _outcome(new, yes=yes, dry_run=dry_run) if answer.rows else None
    stored = bool(new) and yes and not dry_run
    write_list(answer, form, output, _lines, items="left", note=note, stored=stored)


def _choice(
    source: str | None, target: str | None, amount: Decimal | None, instalment: int | None
) -> Choice | None:
    """The choice of the person; None without one."""
    from commands.ui.values import identifier
    from projections.collections.proposing import Choice

    if (source, target, amount, instalment) == (None,) * 4:
        return None
    return Choice(identifier(source), identifier(target), amount, instalment)


def _proposed(ledger: Journal, views: str | None, asked: dict[str, Any], choice: Choice | None) -> Answer:
    """Proposals as of today; what is chosen of one client may not be open, so its own entries are read."""
    from commands.read.views import ask, asked_question
    from goodwill.asking import from_facts
    from goodwill.entries import known_client
    from projections.collections.proposing import listed

    if asked["client"]:
        asked = asked | {"client": known_client(ledger, asked["client"])}
    question = asked_question(ledger, asked)
    if choice is None:
        return listed(ask(ledger, "receivables", question._replace(states="open"), views=views))
    return listed(from_facts(ledger, "receivables", question), choice)


def _record(ledger: Journal, answer: Answer, settings: Settings, *, dry_run: bool) -> list[Entry]:
    """Record the settlements, or have them judged; return the entries that are new."""
    from commands.record.recording import new_entries, record_all
    from goodwill.moments import local_now
    from goodwill.recording import Wanted, as_before
    from projections.collections.proposing import drafts

    def where(index: int) -> str:
        row = answer.rows[index]
        return f"{row.client}, {row.source} for {row.target}"

    wanted = [Wanted(draft, dated=False) for draft in drafts(answer, local_now(ledger), settings.actor)]
    return new_entries(record_all(ledger, as_before(ledger, wanted), where, dry_run=dry_run))


def _outcome(new: list[Entry], *, yes: bool, dry_run: bool) -> str:
    """The outcome of the proposals, or the next step."""
    from commands.record.recording import at_positions

    if not new:
        return "recorded already; nothing added"
    if not yes:
        return "nothing is recorded; add --yes to record " + ("it" if len(new) == 1 else "them")
    if dry_run:
        return f"would record {counted(len(new), 'settlement')}"
    return f"recorded {counted(len(new), 'settlement')} {at_positions(new)}"


def _lines(answer: Answer) -> Iterator[str]:
    """The proposals, then the money that stays unapplied."""
    from commands.ui.view_tables import heading, table_of
    from projections.collections.proposing import Left

    yield from heading(answer)
    yield ""
    if answer.rows:
        yield from table_of(answer.shape, answer.rows, answer.totals)
    else:
        yield "Nothing to settle: no unapplied payment meets an open document."
    if answer.items:
        yield from ("", "Stays unapplied; settle it yourself with --source NUMBER --target DOCUMENT:")
        yield from table_of(Left, answer.items, titles=False)
