"""An explanation as a table for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Final

import click

from commands.read.entries import summary
from commands.ui.printing import clean
from commands.ui.tables import RULE, Cell, Column, Row, currency_text, faint, render, sentence, terminal_width
from commands.ui.view_tables import title_of
from ledger.money import ZERO, in_full, rounded
from ledger.times import end_text
from projections.framework.explained import EXPLAINED
from projections.framework.registry import AnyView
from projections.health.assessing import OVERDUE

if TYPE_CHECKING:
    from commands.ui.moments import Moments
    from goodwill.currencies import Currencies
    from projections import Explanation, Move
    from projections.framework.attribution.audit_trail import AuditLine
    from projections.framework.contributions import Contribution
    from projections.remarks import Remark


COLUMNS: Final = (
    Column("OF", least=8),
    Column("CLIENT"),
    Column("ENTRY", "right"),
    Column("ON", least=12),
    Column("KIND"),
    Column("AMOUNT", "right"),
    Column("TOTAL", "right"),
    Column("HOW", least=12),
    Column("WHAT", least=16),
)


def lines(explanation: Explanation, when: Moments, currencies: Currencies) -> Iterator[str]:
    """The table of an explanation: contributions, group by group with running totals, and the figures."""
    yield from _heading(explanation, f"as of {explanation.as_of}")
    if not explanation.lines:
        yield EXPLAINED[explanation.view].explaining.nothing.format(client=explanation.client)
        return
    sums = [*sums_of(explanation)]
    rows = [*rows_of(explanation, when, currencies), *([RULE] if sums else []), *sums]
    yield from _columns(rows, of_group=len(explanation.companies) > 1)
    yield from _footing(explanation)


def rows_of(explanation: Explanation, when: Moments, currencies: Currencies) -> Iterator[Row]:
    """The cells of each line, as ``COLUMNS`` has them; the first line of a group names what it is about.

    Args:
        explanation: has the lines.
        when: shows moments.
        currencies: of amounts whose entries state none.
    """
    view = EXPLAINED[explanation.view]
    several = len(explanation.figures()) > 1
    row = partial(_row, view, when, currencies, summed=explanation.summed)
    for _, group in groupby(explanation.lines, lambda line: _figure_of(line, line.contribution.of)):
        first, *others = group
        yield row(first, _label(first.contribution, several=several))
        yield from (row(line, "") for line in others)


def sums_of(explanation: Explanation) -> Iterator[Row]:
    """The cells of each figure with its value, as ``COLUMNS`` has them; none if a sum would say nothing."""
    for figure, currency, value in explanation.figures():
        total = Cell(_number(EXPLAINED[explanation.view], value, figure, currency), bold=True)
        yield [Cell(_figure(figure, currency), bold=True), *[""] * 5, total, "", ""]


def moved(move: Move, when: Moments, currencies: Currencies) -> Iterator[str]:
    """The table of a move: each figure at its start, the entries that moved it, and at its end."""
    yield from _heading(move, f"from {move.since} to {move.until}")
    if not move.lines:
        what = title_of(move.view).lower() if move.document is None else f"document {move.document}"
        yield f"Nothing moved {what} of {move.client} between these days."
        return

    rows = [*moving_rows(move, when, currencies), RULE, *moved_sums(move)]
    yield from _columns(rows, of_group=len(move.companies) > 1)
    yield from _footing(move)


def moving_rows(move: Move, when: Moments, currencies: Currencies) -> Iterator[list[Cell | str]]:
    """The cells of each figure at the start and of the entries that moved it, as ``COLUMNS`` has them.

    Args:
        move: has the entries.
        when: shows moments.
        currencies: of amounts whose entries state none.
    """
    view = EXPLAINED[move.view]
    row = partial(_row, view, when, currencies, summed=move.summed)

    def document_of(line: AuditLine) -> object:
        of = line.contribution.of
        return _figure_of(line, of[:3] if of and move.document else None)

    for _, group in groupby(move.lines, document_of):
        first, *others = group
        one = first.contribution
        label = _label(one, several=False) if move.document else _figure(one.figure, one.currency)
        start = _number(view, first.total - one.amount, one.figure, one.currency) if move.summed else ""
        yield [Cell(clean(label), bold=True), *[""] * 5, start, "", f"on {move.since}"]
        yield from (row(line, "") for line in (first, *others))


def moved_sums(move: Move) -> Iterator[list[Cell | str]]:
    """The cells of each figure with its change and its value at the end, as ``COLUMNS`` has them."""
    view = EXPLAINED[move.view]
    for figure, currency, was, now in move.changes:
        change = _number(view, (now or ZERO) - (was or ZERO), figure, currency)
        total = "unknown" if now is None else _number(view, now, figure, currency)
        cells = [Cell(change, bold=True), Cell(total, bold=True)]
        yield [Cell(_figure(figure, currency), bold=True), *[""] * 4, *cells, "", f"on {move.until}"]


def _figure_of(line: AuditLine, part: object) -> tuple[object, ...]:
    """The figure, the currency and the part of it that a line is about."""
    return line.contribution.figure, line.contribution.currency, part


def _columns(rows: Iterable[Row], *, of_group: bool) -> Iterator[str]:
    """The lines as columns, with the client of each only for a group of companies."""
    if of_group:
        yield from render(COLUMNS, rows, room=terminal_width())
        return
    narrow = ([*row[:1], *row[2:]] for row in rows)
    yield from render([*COLUMNS[:1], *COLUMNS[2:]], narrow, room=terminal_width())


def _heading(answer: Explanation | Move, days: str) -> Iterator[str]:
    known = f"known at {end_text(answer.known_at)}, " if answer.known_at else ""
    companies = len(answer.companies) if answer.subject == "client" else 0
    what = f"{title_of(answer.view)} of {answer.client}"
    what += f", {companies} companies as one" if companies > 1 else ""
    what += f", document {answer.document}" if answer.document else ""
    yield click.style(f"{what}, {days}", bold=True)
    yield from faint(f"{known}policy {answer.policy}, position {answer.position:,}")
    if period := getattr(answer, "period", None):
        yield from faint(f"from {period.start} to {period.end}")
    yield ""


def _footing(answer: Explanation | Move) -> Iterator[str]:
    if notes := notes_of(answer):
        yield ""
        for note in notes:
            yield from sentence(f"{note}.")


def notes_of(answer: Explanation | Move) -> list[Remark]:
    """What a reader needs to know about the figures and the ways in which entries count."""
    explaining = EXPLAINED[answer.view].explaining
    used = {(line.contribution.how or "").partition(",")[0] for line in answer.lines}
    notes = [*dict.fromkeys(note for how, note in explaining.ways.items() if how in used)]
    return [*notes, explaining.note] if explaining.note else notes


def _row(
    view: AnyView, when: Moments, currencies: Currencies, line: AuditLine, label: str, *, summed: bool
) -> list[Cell | str]:
    one = line.contribution
    corrected = f"[corrected by {line.corrected_by}] " if line.corrected_by else ""
    return [
        Cell(clean(label), bold=True),
        clean(line.entry.client or ""),
        str(one.position),
        when(line.entry.occurred_at),
        line.entry.kind,
        _number(view, one.amount, one.figure, one.currency),
        _number(view, line.total, one.figure, one.currency) if summed else "",
        _how(one),
        corrected + summary(line.entry.event, when, currencies.of(line.entry)),
    ]


def _label(one: Contribution, *, several: bool) -> str:
    """What a group of lines is about: the figure, or a document, with the figure where there are several."""
    if one.of is None:
        return _figure(one.figure, one.currency)
    number = f"{one.of.number}/{one.of.instalment}" if one.of.instalment else one.of.number
    return f"{number} {one.figure.replace('_', ' ')}" if several else number


def _figure(figure: str, currency: str | None) -> str:
    return f"{figure.replace('_', ' ')} {currency_text(currency)}".rstrip()


def _number(view: AnyView, value: Decimal, figure: str, currency: str | None) -> str:
    field = view.fields.get(figure)  # None: of a listing made of the view
    if currency and (field is None or field.money):
        value = (in_full if field and field.column.unit_price else rounded)(value, currency)
    return f"{value:,f}"


def _how(one: Contribution) -> str:
    """How the entry settles the other, and by which entry, if that is another one."""
    if one.how is None:
        return one.what if one.what in ("undone", "taken back", "changed", OVERDUE) else ""
    return f"{one.how}, by {one.said_by}" if one.said_by not in (None, one.position) else one.how
