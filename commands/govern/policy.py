"""``goodwill policy``: show the policy in force, find the faults of a document, adopt it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.policy_file import POLICY_FILE, read_policy
from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings

if TYPE_CHECKING:
    from ledger import Entry
    from projections import Policy
    from projections.policy import Adopted


@click.group()
def policy() -> None:
    """Show, check and adopt the house's rules for its figures.

    A policy is a TOML document that states how it differs from the shipped one: buckets of debt, segments,
    tiers, weights and half-lives. It is in force from the day of its adoption; every view names the policy
    that it used.
    """


@policy.command()
@options.two_clocks("today")
@options.results("toml", "json")
@pass_settings
def show(settings: Settings, /, *, form: str, output: str | None, **seen: Any) -> None:
    """Show the policy in force, with the meaning of each key.

    Until the house adopts a policy, the shipped one is in force. To change it, edit this document and adopt
    it.
    """
    from commands.ui.opening import reading
    from commands.ui.output import Result, write
    from goodwill.entries import house_entries
    from goodwill.moments import horizon_of
    from projections import DEFAULT
    from projections.policy import adopted, following, plain, render

    with reading(settings) as ledger:
        horizon = horizon_of(ledger, **seen)
        entries = [*house_entries(ledger)]
    found = adopted(entries, horizon)
    shown = found.policy if found else DEFAULT
    answer = {
        "as_of": horizon.as_of.isoformat(),
        "known_at": horizon.known_at.isoformat() if horizon.known_at else None,
        "policy": shown.version,
        "adopted": _adoption(found.entry) if found else None,
        "document": plain(shown),
    }
    document = render(shown, _heading(shown, found, following(entries, horizon))).splitlines()
    write(Result(whole=lambda: answer, other={"toml": lambda: document}), form, output)


@policy.command()
@click.argument("file", type=POLICY_FILE)
def check(file: Path) -> None:
    """Find the faults of a document.

    Each fault is shown with its line. Without faults, the command prints nothing.
    """
    from projections.policy import check_version

    check_version(read_policy(file), [])


@policy.command()
@click.argument("file", type=POLICY_FILE)
@options.dated("--at", help="The day from which it is in force.  [default: today]")
@click.option("--note", metavar="TEXT", help="Why, in your words.")
@options.dry_run
@pass_settings
def adopt(settings: Settings, *, file: Path, at: date | None, note: str | None, dry_run: bool) -> None:
    """Put a policy in force from a day on.

    The entry holds the whole document, completed from the policy that is shipped now, so that its meaning
    never changes. A version names one policy only. If the views are stored, the command computes their rows
    from that day on again.
    """
    import goodwill
    from commands.record.recording import became
    from commands.store.project import keep_up
    from commands.ui.moments import moments_of
    from commands.ui.opening import writing

    adopted = read_policy(file)
    with writing(settings) as ledger:
        outcome = goodwill.adopt(ledger, adopted, actor=settings.actor, at=at, note=note, dry_run=dry_run)
        when = moments_of(ledger)
    if (known := outcome.entry) and not outcome.new:
        say(f"adopted already at position {known.position}, in force from {known.on}; nothing added")
        return
    say(became(outcome, "policy.adopted", when, dry_run=dry_run))
    if not dry_run:
        keep_up(settings)


def _heading(shown: Policy, found: Adopted | None, after: tuple[str, date] | None) -> str:
    since = "shipped with Goodwill"
    if found is not None:
        since = f"in force from {found.entry.on} (position {found.entry.position})"
    then = "" if found else "; the house has adopted no other"
    if after is not None:
        then = f"; {after[0]} follows on {after[1]}"
    return f"Policy {shown.version}, {since}{then}."


def _adoption(entry: Entry) -> dict[str, object]:
    """The fields of the adopting entry, beside the document."""
    return {
        "position": entry.position,
        "on": entry.on.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "actor": entry.actor,
        "note": entry.event.note,
    }
