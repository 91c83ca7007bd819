"""A manager's report of a month, as a function of a ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple

from goodwill.arguments import judged
from goodwill.asking import exchange_for, in_one_currency, question_of, shown
from goodwill.contacts import people
from goodwill.figures import health, receivables, summed
from goodwill.moments import clocks_of, local_now
from goodwill.options import Asked
from goodwill.paying import pay
from goodwill.plans import known_from, plan
from goodwill.selling import contracts, discounts_open, objections, pipeline
from goodwill.touching import activity
from ledger import Draft, Outcome, make_event
from ledger.errors import Misuse
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.recording.journal import Journal
from ledger.spellings import name_key
from ledger.subledger.orders import CANCELLED, RETURNED
from ledger.times import month_text, shifted
from projections import Answer, UnknownChoice
from projections.contact_status import TRUSTING
from projections.framework.periods import Period
from projections.framework.sums import sum_in
from projections.health.bands import BANDS
from projections.one_currency import OneCurrency
from projections.plans.counting import Known
from projections.plans.targets import METRICS
from projections.receivables.lateness import overdue_of
from projections.report.page import Counted, Report, beside, month_before, month_called
from reporting.report import page, workbook

_TOUCHES: Final = (
    "planned", "held", "missed_by_us", "missed_by_client", "cancelled", "not_reported", "off_plan", "late", "prepared",
    "next_step",
)  # fmt: skip


class Month(NamedTuple):
    """What is asked of a month.

    Attributes:
        known: what counts for plans, of all its days and those before.
        asked: the manager and the clocks, as of the last day.
        noted: the answers whose cautions readers are told.
    """

    ledger: EntryLog
    known: Known
    period: Period
    asked: Asked
    noted: list[Answer]

    @property
    def exchange(self) -> OneCurrency | None:
        """In which all money is, with each missing rate named once; None: each amount in its own."""
        return self.known.exchange

    def note(self, found: Answer) -> Answer:
        """An answer whose cautions readers are told."""
        self.noted.append(found)
        return found

    def figures(self, period: Period) -> Iterator[Counted]:
        """The figures of this month, or of an earlier one; none where the calendar has no earlier one."""
        if period is self.period or period.end < self.period.start:
            end = min(self.asked["as_of"] or period.end, period.end)
            yield from _figures(self._replace(period=period, asked=self.asked | {"as_of": end}))


@exact
@judged
def report(
    ledger: EntryLog,
    manager: str,
    month: str,
    *,
    known_at: datetime | None = None,
    as_of: date | None = None,
    currency: str | None = None,
) -> Report:
    """A manager's report of a month, beside the month before and the same month a year before.

    Each month is shown as of its last day, as the ledger knows it at one moment; so a later report with the
    ``known_at`` of an earlier one is the same.

    Args:
        manager: the name.
        month: such as "2026-06".
        known_at: what the ledger knew by this moment; None: now.
        as_of: ends the month sooner; None: with its last day, or sooner with that of ``known_at``.
        currency: shows all money in this currency, as the views do that each figure is from; what has no rate
            stays in its own, and a note names the rate.

    Raises:
        Misuse: there is no such month, or it has not begun.
        UnknownChoice: nobody has that name.
    """
    whole = month_called(month)
    day = min(as_of or clocks_of(ledger, None, known_at).today, whole.end)
    if day < whole.start:
        raise Misuse(f"{month} has not begun; name a month up to {month_text(day)}")
    known_at = clocks_of(ledger, day, known_at).seen_at
    asked: Asked = {"manager": manager, "as_of": day, "known_at": known_at}
    known = _known(ledger, asked, currency)
    plans = plan(ledger, currency=known.exchange, **asked)
    base = Month(ledger, known, whole, asked, [plans])
    months = (whole, month_before(whole), whole.year_before)
    found = [[*base.figures(one)] for one in months]
    cautions = [text for answer in base.noted for text in answer.cautions]
    return Report(
        manager=known.naming.name(known.naming.key(manager)) or manager,
        months=(month_text(months[0].start), month_text(months[1].start), month_text(months[2].start)),
        as_of=day,
        known_at=known_at,
        policy=plans.policy,
        position=plans.position,
        currency=known.exchange.currency if known.exchange else None,
        plans=plans.rows,
        figures=beside(found),
        notes=[*dict.fromkeys(cautions)],
    )


def _known(ledger: EntryLog, asked: Asked, currency: str | None) -> Known:
    """What counts for the plans of a manager, all of it in one currency if any is asked for.

    Raises:
        UnknownChoice: nobody has that name.
    """
    question = question_of(ledger, **asked)
    counted, offers = (shown(ledger, view, question.of_everyone) for view in ("plan", "pipeline"))
    known, _ = known_from(ledger, (counted, offers), question.where)
    if currency is None:
        return known
    return replace(known, exchange=exchange_for(ledger, counted, currency))


@exact
def report_page(found: Report) -> str:
    """A report as one HTML page that prints on A4."""
    return page(found)


@exact
def report_workbook(found: Report) -> bytes:
    """A report as a workbook (XLSX), the same bytes for the same report."""
    return workbook(found)


@exact
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
    taken: dict[str, list[Decimal]] = {}
    for part in month.known.counted(month.period):
        sums.setdefault((part.metric, part.currency), []).append(part.amount)
        if part.metric == "revenue" and part.what in (CANCELLED, RETURNED) and part.currency and part.amount:
            taken.setdefault(part.currency, []).append(part.amount)
    for key in sorted(sums, key=lambda one: (METRICS.index(one[0]), one[1] or "")):
        amounts = [amount for amount in sums[key] if amount is not None]
        if len(amounts) == len(sums[key]):  # else the cost of some goods is unknown
            yield *key, sum(amounts, Decimal(0))
    for currency in sorted(taken):
        yield "cancelled or returned", currency, -sum_in(currency, taken[currency])


def _touches(month: Month) -> _Figures:
    """Touches of the manager, also with clients who have another by now."""
    asked: Asked = {"as_of": month.asked.get("as_of"), "known_at": month.asked.get("known_at")}
    key = month.known.naming.key
    for row in activity(month.ledger, by="manager", period=month.period, **asked).rows:
        if key(row.group) == key(month.asked.get("manager")):
            yield from ((name, None, getattr(row, name)) for name in ("seen", *_TOUCHES))


def _offers(month: Month) -> _Figures:
    """Open proposals and tenders."""
    found = pipeline(month.ledger, **month.asked)
    for total in month.note(in_one_currency(month.ledger, found, month.exchange)).totals:
        yield "amount", total.currency, total.amount
        yield "weighted", total.currency, total.weighted


def _waiting(month: Month) -> _Figures:
    """How much waits: open offers and objections, requests for discounts, contracts to think of."""
    yield "open proposals and tenders", None, len(pipeline(month.ledger, **month.asked).rows)
    yield "open objections", None, len(objections(month.ledger, **month.asked).rows)
    yield "requests for discounts", None, len(discounts_open(month.ledger, **month.asked).rows)
    yield (
        "contracts with notice or end due in 90 days",
        None,
        len(contracts(month.ledger, within=90, **month.asked).rows),
    )


def _owed(month: Month) -> _Figures:
    """Debt, at the rates of the day."""
    found = receivables(month.ledger, **month.asked)
    found = month.note(summed(month.ledger, found, currency=month.exchange))
    overdue = overdue_of(found)
    for total in found.totals:
        late = (amount for (_, currency), amount in overdue.items() if currency == total.currency)
        yield "balance", total.currency, total.balance
        yield "overdue", total.currency, sum_in(total.currency, late)


def _health(month: Month) -> _Figures:
    bands = Counter(row.band for row in health(month.ledger, **month.asked).rows)
    yield from ((band, None, bands[band]) for band in BANDS)


def _pay(month: Month) -> _Figures:
    """Pay, without what nobody knows of it."""
    found = pay(month.ledger, period=month.period, currency=month.exchange, **month.asked)
    for row in month.note(found).rows:
        figures = {name: getattr(row, name) for name in ("earned", "cut", "pay")}
        yield from ((name, row.currency, value) for name, value in figures.items() if value is not None)


def _people(month: Month) -> _Figures:
    """The people at the manager's clients on the last day."""
    there = [row for row in people(month.ledger, **month.asked).rows if row.left is None]
    deciders = [row for row in there if row.decider]
    yield "deciders", None, len(deciders)
    yield "deciders at trusted or beyond", None, sum(row.stage in TRUSTING for row in deciders)
    yield (
        "people met",
        None,
        sum(row.last_seen is not None and month.period.holds(row.last_seen) for row in there),
    )
    yield "people stuck at a stage", None, sum(row.stuck for row in there)


def _market(month: Month) -> _Figures:
    """What was seen of competitors in the month at clients that the manager has on its last day."""
    known_at = month.asked.get("known_at")
    before = shifted(month.period.start, -1)
    earlier = {
        (row.client, name_key(row.competitor), row.product): row
        for row in shown(
            month.ledger, "market", question_of(month.ledger, as_of=before, known_at=known_at)
        ).rows
    }
    seen, lost = set[str](), 0
    for row in shown(month.ledger, "market", question_of(month.ledger, **month.asked)).rows:
        was = earlier.get((row.client, name_key(row.competitor), row.product))
        if row.seen > (was.seen if was else 0):
            seen.add(name_key(row.competitor))
        lost += row.lost - (was.lost if was else 0)
    yield "competitors seen", None, len(seen)
    yield "lost to competitors", None, lost


_SECTIONS: Final[dict[str, Callable[[Month], _Figures]]] = {
    "Sales and clients": _work,
    "Touches": _touches,
    "Pipeline": _offers,
    "What waits": _waiting,
    "People": _people,
    "Market": _market,
    "Receivables": _owed,
    "Clients by health": _health,
    "Pay": _pay,
}
