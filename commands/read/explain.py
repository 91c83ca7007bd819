"""``goodwill explain``: the entries behind a figure."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import ask, asked_question
from commands.ui import options
from commands.ui.failures import warn
from commands.ui.output import TABLE, Result, write
from commands.ui.periods import FORMS, period
from commands.ui.read_log import note_read
from commands.ui.settings import Settings, pass_settings
from projections.framework.explained import EXPLAINED

if TYPE_CHECKING:
    from commands.ui.moments import Moments
    from goodwill.currencies import Currencies
    from ledger.recording.entry_log import EntryLog
    from projections import Answer, Explanation, Move


class _View(click.Choice[str]):
    """The name of a view; a word unlike all of them is taken for a client, and answered with the order."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take the name; refuse any other."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as wrong:
            if near := get_close_matches(str(value), self.choices, n=1):
                raise click.BadParameter(
                    f"'{value}' is no view; did you mean '{near[0]}'?", ctx, param
                ) from None
            order = f"`goodwill explain receivables {value}` explains what the client '{value}' owes"
            raise click.BadParameter(f"{wrong.message.removesuffix('.')}; {order}", ctx, param) from None


@click.command()
@click.argument("view", metavar="VIEW", type=_View(EXPLAINED))
@options.client
@click.option(
    "--document",
    metavar="NUMBER",
    help="Only this invoice, order, payment ..., open or closed.  [default: all that is open, or counts]",
)
@options.two_clocks("today")
@options.dated("--from", "since", help="Explain what moved the figures since the end of this day.")
@options.dated("--to", "until", help="With --from: up to the end of this day.  [default: today]")
@click.option(
    "--period",
    type=period,
    metavar="PERIOD",
    help=f"The period of the figures, if VIEW is about one: {FORMS}.  [default: the 12 months up to --as-of]",
)
@options.whole_group
@options.results()
@pass_settings
def explain(
    settings: Settings, /, view: str, client: str, form: str, output: str | None, **asked: Any
) -> None:
    """Show the entries behind a figure.

    VIEW is the name of a view, such as receivables, or exposure; for plan and pay, CLIENT may name a manager.
    The contributions of the entries sum to the figure of the view. A corrected entry is shown as it counts,
    with the position of its correction. Of a view about a period it explains twelve months or --period; of a
    --document, all. With --from and --to, the contributions and the effect of age sum to the rise or fall of
    the figure between the two days.
    """
    import goodwill
    from commands.ui.moments import moments_of
    from commands.ui.opening import reading
    from goodwill.currencies import Currencies

    more = {name: asked[name] for name in ("document", "known_at", "group")}
    with reading(settings) as ledger:
        since, day = _days(ledger, asked)
        answer: Explanation | Move
        if since is None:
            answer = goodwill.explain(ledger, view, client, as_of=day, period=asked["period"], **more)
        else:
            answer = goodwill.explain_change(ledger, view, client, since=since, until=day, **more)
        note_read(settings, ledger, "explain", client, (line.entry.event for line in answer.lines))
        warn(answer.cautions)
        band = ""
        if view == "health" and since is None and form == TABLE:
            asked = {
                "client": answer.client,
                "as_of": day,
                "known_at": more["known_at"],
                "group": more["group"],
            }
            band = _band(ask(ledger, view, asked_question(ledger, asked), views=settings.views))
        upto = answer.position
        _write(answer, moments_of(ledger, upto), Currencies(ledger, upto), form, output, note=band)


def _band(health: Answer) -> str:
    """Why a client is not in the band of its score; empty if it is."""
    from projections.health.bands import rises_at, why_later

    policy = health.rules.health
    later = (row.band for row in health.rows if rises_at(row.score, row.band, policy) is not None)
    return "".join(f"The band is {band}. {why_later(policy)}" for band in later)


def _days(ledger: EntryLog, asked: dict[str, Any]) -> tuple[date | None, date | None]:
    """The day from which to explain a change, if one is given, and the day of the figures.

    Of a period without a day there is none: it is shown up to its end, or as far as it has come.
    """
    from goodwill.moments import today

    since, until, as_of = asked["since"], asked["until"], asked["as_of"]
    if since is None and until is not None:
        raise click.UsageError("--to goes with --from; for the figures of one day use --as-of")
    if since is not None and as_of is not None:
        raise click.UsageError(
            "--as-of is for the figures of one day; for what moved them use --from and --to"
        )
    if since is not None and asked["period"] is not None:
        raise click.UsageError(
            "--period is for the figures of a period; for what moved them use --from and --to"
        )
    if since is None and asked["period"] is not None:
        return None, as_of
    day = until or as_of or today(ledger)
    return since and options.not_after(since, day), day


def _write(
    answer: Explanation | Move,
    when: Moments,
    currencies: Currencies,
    form: str,
    output: str | None,
    *,
    note: str,
) -> None:
    from commands.read.explain_table import lines, moved
    from commands.ui.tables import sentence
    from projections import Explanation
    from projections.framework.attribution.audit_trail import COLUMNS

    result = Result(
        whole=answer.as_json,
        rows=lambda: answer.as_json()["contributions"],
        columns=lambda: COLUMNS,
        flat=answer.table,
        lines=lambda: chain(
            lines(answer, when, currencies)
            if isinstance(answer, Explanation)
            else moved(answer, when, currencies),
            sentence(note) if note else (),
        ),
    )
    write(result, form, output)
