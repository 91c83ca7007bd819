"""The charts of pages, made of the answers that their tables show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ledger.money import to_places
from ledger.times import last_month_ends
from projections import UnknownChoice
from projections.health.components import COMPONENTS
from projections.health.course import course_of
from reporting import charts
from reporting.web import Drawing
from reporting.words import words_in

if TYPE_CHECKING:
    from commands.web.page_questions import Asking
    from projections import Answer, Move
    from projections.health.course import HealthCourse
    from projections.receivables.statement import StatementOfAccount

_LANGUAGE: Final = "en"
_MONTHS: Final = 12
_MOVES: Final = 8
"""The entries that moved a score most."""


def of_view(asking: Asking, found: Answer) -> list[Drawing]:
    """The chart above the rows of a view, if it has one."""
    match found.view:
        case "receivables" if asking.address.client is None:
            return ageing(asking)
        case "loyalty" if asking.address.client is None:
            return [rfm(found)]
        case "activity":
            return [visits(asking.view("activity", asking.question()._replace(start=asking.address.since)))]
        case "key-accounts" if asking.address.client is None:
            return pareto(found)
    return []


def ageing(asking: Asking, months: int = _MONTHS) -> list[Drawing]:
    """What was owed by age at the last month-ends and on the day, in the currency with most documents."""
    day = asking.horizon.as_of
    days = [*last_month_ends(day, months - 1), day]
    totals = [(one, _owed_on(asking, one)) for one in days]
    open_items = Counter[str]()
    for _, several in totals:
        open_items.update({one.currency: one.open_items for one in several})
    currency = _most(open_items)
    if currency is None:
        return []
    found = [(one, total) for one, several in totals for total in several if total.currency == currency]
    rows = [charts.AgeingAt(one, {"not due": total.not_due, **total.overdue}) for one, total in found]
    others = [one for one, several in open_items.items() if several and one != currency]
    return [_alone(charts.ageing(rows, currency, words_in(_LANGUAGE)), others)]


def _owed_on(asking: Asking, day: date) -> Sequence[Any]:
    """What was owed on a day in each currency; nothing before a client had what the address chooses."""
    try:
        return asking.totals("receivables", day)
    except UnknownChoice:
        return []


def balance(account: StatementOfAccount) -> list[Drawing]:
    """The balance of each currency over the days of a statement, with a step on each day that moved it."""
    found = []
    for section in account.sections:
        last = {line.movement.on: line.balance for line in section.lines}
        steps = {account.start: section.opening} | last
        rows = [charts.BalanceOn(day, amount) for day, amount in sorted(steps.items())]
        found.append(Drawing(charts.balance(rows, account.end, section.currency, words_in(_LANGUAGE))))
    return found


def health(row: HealthCourse, as_of: date, move: Move) -> Drawing:
    """The scores of the last month-ends and of the day, with the entries that moved it most."""
    lines = [line for line in move.lines if line.contribution.figure == "score"]
    most = sorted(lines, key=lambda line: -abs(line.contribution.amount))[:_MOVES]
    moves = [
        charts.HealthMove(line.entry.on, _moved_by(line), _amount(line))
        for line in sorted(most, key=lambda line: (line.entry.on, line.entry.position))
    ]
    return Drawing(charts.health(course_of(row, as_of), moves, words_in(_LANGUAGE)))


def _moved_by(line: Any) -> str:
    """The entry that moved the score, or the component that did and the newest entry behind it."""
    entry = f"{line.entry.kind}, entry {line.entry.position:,}"
    what = line.contribution.what
    return f"all that is known of {what}, newest {entry}" if what in COMPONENTS else entry


def _amount(line: Any) -> float:
    return float(to_places(line.contribution.amount, 2))


def rfm(found: Answer) -> Drawing:
    """How many clients have each pair of scores of recency and frequency."""
    scores = [(row.r, row.f) for row in found.rows if row.r is not None and row.f is not None]
    return Drawing(charts.rfm(scores, words_in(_LANGUAGE)))


def visits(found: Answer) -> Drawing:
    """The touches of each month of a period that were planned for it, and those that were held in it."""
    planned, held = Counter[date](), Counter[date]()
    for item in found.items:
        month = item.on.replace(day=1)
        planned[month] += item.visit is not None
        held[month] += item.outcome == "held"
    months = sorted({*planned, *held})
    rows = [charts.VisitsIn(month, planned[month], held[month]) for month in months]
    return Drawing(charts.visits(rows, words_in(_LANGUAGE)))


def pareto(found: Answer) -> list[Drawing]:
    """The revenue of clients in the currency that most of them have, the largest first."""
    sold = Counter(row.currency for row in found.rows if row.revenue > 0)
    currency = _most(sold)
    if currency is None:
        return []
    rows = [
        charts.Seller(row.client, row.name, row.revenue) for row in found.rows if row.currency == currency
    ]
    return [_alone(charts.pareto(rows, currency, words_in(_LANGUAGE)), sold.keys() - {currency})]


def _alone(chart: charts.Chart, others: Iterable[str]) -> Drawing:
    """A chart of one currency, which says that amounts in others are not in it."""
    left_out = ", ".join(sorted(others))
    return Drawing(
        replace(chart, about=f"{chart.about} Amounts in {left_out} are not in it.") if left_out else chart
    )


def _most(counts: Mapping[str, int]) -> str | None:
    """The currency that comes most often; of several, the first by its code; None without any."""
    return min(counts, key=lambda one: (-counts[one], one), default=None)
