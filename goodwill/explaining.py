"""The entries behind figures, and what moved a figure between two days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Final, Unpack

import projections
from goodwill.arguments import judged
from goodwill.entries import house_entries, is_client, known_client
from goodwill.manager_figures import ManagerFigures, explained, moved
from goodwill.moments import Clocks, clocks_of, day_of, horizon_of, period_of
from goodwill.options import Asked, Seen, asks
from ledger.entry import Entry
from ledger.errors import Misuse
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from projections import Explanation, Move, UnknownChoice
from projections.framework.naming import Naming
from projections.framework.periods import Period
from projections.framework.question import Question
from projections.framework.registry import ALL
from projections.framework.staffing import staffing_of
from projections.history import Horizon
from projections.policy import Policy, in_force

_OF_MANAGERS: Final = frozenset({"plan", "pay"})
"""The views whose figures are managers' too."""


@asks(Seen)
def explain(
    ledger: EntryLog,
    view: str,
    client: str,
    *,
    document: str | None = None,
    period: tuple[date, date] | None = None,
    group: bool = False,
    policy: Policy | None = None,
    **seen: Unpack[Seen],
) -> Explanation:
    """The entries behind the figures of a view for a client: contributions that sum to them.

    Args:
        view: the name of a view, such as "receivables", or "exposure".
        client: the client's code; of plan and pay the name of a manager, too.
        document: only this invoice, order or payment, open or closed; None: all that is open, or counts.
        period: the first day and the last of the figures of a view about a period; None: the twelve months up
            to ``as_of``, and all of a document.
        group: whether to explain all companies of the client's group together; of a manager's plan, whether
            the companies of a group count as one client.
        policy: how the figures are made; None: by the policy in force. It changes no figure of plan or pay.

    Raises:
        Misuse: a manager's pay is to count a group as one client; pay counts each company by itself. Or the
            period ends before it begins, or the view has figures of managers, of the period of their plans.
        NoPeriod: a period is given, and the view is about a day.
        UnknownView, UnknownChoice, UnknownDocument: there is no such view, client or document.
    """
    if period:
        seen = seen | {"as_of": _period(ledger, view, period, seen).end}
    clocks = clocks_of(ledger, **seen)
    horizon = _horizon(view, clocks)
    if view in _OF_MANAGERS and not is_client(ledger, client):
        asked: Asked = {"group": group, "as_of": horizon.as_of, "known_at": seen.get("known_at")}
        return explained(ledger, _figures(ledger, view, client, asked), document)
    codes = _companies(ledger, client, horizon, group=group)
    beside = _beside(ledger, view, codes, [horizon])
    entries = _entries(ledger, [*codes, *beside])
    return projections.explain(
        view,
        entries,
        **horizon._asdict(),
        policy=policy,
        document=document,
        beside=beside,
        today=clocks.today,
        start=period and period[0],
    )


def _period(ledger: EntryLog, view: str, period: tuple[date, date], seen: Seen) -> Period:
    if view in _OF_MANAGERS:
        raise Misuse(
            f"{view} is explained of its own period; in place of the period, give a day in it as as_of"
        )
    return period_of(ledger, period, seen.get("as_of"))


@exact
@judged
def explain_change(  # noqa: PLR0913 - each has its default, and is given by name
    ledger: EntryLog,
    view: str,
    client: str,
    *,
    since: date,
    until: date | None = None,
    document: str | None = None,
    known_at: datetime | None = None,
    group: bool = False,
    policy: Policy | None = None,
) -> Move:
    """What moved a view's figures between the ends of two days, to the cent.

    Args:
        view: the name of a view, such as "receivables", or "exposure".
        client: the client's code; of plan and pay the name of a manager, too.
        since: the first day.
        until: the last day; None: today.
        document: only what is open of this one, or what it contributes.
        known_at: what the ledger knew by this moment; None: now.
        group: whether to explain all companies of the client's group together.
        policy: how the figures of both days are made; None: by the policy in force on each.

    Raises:
        Misuse: ``since`` comes after ``until``.
        UnknownView, UnknownChoice, UnknownDocument: there is no such view, client or document.
    """
    clocks, since = clocks_of(ledger, until, known_at), day_of(since, "since")
    horizon = _horizon(view, clocks)
    if since > horizon.as_of:
        raise Misuse(f"since={since} comes after the last day, {horizon.as_of}; give an earlier one")
    if view in _OF_MANAGERS and not is_client(ledger, client):
        asked: Asked = {"group": group, "as_of": horizon.as_of, "known_at": known_at}
        return moved(ledger, _figures(ledger, view, client, asked), since, document)
    codes = _companies(ledger, client, horizon, group=group)
    beside = _beside(ledger, view, codes, [horizon._replace(as_of=since), horizon])
    return projections.explain_change(
        view,
        _entries(ledger, [*codes, *beside]),
        since=since,
        until=horizon.as_of,
        known_at=horizon.known_at,
        position=horizon.position,
        policy=policy,
        document=document,
        beside=beside,
        today=clocks.today,
    )


def _horizon(view: str, clocks: Clocks) -> Horizon:
    """How far an explanation looks: as an answer of its view does; "exposure" is no view."""
    if view not in ALL:
        return clocks.horizon
    return ALL[view].horizon(Question(clocks.horizon, seen_at=clocks.seen_at))


def _figures(ledger: EntryLog, view: str, manager: str, asked: Asked) -> ManagerFigures:
    """The figures of a manager.

    Raises:
        UnknownChoice: nobody has that name; of a head without clients, it names those to ask about.
    """
    try:
        if view == "plan":
            from goodwill.asking import question_of
            from goodwill.plans import plan_figures

            return plan_figures(ledger, manager, question_of(ledger, **asked))
        from goodwill.paying import pay_figures

        return pay_figures(ledger, manager, asked)
    except UnknownChoice as unknown:
        if team := _team(ledger, manager, unknown.known, asked):
            what = f"ask about {' or '.join(team)}, who {'reports' if len(team) == 1 else 'report'} to '{manager}'"
            hint = f"{what}; `goodwill plan --by team` shows their sum" if view == "plan" else what
            raise UnknownChoice("manager", manager, unknown.known, hint) from None
        raise


def _team(ledger: EntryLog, head: str, managers: Iterable[str], asked: Asked) -> list[str]:
    """Those of some managers who report to a head on the day, directly or through others."""
    horizon = horizon_of(ledger, asked.get("as_of"), asked.get("known_at"))
    house = [*house_entries(ledger)]
    staffing, managers = staffing_of(house, (), horizon), [*managers]
    key = Naming(((name, "") for name in (head, *managers, *staffing.names)), house).key
    team = staffing.team(head, key)
    return [one for one in managers if key(one) in team]


def _companies(ledger: EntryLog, client: str, seen: Horizon, *, group: bool) -> list[str]:
    """The code of the client, or those of every company of its group."""
    code = known_client(ledger, client, seen.known_at)
    if not group:
        return [code]
    from goodwill.asking import history_source
    from projections.framework.company_groups import group_of

    return group_of(code, history_source(ledger), seen).codes


def _beside(ledger: EntryLog, view: str, codes: list[str], ends: list[Horizon]) -> set[str]:
    """The companies whose entries have a part in figures of others: those that pool points with them."""
    house = [*house_entries(ledger)]
    if view != "loyalty" or not any(in_force(house, end).programme.pools for end in ends):
        return set()
    from goodwill.asking import history_source
    from projections.programme.groups import connected

    return connected(codes, history_source(ledger), ends[-1]) - {*codes}


def _entries(ledger: EntryLog, codes: Iterable[str]) -> Iterator[Entry]:
    """Those of the house, then those of some clients."""
    return chain(house_entries(ledger), *map(ledger.history, codes))
