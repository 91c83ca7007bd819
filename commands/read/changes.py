"""``goodwill changes``: which figures differ between two days or two moments, and the entries that did it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.clock import now
from commands.ui.output import TABLE, Result, write
from commands.ui.periods import FORMS
from commands.ui.periods import period as read_period
from commands.ui.read_log import note_read
from commands.ui.settings import Settings, pass_settings
from commands.ui.sorting import arranged, arranging, is_arranged
from ledger.errors import near_or_all
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from commands.ui.moments import Moments
    from goodwill.currencies import Currencies
    from ledger.recording.entry_log import EntryLog
    from projections.framework.changing import Changes
    from projections.framework.periods import Period


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
    "--period",
    type=read_period,
    metavar="PERIOD",
    help=f"What VIEW shows of both, if it is about a period; alone: from the eve of it to its end. {FORMS}.",
)
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
    period: tuple[date, date] | None,
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
    from commands.ui.opening import asking
    from commands.ui.values import identifier
    from goodwill.changing import between, horizons
    from goodwill.currencies import Currencies

    view, client = _about(view, chosen["client"])
    known_from, known = _moments(known_at, days=since is not None)
    with asking(settings) as ledger:
        since, day, of = _days(ledger, view, (since, until, as_of), known_from, period)
        ends = horizons(ledger, since, known_from, day, known)
        wanted: Any = chosen | {"client": identifier(client)}
        found = between(ledger, partial(ask, ledger, views=settings.views), view, ends, wanted, of)
        behind = (cause.entry.event for change in found.changes for cause in change.causes)
        note_read(settings, ledger, "changes", wanted["client"], behind)
        whole = not (view or client or figures or is_arranged())
        shown, upto = of_figures(found, figures), ends[1].position
        _write(shown, moments_of(ledger, upto), Currencies(ledger, upto), form, output, whole=whole)


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
    view: str | None,
    given: tuple[date | None, date | None, date | None],
    known_from: datetime | None,
    period: tuple[date, date] | None,
) -> tuple[date | None, date, Period | None]:
    """The first day, if it is another, the last, and the period that the view is asked about, if it is."""
    from goodwill.changing import ends_of
    from goodwill.moments import today

    since, until, as_of = given
    if (since, known_from, period) == (None, None, None):
        raise click.UsageError(
            "name two days or two moments: --from DATE with --to DATE, or --known-at DATETIME twice; if you leave "
            "the second one out, it is now; or name a --period"
        )
    if since is None and until is not None:
        raise click.UsageError("--to goes with --from; for two moments of one day use --as-of")
    if since is not None and as_of is not None:
        raise click.UsageError("--as-of is the one day of two moments; for two days use --from and --to")
    about = view is not None and REGISTER[view].of_period
    if period and not about and (since or known_from):
        raise click.UsageError(
            f"{view or 'the comparison of all views'} is about no period, so --period stands alone; leave it out, or "
            "--from and --known-at"
        )
    (since, last), of = ends_of(ledger, view, since, known_from, until or as_of, period)
    day = last or today(ledger)
    return since and options.not_after(since, day), day, of


def _write(
    found: Changes, when: Moments, currencies: Currencies, form: str, output: str | None, *, whole: bool
) -> None:
    from commands.read.changes_shown import first_movers
    from commands.read.changes_summary import summary
    from commands.read.changes_table import lines_of
    from commands.ui.differences import worth_a_line
    from projections.framework.changing import COLUMNS, Change

    columns = COLUMNS[found.subject]
    sortable = [name for name in columns if name != "entries"]
    shown = found.changes
    if form == TABLE:
        shown = first_movers(found, [one for one in shown if worth_a_line(one.figure)])
    chosen, note = arranged(shown, Change.flat, sortable, _language(found))
    result = Result(
        whole=lambda: found.as_json() | {"changes": [one.as_json() for one in chosen]},
        rows=lambda: (one.as_json() for one in chosen),
        columns=lambda: columns,
        flat=lambda: (one.flat() for one in chosen),
        lines=lambda: lines_of(
            found, chosen, len(shown), note, summary if whole else None, (when, currencies)
        ),
    )
    write(result, form, output)


def _language(found: Changes) -> str:
    """The language of the house, by which texts are sorted."""
    answers = (answer for end in (found.last, found.first) for answer in end.answers.values())
    return next((answer.language for answer in answers), "")
