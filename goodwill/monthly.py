"""A manager's report of a month, as a function of a ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple

from goodwill.asking import shown
from goodwill.figures import health, receivables
from goodwill.moments import horizon_of, local_now
from goodwill.options import Asked
from goodwill.paying import pay
from goodwill.plans import asked_of_all, known_from, plan
from goodwill.selling import contracts, discounts_open, objections, pipeline
from goodwill.touching import activity
from ledger import Draft, Outcome, make_event
from ledger.recording.entry_log import EntryLog
from ledger.recording.journal import Journal
from ledger.subledger.orders import CANCELLED, RETURNED
from projections import UnknownChoice
from projections.framework.clients import Client
from projections.framework.periods import Period
from projections.framework.sums import by_currency, sum_in
from projections.plans.counting import Known
from projections.plans.targets import METRICS
from projections.plans.view import DoingRow
from projections.report.page import Counted, Report, beside, month_before, month_called
from reporting.report import page

_TOUCHES: Final = (
    "planned", "held", "missed_by_us", "missed_by_client", "cancelled", "not_reported", "off_plan", "late", "prepared",
    "next_step",
)  # fmt: skip
_BANDS: Final = ("healthy", "watch", "at risk")


class Month(NamedTuple):
    """What is asked of a month.

    Attributes:
        known: what counts for plans, of all its days and those before.
        asked: the manager and the clocks, as of the last day.
    """

    ledger: EntryLog
    known: Known
    period: Period
    asked: Asked

    def wants(self, row: DoingRow) -> bool:
        """Whether a row counts for the manager."""
        return self.known.wants(self.known.on_the_day(row))


def report(
    ledger: EntryLog, manager: str, month: str, *, known_at: datetime | None = None, as_of: date | None = None
) -> Report:
    """A manager's report of a month, beside the month before and the same month a year before.

    Each month is shown as of its last day, as the ledger knows it at one moment; so a later report with the
    ``known_at`` of an earlier one is the same.

    Args:
        manager: the name.
        month: such as "2026-06".
        known_at: what the ledger knew by this moment; None: now.
        as_of: ends the month sooner; None: with its last day, or today.

    Raises:
        ValueError: there is no such month, or it has not begun.
        UnknownChoice: nobody has that name.
    """
    whole = month_called(month)
    day = min(as_of or horizon_of(ledger).as_of, whole.end)
    if day < whole.start:
        raise ValueError(f"{month} has not begun; name a month up to {day:%Y-%m}")
    asked: Asked = {"manager": manager, "as_of": day, "known_at": horizon_of(ledger, day, known_at).known_at}
    plans = plan(ledger, **asked)
    everyone = asked_of_all(asked)
    known, _ = known_from(
        ledger, (shown(ledger, "plan", **everyone), shown(ledger, "pipeline", **everyone)), asked
    )
    known.wants(Client(""))  # raises where nobody has that name
    months = (whole, month_before(whole), whole.year_before)
    found = [[*_figures(Month(ledger, known, one, asked | {"as_of": min(day, one.end)}))] for one in months]
    return Report(
        manager=known.naming.name(known.naming.key(manager)) or manager,
        months=(f"{months[0].start:%Y-%m}", f"{months[1].start:%Y-%m}", f"{months[2].start:%Y-%m}"),
        as_of=day,
        known_at=plans.known_at,
        policy=plans.policy,
        position=plans.position,
        plans=plans.rows,
        figures=beside(found),
    )


def report_page(found: Report) -> str:
    """A report as one HTML page that prints on A4."""
    return page(found)


def submit_report(ledger: Journal, found: Report, *, actor: str, to: str | None = None) -> Outcome:
    """Record that a manager submitted a report, with its fingerprint; the same one is not recorded again.

    Args:
        actor: who submits it.
        to: the person who gets it.
    """
    fields = {"manager": found.manager, "month": found.months[0], "fingerprint": found.fingerprint, "to": to}
    return ledger.record(Draft(make_event("report.submitted", fields), local_now(ledger), actor))


def _figures(month: Month) -> Iterator[Counted]:
    """All figures of a month; none of a view in which the manager has no client on its last day."""
    for section, count in _SECTIONS.items():
        with suppress(UnknownChoice):
            for figure, currency, value in [*count(month)]:
                yield Counted(section, figure, currency, Decimal(value))


_Figures = Iterable[tuple[str, str | None, Decimal | int]]


def _work(month: Month) -> _Figures:
    """What counts for plans, as the day of each entry has it."""
    sums: dict[tuple[str, str | None], list[Decimal | None]] = {}
    for part in month.known.counted(month.period):
        sums.setdefault((part.metric, part.currency), []).append(part.amount)
    for key in sorted(sums, key=lambda one: (METRICS.index(one[0]), one[1] or "")):
        amounts = [amount for amount in sums[key] if amount is not None]
        if len(amounts) == len(sums[key]):  # else the cost of some goods is unknown
            yield *key, sum(amounts, Decimal(0))
    taken = [
        row
        for row in month.known.rows
        if row.what in (CANCELLED, RETURNED) and month.period.holds(row.on) and month.wants(row)
    ]
    for currency, rows in by_currency(taken):
        yield "cancelled or returned", currency, -sum_in(currency, (row.revenue for row in rows))


def _touches(month: Month) -> _Figures:
    """Touches of the manager, also with clients who have another by now."""
    asked: Asked = {"known_at": month.asked.get("known_at")}
    period = (month.period.start, month.asked["as_of"] or month.period.end)
    key = month.known.naming.key
    for row in activity(month.ledger, by="manager", period=period, **asked).rows:
        if key(row.group) == key(month.asked.get("manager")):
            yield from ((name, None, getattr(row, name)) for name in ("seen", *_TOUCHES))


def _offers(month: Month) -> _Figures:
    """Open proposals and tenders."""
    for total in pipeline(month.ledger, **month.asked).totals:
        yield "amount", total.currency, total.amount
        yield "weighted", total.currency, total.weighted


def _waiting(month: Month) -> _Figures:
    """How much waits: open offers and objections, requests for discounts, contracts that end soon."""
    yield "open proposals and tenders", None, len(pipeline(month.ledger, **month.asked).rows)
    yield "open objections", None, len(objections(month.ledger, **month.asked).rows)
    yield "requests for discounts", None, len(discounts_open(month.ledger, **month.asked).rows)
    yield (
        "contracts that end within 90 days",
        None,
        len(contracts(month.ledger, within=90, **month.asked).rows),
    )


def _owed(month: Month) -> _Figures:
    for total in receivables(month.ledger, **month.asked).totals:
        yield "balance", total.currency, total.balance
        yield "overdue", total.currency, sum_in(total.currency, total.overdue.values())


def _health(month: Month) -> _Figures:
    bands = Counter(row.band for row in health(month.ledger, **month.asked).rows)
    yield from ((band, None, bands[band]) for band in _BANDS)


def _pay(month: Month) -> _Figures:
    for row in pay(month.ledger, period=month.period, **month.asked).rows:
        yield from ((name, row.currency, getattr(row, name)) for name in ("earned", "cut", "pay"))


_SECTIONS: Final[dict[str, Callable[[Month], _Figures]]] = {
    "Sales and clients": _work,
    "Touches": _touches,
    "Pipeline": _offers,
    "What waits": _waiting,
    "Receivables": _owed,
    "Clients by health": _health,
    "Pay": _pay,
}
