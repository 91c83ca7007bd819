"""``goodwill backtest``: how well a score foresaw what came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.failures import complain
from commands.ui.output import Result, write
from commands.ui.policy_file import POLICY_FILE, read_policy
from commands.ui.settings import Settings, pass_settings
from commands.ui.tables import Column, Row, render, sentence, terminal_width
from goodwill.arguments import BOUNDS
from ledger.times import end_text

if TYPE_CHECKING:
    from projections.backtest.result import Backtest


@click.group()
def backtest() -> None:
    """Test how well the health score foresaw who stopped ordering."""


@backtest.command()
@click.option(
    "--month-ends",
    type=options.Within(*BOUNDS["month_ends"]),
    default=12,
    show_default=True,
    metavar="N",
    help="Test at most the N newest month-ends whose outcome is known.",
)
@click.option(
    "--as-known-then",
    is_flag=True,
    help="Make each score only from what was recorded by the end of its month-end, in UTC.",
)
@click.option(
    "--policy",
    "file",
    type=POLICY_FILE,
    metavar="FILE",
    help="Make the scores under this policy.  [default: the one in force]",
)
@click.option(
    "--seed",
    type=options.Within(*BOUNDS["seed"]),
    default=1,
    show_default=True,
    metavar="N",
    help="The same seed gives the same intervals.",
)
@click.option(
    "--suggest",
    is_flag=True,
    help="Refit the policy to earlier month-ends, and suggest it if it foretells later ones better. --format toml "
    "writes the suggested policy.",
)
@options.two_clocks("today")
@options.whose
@options.results("table", "html", "csv", "json", "toml")
@pass_settings
def health(settings: Settings, /, form: str, output: str | None, *, file: Path | None, **asked: Any) -> None:
    """Test the health score on past month-ends.

    The command makes each score from what had happened by a month-end, and compares it with what came. A
    client was lost if it had ordered within 182 days before, and did not order within the horizon of the
    policy. The command compares the score with simpler ranks too. The fewer clients were lost, the less it
    can say.
    """
    import goodwill
    from commands.ui.opening import reading

    if form == "toml" and not asked["suggest"]:
        raise click.UsageError("--format toml writes a suggested policy; add --suggest")
    policy = None if file is None else read_policy(file)
    with reading(settings) as ledger:
        found = goodwill.backtest(ledger, policy=policy, **asked)
    for warning in found.warnings:
        complain(warning)
    write(_result(found), form, output)


def _result(found: Backtest) -> Result:
    from projections.backtest.measuring import MonthEnd
    from reporting.backtest import page

    return Result(
        whole=found.as_json,
        columns=lambda: MonthEnd._fields,
        rows=found.rows,
        lines=lambda: _lines(found),
        other={"html": lambda: [page(found).rstrip("\n")], "toml": lambda: _policy(found)},
    )


def _policy(found: Backtest) -> list[str]:
    """The suggested policy.

    Raises:
        ClickException: none is suggested.
    """
    from projections.policy import render

    suggestion = found.suggestion
    if suggestion is None or suggestion.policy is None:
        raise click.ClickException(suggestion.words if suggestion else "no policy was asked for")
    return render(suggestion.policy, suggestion.words).splitlines()


def _lines(found: Backtest) -> Iterator[str]:
    known = found.horizon.known_at
    for line in sentence(found.title(end_text(known) if known else "the end")):
        yield click.style(line, bold=True)
    if found.found.cutoffs:
        yield ""
        yield from _table(("MONTH-END", *_FIGURES), _month_ends(found))
    if found.found.pooled.auc is not None:
        yield ""
        yield from _table(("RANK", "AUC", "95 %", "HEALTH MORE", "95 %"), _ranks(found))
    if found.found.components:
        yield ""
        yield from _table(
            ("COMPONENT", "EFFECT", "CLIENTS", "AUC ALONE", "95 %", "ADDS", "95 %"),
            _components(found),
            texts=2,
        )
    if found.found.reliability:
        yield ""
        yield from _table(("CHANCE", "CASES", "FORETOLD", "ORDERED"), _reliability(found))
    if found.found.overrides.each:
        yield ""
        titles = ("OVERRIDDEN", "ON", "SCORE", "BAND", "BY A PERSON", "JUDGED", "OUTCOME")
        yield from _table(titles, _overrides(found), texts=len(titles))
    if found.lists_losses:
        yield ""
        yield from _table(("LOST", "NAME", "LAST ORDER", "BAND BEFORE"), _losses(found), texts=4)
    if found.suggestion and found.suggestion.changes:
        yield ""
        yield from _table(("SUGGESTED", "NOW", "BETTER"), _changes(found))
    yield ""
    for said in found.sentences:
        yield from sentence(said)


_FIGURES = ("ACTIVE", "LOST", "AUC", "TOP FIFTH", "LIFT", "BRIER", "MEAN ERROR")


def _table(titles: tuple[str, ...], rows: Iterator[Row], texts: int = 1) -> Iterator[str]:
    """A table whose first columns are texts."""
    columns = [Column(title, "left" if at < texts else "right") for at, title in enumerate(titles)]
    yield from render(columns, rows, room=terminal_width())


def _month_ends(found: Backtest) -> Iterator[Row]:
    for one in found.found.cutoffs:
        yield (
            one.date.isoformat(),
            f"{one.active:,}",
            f"{one.lost:,}",
            *map(_share, (one.auc, one.auc_top_fifth)),
            _share(one.lift, 2),
            _share(one.brier),
            _signed(one.mean_error),
        )


def _ranks(found: Backtest) -> Iterator[Row]:
    for name, area in (("health", found.found.pooled), ("health, top fifth", found.found.top_fifth)):
        yield name, _share(area.auc), _between(area.low, area.high, _share), "", ""
    for rival in found.found.rivals:
        bounds = _between(rival.low, rival.high, _signed)
        yield rival.name, _share(rival.auc), "", _signed(rival.difference), bounds


def _components(found: Backtest) -> Iterator[Row]:
    for one in found.found.components:
        clients = "" if one.clients is None else f"{one.clients:,}"
        own = "" if one.auc is None else _share(one.auc)
        own_bounds = _between(one.auc_low, one.auc_high, _share)
        adds = (
            ("", "") if one.clients == 0 else (_signed(one.difference), _between(one.low, one.high, _signed))
        )
        yield one.name, one.verdict, clients, own, own_bounds, *adds


def _reliability(found: Backtest) -> Iterator[Row]:
    for one in found.found.reliability:
        yield f"{one.low}-{one.high} %", f"{one.cases:,}", _percent(one.predicted), _percent(one.seen)


def _losses(found: Backtest) -> Iterator[Row]:
    from commands.ui.printing import clean

    for one in found.losses:
        yield clean(one.client), clean(one.name or ""), one.last.isoformat(), one.band or "unknown"


def _overrides(found: Backtest) -> Iterator[Row]:
    from commands.ui.printing import clean

    for one in found.found.overrides.each:
        score = "unknown" if one.score is None else f"{one.score:.1f}"
        stated = one.override_band or f"{one.override_score:.1f}"
        outcome = "lost" if one.lost else "kept"
        yield clean(one.client), one.on.isoformat(), score, one.band or "", stated, one.judged or "", outcome


def _changes(found: Backtest) -> Iterator[Row]:
    for one in found.suggestion.changes if found.suggestion else ():
        yield one.key, f"{one.before:g}", f"{one.after:g}"


def _share(value: float | None, decimals: int = 3) -> str:
    return "-" if value is None else f"{value:.{decimals}f}"


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.3f}"


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _between(low: float | None, high: float | None, shown: Callable[[float | None], str]) -> str:
    return "" if low is None or high is None else f"{shown(low)} to {shown(high)}"
