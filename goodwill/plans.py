"""Plans of managers, as functions of a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Unpack

from goodwill.asking import exchange_for, history_source, known_house, question_of, shown
from goodwill.manager_figures import ManagerFigures, plan_entries
from goodwill.moments import period_end, today
from goodwill.options import Asked, asks
from ledger.entry import Entry
from ledger.errors import Misuse
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.framework.filters import Filter
from projections.framework.needed import Needed
from projections.framework.periods import Period
from projections.framework.question import Question
from projections.framework.staffing import Staffing, staffing_of
from projections.history import Horizon
from projections.one_currency import OneCurrency
from projections.plans.comparing import BY, compared
from projections.plans.counting import Known
from projections.plans.explaining import contributions, explained_periods
from projections.plans.needing import EVERY, OFFERS, Among, any_names, counted_in, each_in, names_of
from projections.plans.targets import Target, periods_of, targets
from projections.plans.view import DoingRow
from projections.selling.pipeline_rows import PipelineRow
from projections.stored.answering import Shared


@asks(Asked)
def plan(
    ledger: EntryLog,
    *,
    by: str = "manager",
    period: tuple[date, date] | None = None,
    currency: str | OneCurrency | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """What managers are to reach, beside what they did: a row for each manager, metric, period and currency.

    Entries count for the manager, the segment and the territory of their day; the options choose by these.

    Args:
        by: manager, team or house.
        period: shows the plans of all periods within these days; None: the plans in whose period ``as_of``
            lies.
        currency: shows all money in this currency, at the rates of the day of each entry; what has no rate
            stays in its own, and a caution names the rate.
        **asked: as ``Asked`` has it, without a client; ``as_of`` within the period ends it there.

    Raises:
        Misuse: there is no such grouping, or a client is asked for.
        UnknownChoice: nobody has what is asked for.
    """
    if by not in BY:
        raise Misuse(f"by='{by}' is unknown; give one of {', '.join(BY)}")
    if asked.get("client") is not None:
        raise Misuse("a plan is a manager's; leave out the client")
    if period:
        asked["as_of"] = period_end(*period, asked.get("as_of"), today(ledger))
    question = question_of(ledger, **asked)
    everyone, plans = question.of_everyone, plan_entries(ledger, question.horizon)
    needed = needed_of(ledger, question, period, currency, plans)
    shared = Shared()
    counts = shown(ledger, "plan", everyone._replace(needed=needed), shared=shared)
    offers = shown(ledger, "pipeline", everyone._replace(needed=OFFERS), shared=shared)
    return compared_of(ledger, (counts, offers), question.where, by, period, currency, plans)


def needed_of(
    ledger: EntryLog,
    question: Question,
    period: tuple[date, date] | None,
    currency: str | OneCurrency | None,
    plans: Sequence[Entry] | None = None,
) -> Needed:
    """What counts in the periods of plans that are shown, as it is summed in each currency, by what is asked.

    For another currency, by day, with each amount; without periods, each entry from the day asked for.
    ``plans`` are the entries that set plans, if they are known.
    """
    horizon, where = question.horizon, question.where
    found = targets(plan_entries(ledger, horizon) if plans is None else plans, horizon)
    shown_periods = periods_of(found, horizon.as_of, period and Period(*period))
    told = [name for name in ("segment", "territory") if getattr(where, name) is not None]
    under, among = ("manager", *told), names_among(ledger, question, found)
    if not shown_periods:
        return each_in(horizon.as_of, under, group=where.group, among=among)
    daily = "" if currency is None else EVERY
    return counted_in(shown_periods, under, group=where.group, daily=daily, among=among)


def names_among(ledger: EntryLog, question: Question, set_by: Sequence[Target]) -> Among:
    """Gives the names of which entries are wanted by a question; ``set_by`` are all targets."""
    horizon, where = question.horizon, question.where
    if where == Filter(group=where.group):
        return any_names
    house = [*history_source(ledger).house(horizon)]
    return names_of(_as_managed(where, staffing_of(house, (), horizon)), set_by, house, horizon.as_of)


def plan_figures(
    ledger: EntryLog, manager: str, question: Question, periods: Sequence[tuple[Period, str]] = ()
) -> ManagerFigures:
    """The figures of a manager's plans.

    Args:
        manager: a name.
        question: about all clients.
        periods: what to tell of, each metric once; (): each metric for the shortest of its periods in which
            the day lies.

    Raises:
        UnknownChoice: nobody has that name.
    """
    found, offers = (shown(ledger, view, question) for view in ("plan", "pipeline"))
    known, _ = known_from(ledger, (found, offers), Filter(manager=manager))
    told = periods or explained_periods(periods_of(known.targets, found.as_of, None).items())
    parts = contributions(known, manager, told)
    rows: Iterable[DoingRow | PipelineRow] = (*known.rows, *known.offers)
    positions = {one.position for one in parts}
    return ManagerFigures(
        found=found,
        manager=known.naming.name(known.naming.key(manager)) or manager,
        parts=parts,
        codes={row.client for row in rows if row.entry in positions},
        on=lambda day: plan_figures(
            ledger, manager, question._replace(horizon=question.horizon._replace(as_of=day)), told
        ),
    )


def compared_of(
    ledger: EntryLog,
    answers: tuple[Answer, Answer],
    where: Filter,
    by: str,
    period: tuple[date, date] | None,
    currency: str | OneCurrency | None,
    plans: Sequence[Entry] | None = None,
) -> Answer:
    """The plans, made of answers of the views ``plan`` and ``pipeline`` about all clients.

    Whose entries count follows from the manager of their day. The other arguments are those of ``plan`` and
    of ``needed_of``.
    """
    found, _ = answers
    known, staffing = known_from(ledger, answers, where, plans)
    if currency is not None:
        known = replace(known, exchange=exchange_for(ledger, found, currency))
    return compared(found, known, by, period and Period(*period), staffing)


def known_from(
    ledger: EntryLog, answers: tuple[Answer, Answer], where: Filter, plans: Sequence[Entry] | None = None
) -> tuple[Known, Staffing]:
    """What plans are compared with, and our people on the day; ``plans`` is as ``needed_of`` has it.

    Raises:
        UnknownChoice: nobody has what is asked for.
    """
    found, _ = answers
    house = known_house(ledger, found)
    horizon = Horizon(found.as_of, found.known_at, found.position)
    staffing = staffing_of(house, (), horizon)
    where = _as_managed(replace(where, language=found.language), staffing)
    set_by = targets(plan_entries(ledger, horizon) if plans is None else plans, horizon)
    known = Known.of(answers, set_by, house, where)
    known.check_names()
    return known, staffing


def _as_managed(where: Filter, staffing: Staffing) -> Filter:
    """Whose entries are wanted, by the manager of their day, whoever stood in."""
    return replace(where, group=False, staffing=replace(staffing, covers=()))
