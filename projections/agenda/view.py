"""The agenda of a week: a row for each thing to do, with fixed hours first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from ledger.money import ZERO, Amounts, to_places
from projections.agenda.bought import BOUGHT, Bought
from projections.agenda.choosing import Days, chosen, days_of
from projections.agenda.due import Basis, due
from projections.agenda.late import needed_late
from projections.agenda.needing import needed_in
from projections.agenda.promised import PROMISED
from projections.agenda.reasons import REASONS
from projections.agenda.rhythm import ORDER_RHYTHM, needed_overdue
from projections.agenda.rows import AgendaRow
from projections.agenda.task_spans import ASKED
from projections.agenda.things import Thing, evolve_texts, text_of
from projections.framework.columns import filled
from projections.framework.contributions import Contribution, Of
from projections.framework.declare import Variants, View
from projections.framework.filters import AccountHolder
from projections.framework.tables import Table, Unstored
from projections.framework.view_parts import Comparing, Explaining, Showing, Storing
from projections.policy import Policy
from projections.remarks import Remark
from projections.trading.orders_view import OPEN_ORDERS

_HOUR = slice(11, 16)
"""Where a moment by ISO 8601 has its hour and minute."""


_Rows: TypeAlias = Sequence[Sequence[Any]]
"""The stored rows of a client by kind, as ``Basis`` has them."""


class _Of(NamedTuple):
    """What a client bought in twelve months; the client is "" where only the whole matters."""

    client: str
    bought: Sequence[Bought]


class ToDo(NamedTuple):
    """A thing to do with a client, whose worth is not known yet; without one it concerns all of a manager."""

    client: str | None
    name: str | None
    thing: Thing
    days: Days


def row_of(one: ToDo, worth: Decimal | None) -> AgendaRow:
    """The row of a thing, with the worth of its client."""
    thing, as_of, words = one.thing, one.days.as_of, REASONS[one.thing.reason]
    due, at, why = thing.due, thing.at, thing.why
    day = due or as_of
    return filled(
        AgendaRow,
        {
            "when": as_of if one.days.holds_today and day < as_of else day,
            "at": at[_HOUR] if at else None,
            "client": one.client,
            "name": one.name,
            "reason": thing.reason,
            "what": thing.what,
            "number": thing.number or None,
            "due": due,
            "age_days": (as_of - thing.since).days,
            "worth": worth,
            "entry": thing.position,
            "starts": at,
            "why": f"{words}: {why}" if why else words,
        },
    )


def place(row: AgendaRow) -> tuple[object, ...]:
    """Where a row stands: fixed hours first, then by day due, then by worth, the largest first."""
    day = row.when if row.starts else row.due or row.when
    worth = ZERO if row.worth is None else row.worth
    moment = datetime.fromisoformat(row.starts).timestamp() if row.starts else 0
    return row.starts is None, day, moment, -worth, row.client or "", row.reason, row.number or ""


def _rows(
    holder: AccountHolder[_Rows], as_of: date, policy: Policy, *, start: date | None, today: date
) -> list[Any]:
    """The things of a week, and what each client bought, of which ``_weighed`` makes rows."""
    days, found = days_of(start, as_of), list[Any]()
    for client, rows in holder.states:
        basis = Basis(*rows)
        found.append(_Of(client.code, basis.bought))
        things = chosen(due(client, basis, as_of, policy, today), days)
        found += [ToDo(client.code, client.name, one, days) for one in things]
    return found


def _beside(bases: Sequence[_Rows], as_of: date) -> list[_Of]:
    del as_of
    return [_Of("", Basis(*rows).bought) for rows in bases]


def _weighed(found: Sequence[Any], policy: Policy, others: Sequence[_Of]) -> list[AgendaRow]:
    """The rows with the worth of their clients, in the currency in which it is largest."""
    del policy
    shown = [one for one in found if isinstance(one, _Of)]
    whole = Amounts.of(
        (row.currency, max(row.revenue, ZERO)) for one in chain(shown, others) for row in one.bought
    )
    known, things = any(whole.values()), [one for one in found if isinstance(one, ToDo)]
    wanted = {one.client for one in things}
    worth = {
        one.client: _share(one.bought, whole) if known else None for one in shown if one.client in wanted
    }
    return [row_of(one, worth[one.client or ""]) for one in things]


def _share(bought: Iterable[Bought], whole: Mapping[str, Decimal]) -> Decimal:
    """The share of a client in percent."""
    shares = (100 * max(row.revenue, ZERO) / whole[row.currency] for row in bought if whole[row.currency])
    return to_places(max(shares, default=ZERO), 1)


def _explain(
    holder: AccountHolder[Any], as_of: date, policy: Policy, *, start: date | None, today: date
) -> list[Contribution]:
    """The entry behind each thing, and those that moved it to another day, with the days since each."""
    days, found = days_of(start, as_of), list[Contribution]()
    for client, state in holder.states:
        basis = Basis(*VIEW.basis(client, state, as_of, policy))
        asked, *_ = state  # a state for each of the view's spans, in their order: ASKED is the first
        moves = asked.things.moves if asked is not None and asked.things is not None else {}
        for one in chosen(due(client, basis, as_of, policy, today), days):
            of, entries = Of(one.number or one.reason, None, one.position), [(one.position, one.since)]
            found += [
                Contribution(
                    "age_days", None, one.reason, one.number or None, position, Decimal((as_of - on).days), of
                )
                for position, on in (*entries, *moves.get(one.key, ()))
            ]
    return found


def _told(found: ToDo | _Of) -> int:
    return found.thing.told if isinstance(found, ToDo) else 0


def _first_entry(found: ToDo | _Of) -> int | None:
    """The entry that has the text of a thing, if the thing lacks it; a correction of it comes later."""
    return found.thing.position if isinstance(found, ToDo) and not found.thing.what else None


def _with_text(one: ToDo, text: str) -> ToDo:
    return one._replace(thing=one.thing._replace(what=text))


def over(start: date | None = None, today: date = date.max) -> View[Any, Any, Any, Any]:
    """The view of a week, in which nothing is unreported that is yet to come today.

    Args:
        start: a day of the week; None: the day asked.
        today: the day on which it is seen, if that is before the day asked.
    """
    return View(
        name="agenda",
        spans=(ASKED, PROMISED, ORDER_RHYTHM, BOUGHT, OPEN_ORDERS),
        storing=Storing(
            unstored=Unstored(
                evolve_texts,
                lambda one, texts: _with_text(one, texts[one.thing.position]),
                _first_entry,
                _told,
                lambda one, event: _with_text(one, text_of(event)),
            )
        ),
        rows=partial(_rows, start=start, today=today),
        comparing=Comparing(_weighed, _beside, (BOUGHT.name,)),
        needed=lambda day, policy: {
            ASKED.name: needed_in(start, day),
            ORDER_RHYTHM.name: needed_overdue(day, policy.health.commerce),
            OPEN_ORDERS.name: needed_late(day),
        },
        explain=partial(_explain, start=start, today=today),
        variants=Variants(over=over, seen_on=partial(over, start)),
        showing=Showing(order=place, empty="nothing is to be done in that week"),
        explaining=Explaining(
            nothing="Nothing is to be done with {client} in the week of that day.",
            note=Remark(
                "Each line is the entry behind a thing to do, or one that moved it to another day",
                "the amount is the days since then",
            ),
            summed=False,
        ),
        table=Table("agenda", "What is to be done in a week: a row for each thing.", AgendaRow),
    )


VIEW = over()
