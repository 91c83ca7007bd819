"""Pay of managers, as functions of a ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Unpack

from goodwill.asking import exchange_for, known_house, question_of, shown
from goodwill.manager_figures import ManagerFigures, plan_entries
from goodwill.moments import horizon_of, in_order, period_end, today
from goodwill.options import Asked, asks
from goodwill.plans import known_from, names_among
from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.errors import Misuse
from ledger.events import PolicyAdopted
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.framework.contributions import Contribution
from projections.framework.filters import ANY
from projections.framework.naming import Naming
from projections.framework.needed import Names, Needed
from projections.framework.periods import Period
from projections.framework.question import Question
from projections.framework.registry import REGISTER
from projections.framework.staffing import Staffing
from projections.history import Horizon, house_facts
from projections.one_currency import OneCurrency
from projections.pay.converting import converted
from projections.pay.deals import OFF, DealPay
from projections.pay.explaining import DealMove, deal_moves, moved_parts
from projections.pay.paying import (
    CUTTING,
    Paying,
    PayRow,
    Unrated,
    cautions,
    fixed_of,
    totals,
)
from projections.plans.comparing import PlanRow, compared
from projections.plans.counting import Known
from projections.plans.explaining import OfManager
from projections.plans.needing import Among, cutting_in
from projections.plans.targets import Target, targets
from projections.stored.answering import Shared


@asks(Asked)
def pay(
    ledger: EntryLog,
    *,
    period: tuple[date, date] | None = None,
    currency: str | OneCurrency | None = None,
    **asked: Unpack[Asked],
) -> Answer:
    """What managers earn in a period, by the policy in force on its last day; ``items`` are their deals.

    Args:
        period: its first and its last day; None: the quarter in which ``as_of`` lies.
        currency: shows all money in this currency, each deal at the rates of its day; what has no rate stays
            in its own, and a caution names the rate.
        **asked: as ``Asked`` has it, without a client, a segment, a territory or groups, because pay is for
            all clients of a manager, whoever reads it; ``as_of`` within the period ends it there.

    Raises:
        Misuse: a client, a segment, a territory or groups are asked for.
        UnknownChoice: nobody has what is asked for.
    """
    _check_all_clients(asked)
    found, paying, _ = _paying(ledger, period, asked)
    about: dict[str, object] = {"listing": "pay", "by": "manager", "period": paying.period._asdict()}
    exchange = None if currency is None else exchange_for(ledger, found, currency)
    paying = converted(paying, exchange) if exchange else paying
    rows = paying.rows()
    remarks = [*paying.remarks(rows)]
    made = replace(
        found,
        more={**found.more, **about},
        item_shape=DealPay,
        empty="" if found.rules.pay.pays else OFF,
        doubts=lambda: [*cautions(found), *remarks],
    ).made_into(PayRow, rows, totals(rows), paying.deals)
    return exchange.told(made) if exchange else made


def _check_all_clients(asked: Asked) -> None:
    """Refuse a question about some clients of a manager.

    Raises:
        Misuse: a client, a segment, a territory or groups are asked for.
    """
    for name in ("client", *REGISTER["pay"].unfit):
        if asked.get(name):
            raise Misuse(f"pay is for all clients of a manager, each by itself; leave out {name}")


def pay_figures(
    ledger: EntryLog, manager: str, asked: Asked, quarter: tuple[date, date] | None = None
) -> ManagerFigures:
    """What a manager earns in a quarter: the deals, the cut by a plan, and the fixed part.

    Args:
        manager: a name.
        asked: the day and the moment.
        quarter: its first and its last day; None: that of the day.

    Raises:
        Misuse: the companies of a group are to count as one client.
        UnknownChoice: nobody has that name.
    """
    if asked.get("group"):
        raise Misuse("pay counts each company of a group by itself; leave out group")
    chosen: Asked = {**asked, "manager": manager}
    found, paying, known = _paying(ledger, quarter, chosen)
    whole, rows, deals = paying.whole, paying.rows(), paying.deals_of(manager)

    def on(day: date) -> ManagerFigures | None:
        earlier = asked | {"as_of": day, "known_at": found.known_at}
        return pay_figures(ledger, manager, earlier, whole) if day >= whole.start else None

    return ManagerFigures(
        found=found,
        manager=paying.naming.name(paying.naming.key(manager)) or manager,
        parts=[
            *_behind(ledger, found, paying.period, deals),
            *(one for _, one in _besides(ledger, found, paying, known)),
        ],
        codes={deal.client for deal in deals},
        on=on,
        cautions=[*cautions(found), *paying.remarks(rows)],
    )


def _behind(
    ledger: EntryLog, found: Answer, period: Period, deals: Sequence[DealPay]
) -> Iterator[Contribution]:
    """What entries of a period add to what deals earned in it."""
    horizon = Horizon(found.as_of, found.known_at, found.position)
    moves: dict[int, list[DealMove]] = {}
    for code in dict.fromkeys(deal.client for deal in deals):
        facts = in_force(filter(horizon.knows, ledger.history(code)))
        for one in deal_moves(facts, period, found.rules):
            moves.setdefault(one.deal, []).append(one)
    return moved_parts(deals, moves)


def pay_of_managers(
    ledger: EntryLog, asked: Asked, quarter: tuple[date, date]
) -> tuple[Answer, Naming, list[OfManager]]:
    """What each manager earns in a quarter: fixed, earned, cut, and what these come to as pay.

    Args:
        ledger: the ledger.
        asked: the day, the moment, and whose pay.
        quarter: its first and its last day.

    Raises:
        Misuse: a client, a segment, a territory or groups are asked for.
        UnknownChoice: nobody has what is asked for.
    """
    _check_all_clients(asked)
    found, paying, known = _paying(ledger, quarter, {**asked})
    besides, told = [*_besides(ledger, found, paying, known)], []
    for row in paying.rows():
        manager, currency = paying.naming.key(row.group), row.currency
        deals = [deal for deal in paying.deals_of(row.group or "") if deal.currency == currency]
        own = [one for of, one in besides if (of, one.currency) == (manager, currency)]
        own += _behind(ledger, found, paying.period, deals)
        by_figure = {name: [one for one in own if one.figure == name] for name in ("fixed", "earned", "cut")}
        by_figure["pay"] = [
            replace(one, amount=-one.amount if one.figure == "cut" else one.amount) for one in own
        ]
        told += [
            OfManager(manager, name, currency, None if getattr(row, name) is None else of)
            for name, of in by_figure.items()
        ]
    return found, paying.naming, told


def _besides(
    ledger: EntryLog, found: Answer, paying: Paying, known: Known
) -> Iterator[tuple[str, Contribution]]:
    """The fixed part, from the policy, and the cut, from the plan, each with the key of its manager."""
    adopted = [entry.position for entry, event in _adoptions(ledger, found) if event.version == found.policy]
    for row in paying.rows():
        if row.fixed and adopted:
            part = Contribution("fixed", row.currency, "policy", None, adopted[-1], row.fixed)
            yield paying.naming.key(row.group), part
        if row.cut:
            key = known.naming.key(row.group)
            targets = known.targets_in(paying.whole)
            position = next(one.position for of, one in targets.items() if of[:2] == (key, row.worst))
            told = f"{row.worst} done to {row.done} %"
            yield key, Contribution("cut", row.currency, "plan", None, position, row.cut, how=told)


def _adoptions(ledger: EntryLog, found: Answer) -> list[tuple[Entry, PolicyAdopted]]:
    horizon = Horizon(found.as_of, found.known_at, found.position)
    return house_facts(known_house(ledger, found), PolicyAdopted, horizon)


def _paying(
    ledger: EntryLog, asked_for: tuple[date, date] | None, asked: Asked
) -> tuple[Answer, Paying, Known]:
    """What the pay of a period is made of, as of its last day or a day within it.

    All deals follow the policy of the last day, so the period has just what moved in it.
    """
    day = horizon_of(ledger, asked.get("as_of")).as_of
    whole = Period.quarter_of(day) if asked_for is None else in_order(*asked_for)
    asked["as_of"] = period_end(*asked_for, asked.get("as_of"), today(ledger)) if asked_for else day
    question = question_of(ledger, **asked)
    set_by = plan_entries(ledger, question.horizon)
    before, shared = targets(set_by, question.horizon), Shared()
    among = names_among(ledger, question, before)
    needed = _needed(before, whole, among)
    plans = shown(ledger, "plan", question.of_everyone._replace(needed=needed), shared=shared)
    known, staffing = known_from(ledger, (plans, replace(plans, rows=[])), question.where, set_by)
    names = Names((), lambda clients, _: among(clients, plans.rows))
    now = _deals(ledger, whole.start, question._replace(where=ANY, policy=plans.rules), names, shared)
    now = replace(now, rows=[deal for deal in now.rows if known.wants_of(deal)])
    deals = [deal for deal in now.rows if deal.due]
    period = Period(whole.start, max(min(whole.end, now.as_of), whole.start))
    cuts = now.rules.pay.pays and now.rules.pay.cut
    cutting, unrated = _plans(ledger, plans, known, whole, staffing) if cuts else ((), ())
    paying = Paying(
        whole=whole,
        period=period,
        deals=deals,
        fixed=[*fixed_of(now.rules.pay, _managers(known, whole), period, staffing, known.naming.key)],
        plans=cutting,
        naming=known.naming,
        unrated=unrated,
        others=[one for one in known.targets if one.period != whole and one.period.meets(whole)]
        if cuts
        else (),
    )
    return now, paying, known


def _needed(known: Sequence[Target], whole: Period, among: Among) -> Needed:
    """What is needed of what counts for plans of a period."""
    currencies = {one.stated for one in known if one.period == whole and one.metric in CUTTING and one.stated}
    return cutting_in(whole, currencies, among=among)


def _deals(ledger: EntryLog, start: date, question: Question, names: Names, shared: Shared) -> Answer:
    """What deals under some names earned from a day on."""
    as_of = question.horizon.as_of
    question = question._replace(start=min(start, as_of), needed=Needed(names=names))
    found = shown(ledger, "pay", question, shared=shared)
    return found if start <= as_of else replace(found, rows=[])


def _plans(
    ledger: EntryLog, found: Answer, known: Known, period: Period, staffing: Staffing
) -> tuple[Sequence[PlanRow], Sequence[Unrated]]:
    """The plans that may cut, which are those of just the period, and the revenue that lacks a rate.

    A plan for revenue is compared with revenue in all currencies, in its own. Where a part of it has no
    rate, nobody knows how much of it is done, even if such parts sum to nothing in their own currency: each
    counts at the rate of its own day.
    """
    rows: list[PlanRow] = []
    unrated: list[Unrated] = []
    key = known.naming.key
    own = [one for one in known.targets_in(period).values() if one.metric in CUTTING]
    for stated in dict.fromkeys(one.stated for one in own):
        exchange = None if stated is None else exchange_for(ledger, found, stated)
        asked = replace(
            known, targets=[one for one in own if one.stated == stated], offers=(), exchange=exchange
        )
        told = [
            row for row in compared(found, asked, "manager", period, staffing).rows if row.plan is not None
        ]
        planned = {key(row.group) for row in told}
        if exchange and exchange.missing:
            for part in asked.counted(period, ["revenue"]):
                manager = key(part.manager)
                if part.currency != stated and manager in planned:
                    unrated.append(Unrated(manager, exchange, part))
        rows += told
    return rows, unrated


def _managers(known: Known, period: Period) -> list[str]:
    """Those who answer for a client on the day, or have a plan for the period."""
    clients = [one.manager for one in known.clients.values() if known.wants(one)]
    planned = [one.manager for one in known.targets_in(period).values()]
    found = {known.naming.key(name): name for name in (*clients, *planned)}
    return [name for name in found.values() if name]
