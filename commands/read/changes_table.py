"""What changed, as tables for people: the figures that differ, and the entries that did it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from commands.read.entries import correction, summary
from commands.ui.differences import in_coins, manager_table, money_of, table
from commands.ui.printing import clean
from commands.ui.tables import Column, currency_text, faint, render, terminal_width
from commands.ui.view_tables import title_of
from ledger.corrections import Correction
from ledger.text import counted
from ledger.times import end_text
from projections.framework.changing import ManagerChange

if TYPE_CHECKING:
    from commands.ui.moments import Moments
    from goodwill.currencies import Currencies
    from projections.framework.attribution.causes import Cause
    from projections.framework.changing import Change, Changes


def lines_of(
    found: Changes,
    chosen: Sequence[Change],
    many: int,
    note: str,
    summary: Callable[[Changes], Iterator[str]] | None,
    telling: tuple[Moments, Currencies],
) -> Iterator[str]:
    """The summary alone; or the table of figures, then that of the entries.

    Args:
        found: what changed.
        chosen: what of it is shown.
        many: how many figures changed, shown or not.
        note: of what was left out; "" for nothing.
        summary: makes the lines of the summary; None: the tables are wanted.
        telling: shows moments, and the currencies of entries.
    """
    yield from _heading(found)
    yield ""
    if not chosen:
        yield f"Nothing changed; compared: {counted(found.clients, found.subject)}."
        return
    if summary is not None:
        yield from summary(found)
        return
    of_managers = found.subject == ManagerChange.subject
    told = manager_table if of_managers else table
    yield from told([one.figure for one in chosen], ("FROM", "TO", "CHANGE"))
    yield ""
    yield from _entries(chosen, *telling, of_managers=of_managers)
    if note:
        yield note
    figures, of = (
        counted(many, "figure"),
        counted(found.clients, found.subject),
    )
    yield f"{figures} changed, of {found.changed:,} out of {of}."
    if any(one.rest or not one.causes for one in found.changes):
        yield "The rest of a change is the effect of time, of older entries that count otherwise, and of other clients."


def _heading(found: Changes) -> Iterator[str]:
    (first, old, _), (last, new, _) = found.first, found.last
    about = title_of(found.views[0]) if len(found.views) == 1 else "All views"
    days = f"as of {last.as_of}" if first.as_of == last.as_of else f"from {first.as_of} to {last.as_of}"
    yield click.style(f"{about}: what changed, {days}", bold=True)
    details = [
        (
            f"known at {end_text(known)}" if known else "",
            f"policy {policy}",
            f"position {place:,}",
        )
        for known, policy, place in (
            (first.known_at, old.version, first.position),
            (last.known_at, new.version, last.position),
        )
    ]
    both = (one if one == two else f"{one}, then {two}" for one, two in zip(*details, strict=True))
    yield from faint(", ".join(filter(None, both)))


def _entries(
    changed: Sequence[Change], when: Moments, currencies: Currencies, *, of_managers: bool
) -> Iterator[str]:
    """The table of the entries, each once for a client, with its shares of figures.

    An entry without a share is left out if the view explains a figure of the client: others did the rest.
    """
    causes: dict[tuple[str, int], Cause] = {}
    shares: dict[tuple[str, int], dict[str, None]] = {}
    explained = {
        (one.figure.view, one.figure.client) for one in changed if one.rest is not None and one.causes
    }
    for one in changed:
        for cause in one.causes:
            if cause.share is None and (one.figure.view, one.figure.client) in explained:
                continue
            key = one.figure.client, cause.entry.position
            causes.setdefault(key, cause)
            if cause.share is not None:
                figure = (
                    f"{one.figure.figure.replace('_', ' ')} {currency_text(one.figure.currency)}".rstrip()
                )
                text = f"{figure} {in_coins(cause.share, money_of(one.figure)):+,f}"
                shares.setdefault(key, {})[text] = None
    if not causes:
        return
    columns = (
        *[Column("MANAGER", least=12)] * of_managers, Column("CLIENT"), Column("ENTRY", "right"), Column("ON", least=12), Column("KIND"),
        Column("SHARE", least=16), Column("WHAT", least=16, optional=True),
    )  # fmt: skip
    rows = (
        [
            *([clean(whose), clean(cause.entry.client or "")] if of_managers else [clean(whose)]),
            str(position), when(cause.entry.occurred_at), cause.entry.kind,
            ", ".join(shares.get((whose, position), ())), _what(cause, when, currencies),
        ]
        for (whose, position), cause in sorted(causes.items(), key=lambda pair: pair[0])
    )  # fmt: skip
    yield from render(columns, rows, room=terminal_width())
    yield ""


def _what(cause: Cause, when: Moments, currencies: Currencies) -> str:
    event = cause.entry.event
    if isinstance(event, Correction) and cause.corrects is not None:
        return correction(event, cause.corrects, when, currencies.of(cause.corrects))
    return summary(event, when, currencies.of(cause.entry))
