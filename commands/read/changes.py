"""``goodwill changes``: which figures differ between two days or two moments, and the entries that did it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.clock import now
from commands.ui.output import TABLE, Result, write
from commands.ui.printing import clean
from commands.ui.read_log import note_read
from commands.ui.settings import Settings, pass_settings
from commands.ui.sorting import arranged, arranging, is_arranged
from ledger.errors import near_or_all
from ledger.times import end_text
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from commands.ui.moments import Moments
    from goodwill.currencies import Currencies
    from ledger.recording.entry_log import EntryLog
    from projections.framework.attribution.causes import Cause
    from projections.framework.changing import Change, Changes


class _ViewOrClient(click.Choice[str]):
    """The name of a view, which completes; any other word is a client's code."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return options.code(str(value)) if value not in self.choices else super().convert(value, param, ctx)


@click.command()
@click.argument("view", metavar="[VIEW]", type=_ViewOrClient(tuple(REGISTER)), required=False)
@options.maybe_client
@options.dated("--from", "since", help="What changed since the end of this day.")
@options.dated("--to", "until", help="With --from: up to the end of this day.  [default: today]")
@click.option(
    "--known-at",
    type=options.KnownAt(so=None),
    metavar="DATETIME",
    multiple=True,
    help="Twice: what the ledger learnt between; once: since then, or with --from what it knew by then.",
)
@options.dated("--as-of", help="The day of both moments of --known-at.  [default: today]")
@click.option(
    "--figure",
    "figures",
    metavar="NAME",
    multiple=True,
    help="Only this figure, such as score; give it again for another.",
)
@options.whose
@arranging
@options.results()
@pass_settings
def changes(  # noqa: PLR0913 - its options, by name
    settings: Settings,
    /,
    view: str | None,
    form: str,
    output: str | None,
    *,
    since: date | None,
    until: date | None,
    as_of: date | None,
    known_at: tuple[datetime, ...],
    figures: tuple[str, ...],
    **chosen: Any,
) -> None:
    """Show which figures changed, and the entries that changed them.

    With --from and --to, two days are compared; with --known-at twice, one day as it was known at two
    moments; with all of them, each day as it was known at its moment. VIEW is the name of a view; without
    it, all views are compared, of all clients or of CLIENT. Of all clients and all views, a table is a
    summary: the house, the bands, and the clients that moved most.

    The figures of a VIEW begin with the client whose leading figure moved most (of health the score), unless
    you sort. `changes health --figure score --figure band` shows whose score or band moved.

    An entry has a share of the change if the view explains the figure. The rest of the change is the effect
    of time, of older entries that count otherwise, and of other clients.
    """
    from commands.read.changes_shown import of_figures
    from commands.read.views import ask
    from commands.ui.moments import moments_of
    from commands.ui.opening import reading
    from commands.ui.values import identifier
    from goodwill.changing import between, horizons
    from goodwill.currencies import Currencies

    view, client = _about(view, chosen["client"])
    known_from, known = _moments(known_at, days=since is not None)
    with reading(settings) as ledger:
        since, day = _days(ledger, (since, until), as_of, known_from)
        ends = horizons(ledger, since, known_from, day, known)
        wanted: Any = chosen | {"client": identifier(client)}
        found = between(ledger, partial(ask, ledger, views=settings.views), view, ends, wanted)
        behind = (cause.entry.event for change in found.changes for cause in change.causes)
        note_read(settings, ledger, "changes", wanted["client"], behind)
        whole = not (view or client or figures or is_arranged())
        _write(of_figures(found, figures), moments_of(ledger), Currencies(ledger), form, output, whole=whole)


def _about(view: str | None, client: str | None) -> tuple[str | None, str | None]:
    """The view and the client that two words name; the first may be a client's code."""
    if view is None or view in REGISTER:
        return view, client
    if client is not None:
        raise click.BadParameter(
            f"there is no view '{view}'; {near_or_all(view, [*REGISTER])}", param_hint="VIEW"
        )
    return None, view


def _moments(known: Sequence[datetime], *, days: bool) -> tuple[datetime | None, datetime | None]:
    """The first moment and the last; a single one is that of two days, or else the first."""
    most = 2
    if len(known) > most:
        raise click.UsageError("--known-at is given more than twice; give the two moments to compare")
    first, last = (*known, None, None)[:most]
    if first is not None and last is None and not days and first > now():
        raise click.BadParameter("the moment is yet to come; name an earlier one", param_hint="--known-at")
    if first is not None and last is not None and first > last:
        raise click.BadParameter(
            "the first moment comes after the second; give the earlier one first", param_hint="--known-at"
        )
    return (None, first) if days and last is None else (first, last)


def _days(
    ledger: EntryLog,
    between: tuple[date | None, date | None],
    as_of: date | None,
    known_from: datetime | None,
) -> tuple[date | None, date]:
    """The first day, if it is another, and the last."""
    from goodwill.moments import today

    since, until = between
    if since is None and known_from is None:
        raise click.UsageError(
            "name two days or two moments: --from DATE with --to DATE, or --known-at DATETIME twice; if you leave "
            "the second one out, it is now"
        )
    if since is None and until is not None:
        raise click.UsageError("--to goes with --from; for two moments of one day use --as-of")
    if since is not None and as_of is not None:
        raise click.UsageError("--as-of is the one day of two moments; for two days use --from and --to")
    day = until or as_of or today(ledger)
    return since and options.not_after(since, day), day


def _write(
    found: Changes, when: Moments, currencies: Currencies, form: str, output: str | None, *, whole: bool
) -> None:
    from commands.read.changes_shown import first_movers
    from commands.read.changes_summary import summary
    from commands.ui.differences import worth_a_line
    from projections.framework.changing import COLUMNS, Change

    sortable = [name for name in COLUMNS if name != "entries"]
    shown = found.changes
    if form == TABLE:
        shown = first_movers(found, [one for one in shown if worth_a_line(one.figure)])
    chosen, note = arranged(shown, Change.flat, sortable, _language(found))
    result = Result(
        whole=lambda: found.as_json() | {"changes": [one.as_json() for one in chosen]},
        rows=lambda: (one.as_json() for one in chosen),
        columns=lambda: COLUMNS,
        flat=lambda: (one.flat() for one in chosen),
        lines=lambda: _lines(found, chosen, len(shown), note, summary if whole else None, (when, currencies)),
    )
    write(result, form, output)


def _lines(
    found: Changes,
    chosen: Sequence[Change],
    many: int,
    note: str,
    summary: Callable[[Changes], Iterator[str]] | None,
    telling: tuple[Moments, Currencies],
) -> Iterator[str]:
    """The summary alone; or the table of figures, then that of the entries."""
    from commands.ui.differences import table
    from ledger.text import counted

    yield from _heading(found)
    yield ""
    if not chosen:
        yield f"Nothing changed; compared: {counted(found.clients, 'client')}."
        return
    if summary is not None:
        yield from summary(found)
        return
    yield from table([one.figure for one in chosen], ("FROM", "TO", "CHANGE"))
    yield ""
    yield from _entries(chosen, *telling)
    if note:
        yield note
    figures, of = (
        counted(many, "figure"),
        counted(found.clients, "client"),
    )
    yield f"{figures} changed, of {found.changed:,} out of {of}."
    if any(one.rest or not one.causes for one in found.changes):
        yield "The rest of a change is the effect of time, of older entries that count otherwise, and of other clients."


def _language(found: Changes) -> str:
    """The language of the house, by which texts are sorted."""
    answers = (answer for end in (found.last, found.first) for answer in end.answers.values())
    return next((answer.language for answer in answers), "")


def _heading(found: Changes) -> Iterator[str]:
    from commands.ui.view_tables import title_of

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
    yield click.style(", ".join(filter(None, both)), dim=True)


def _entries(changed: Sequence[Change], when: Moments, currencies: Currencies) -> Iterator[str]:
    """The table of the entries, each once for a client, with its shares of figures.

    An entry without a share is left out if the view explains a figure of the client: others did the rest.
    """
    from commands.ui.differences import in_coins, money_of
    from commands.ui.tables import Column, currency_text, render, terminal_width

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
        Column("CLIENT"), Column("ENTRY", "right"), Column("ON", least=12), Column("KIND"),
        Column("SHARE", least=16), Column("WHAT", least=16, optional=True),
    )  # fmt: skip
    rows = (
        [
            clean(client), str(position), when(cause.entry.occurred_at), cause.entry.kind,
            ", ".join(shares.get((client, position), ())), _what(cause, when, currencies),
        ]
        for (client, position), cause in sorted(causes.items(), key=lambda pair: pair[0])
    )  # fmt: skip
    yield from render(columns, rows, room=terminal_width())
    yield ""


def _what(cause: Cause, when: Moments, currencies: Currencies) -> str:
    from commands.read.entries import correction, summary
    from ledger.corrections import Correction

    event = cause.entry.event
    if isinstance(event, Correction) and cause.corrects is not None:
        return correction(event, cause.corrects, when, currencies.of(cause.corrects))
    return summary(event, when, currencies.of(cause.entry))
