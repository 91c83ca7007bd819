"""The agenda of a week: a row for each thing to do, with fixed hours first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from ledger.money import ZERO
from projections.agenda.due import State, due, evolve
from projections.agenda.reasons import FLEETING, REASONS, TOUCH, VISIT
from projections.agenda.rows import AgendaRow
from projections.agenda.things import Thing
from projections.agenda.weeks import week_of
from projections.framework.attribution.contributions import Contribution, Of
from projections.framework.clients import Client
from projections.framework.declare import Explaining, View
from projections.framework.filters import AccountHolder
from projections.framework.periods import Period
from projections.framework.tables import Table
from projections.key_accounts.sold import net
from projections.policy import Policy

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Bought:
    """What a client bought in twelve months, by currency."""

    client: str
    amounts: Mapping[str, Decimal]


def chosen(things: Iterable[Thing], as_of: date, week: Period, *, overdue: bool) -> Iterator[Thing]:
    """The things of a week.

    In the week of the day asked, what is overdue counts too. A touch that is planned in the week needs no
    reminder of the rhythm.

    Args:
        things: what may be to do.
        as_of: the day asked.
        week: the week.
        overdue: whether to give only what is overdue.
    """
    now = week.holds(as_of)
    found = [one for one in things if _belongs(one, week, now=now)]
    planned = any(one.reason == VISIT for one in found)
    for one in found:
        if not (planned and one.reason == TOUCH) and (not overdue or (one.due or as_of) < as_of):
            yield one


def _belongs(one: Thing, week: Period, *, now: bool) -> bool:
    if one.due is None:
        return now
    return week.holds(one.due) or (now and one.due < week.start and one.reason not in FLEETING)


def row_of(client: Client | None, one: Thing, as_of: date, week: Period) -> AgendaRow:
    """The row of a thing, whose worth is not known yet."""
    words = REASONS[one.reason]
    day = one.due or as_of
    return AgendaRow(
        when=max(day, as_of) if week.holds(as_of) else day,
        at=f"{one.at:%H:%M}" if one.at else None,
        client=client.code if client else None,
        name=client.name if client else None,
        reason=one.reason,
        what=one.what,
        number=one.number,
        due=one.due,
        age_days=(as_of - one.since).days,
        worth=None,
        entry=one.position,
        starts=one.at.isoformat() if one.at else None,
        why=f"{words}: {one.why}" if one.why else words,
    )


def place(row: AgendaRow) -> tuple[object, ...]:
    """Where a row stands: fixed hours first, then by day due, then by worth, the largest first."""
    day = row.when if row.starts else row.due or row.when
    worth = ZERO if row.worth is None else row.worth
    return row.starts is None, day, row.at or "", -worth, row.client or "", row.reason, row.number or ""


def _rows(
    holder: AccountHolder[State], as_of: date, policy: Policy, *, week: Period | None, overdue: bool
) -> list[Any]:
    """The rows of a week, and what each client bought, of which ``_weighed`` makes their worth."""
    days = week or week_of(as_of)
    found: list[Any] = _bought(holder.states, as_of)
    for client, state in holder.states:
        found += (
            row_of(client, one, as_of, days)
            for one in chosen(due(client, state, as_of, policy), as_of, days, overdue=overdue)
        )
    return found


def _bought(states: Iterable[tuple[Client, State]], as_of: date) -> list[Bought]:
    year, found = Period.year_up_to(as_of), []
    for client, state in states:
        amounts: dict[str, Decimal] = {}
        for one in net(client, state.dealings) if state.dealings else ():
            if year.holds(one.on):
                amounts[one.currency] = amounts.get(one.currency, ZERO) + one.revenue
        found.append(Bought(client.code, amounts))
    return found


def _weighed(found: Sequence[Any], policy: Policy, others: Sequence[Any]) -> list[AgendaRow]:
    """The rows with the worth of their clients, in the currency in which it is largest."""
    del policy
    every = [one for one in (*found, *others) if isinstance(one, Bought)]
    whole: dict[str, Decimal] = {}
    for one in every:
        for currency, amount in one.amounts.items():
            whole[currency] = whole.get(currency, ZERO) + max(amount, ZERO)
    worth = {
        one.client: max(
            (
                100 * max(amount, ZERO) / whole[currency]
                for currency, amount in one.amounts.items()
                if whole[currency]
            ),
            default=ZERO,
        ).quantize(_TENTH)
        for one in every
    }
    known = any(whole.values())
    return [
        replace(row, worth=worth[row.client] if known and row.client else None)
        for row in found
        if isinstance(row, AgendaRow)
    ]


def _explain(
    holder: AccountHolder[State], as_of: date, policy: Policy, *, week: Period | None, overdue: bool
) -> list[Contribution]:
    """The entry behind each thing, with its days since then."""
    return [
        Contribution(
            "age_days",
            None,
            one.reason,
            one.number,
            one.position,
            Decimal((as_of - one.since).days),
            Of(one.number or one.reason, None, one.position),
        )
        for client, state in holder.states
        for one in chosen(due(client, state, as_of, policy), as_of, week or week_of(as_of), overdue=overdue)
    ]


def over(week: Period | None = None, *, overdue: bool = False) -> View[Any, Any, Any, Any]:
    """The view of a week; None: that of the day asked.

    Args:
        week: from Monday to Sunday.
        overdue: whether to give only what is overdue.
    """
    return View(
        name="agenda",
        version=1,
        evolve=evolve,
        rows=partial(_rows, week=week, overdue=overdue),
        compare=_weighed,
        explain=partial(_explain, week=week, overdue=overdue),
        order=place,
        empty="nothing is overdue" if overdue else "nothing is to be done in that week",
        explaining=Explaining(
            nothing="Nothing is to be done with {client} in the week of that day.",
            note="Each line is the entry behind a thing to do, with the days since then.",
        ),
        table=Table("agenda", "What is to be done in a week: a row for each thing.", AgendaRow),
    )


VIEW = over()
