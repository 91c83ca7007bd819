"""What clients are worth to us: key accounts, segments and who moves between them, points, lifetime."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Literal, Unpack

from goodwill.asking import Ask, answer, history_source, question_of, shown
from goodwill.moments import period_of
from goodwill.options import Asked, asks
from ledger.errors import Misuse
from ledger.recording.entry_log import EntryLog
from projections import Answer, UnknownChoice
from projections.framework.answering import ask_all
from projections.framework.question import Question
from projections.key_accounts.client_sales import REVENUES, Revenue
from projections.key_accounts.view import Over, cautions, over
from projections.lifetime import pace
from projections.lifetime.modelled import METHOD, modelled
from projections.programme.liability import owed
from projections.programme.listing import listed
from projections.programme.points import SOON
from projections.segments import moved, segmented


@asks(Asked)
def key_accounts(
    ledger: EntryLog,
    *,
    period: tuple[date, date] | None = None,
    revenue: Revenue = "net",
    **asked: Unpack[Asked],
) -> Answer:
    """Each client's share of revenue and margin, and how concentrated they are.

    ``items`` of the answer are the entries behind the rows; ask for them while the ledger is open, because
    they are read when they are asked for.

    Args:
        period: its first and its last day; None: the twelve months up to ``as_of``.
        revenue: orders net of what was cancelled or came back on its own day ("net"), orders as they were
            placed ("ordered"), or invoices less what was credited ("invoiced").
        **asked: as ``Asked`` has it; ``as_of`` within the period ends it there.

    Raises:
        Misuse: the period ends before it begins, or nothing of that name counts as revenue.
        UnknownChoice: no client has what is asked for.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    start, asked["as_of"] = period_of(ledger, period, asked.get("as_of"))
    question = question_of(ledger, **asked)._replace(start=start)
    return key_accounts_from(ledger, partial(shown, ledger), question, revenue)


def key_accounts_from(ledger: EntryLog, ask: Ask, question: Question, revenue: Revenue = "net") -> Answer:
    """As ``key_accounts``, for a question with the first day of a period."""
    if revenue not in REVENUES:
        raise Misuse(f"revenue='{revenue}' is unknown; give one of {', '.join(REVENUES)}")
    if revenue == "net":
        found = ask("key-accounts", question)
    else:
        view, made = over(Over(question.start, revenue)), (question.policy,)
        ((found,),) = ask_all([view], history_source(ledger), question.horizon, made, question.where)
    return replace(found, more={**found.more, "revenue": revenue}, doubts=lambda: [*cautions(found)])


@asks(Asked)
def segments(ledger: EntryLog, *, since: date | None = None, **asked: Unpack[Asked]) -> Answer:
    """How many clients each segment of loyalty has; or who moved between segments since the end of a day.

    Args:
        since: the first day of moves, whose clients are ``items``; None: the segments of one day.
        **asked: as ``Asked`` has it.

    Raises:
        Misuse: ``since`` comes after ``as_of``.
        UnknownChoice: no client has what is asked for.
    """
    after = shown(ledger, "loyalty", question_of(ledger, **asked))
    if since is not None and since > after.as_of:
        raise Misuse(f"since={since} comes after the last day, {after.as_of}; give an earlier one")
    if since is None:
        return segmented(after)
    return moves_since(partial(shown, ledger), question_of(ledger, **asked | {"as_of": since}), after)


@asks(Asked)
def points(ledger: EntryLog, **asked: Unpack[Asked]) -> Answer:
    """The lots of points of clients, each with what became of it and the entries that changed it.

    Args:
        **asked: as ``Asked`` has it.

    Raises:
        UnknownChoice: no client has what is asked for.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    return listed(answer(ledger, "loyalty", **asked))


@asks(Asked)
def liability(ledger: EntryLog, *, within: int = SOON, **asked: Unpack[Asked]) -> Answer:
    """The points that each client can spend, and what the house owes for them, with totals by currency.

    Args:
        within: points that expire within so many days are shown as expiring.
        **asked: as ``Asked`` has it.

    Raises:
        UnknownChoice: no client has what is asked for.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    return owed_in(partial(shown, ledger), question_of(ledger, **asked), within)


def owed_in(ask: Ask, question: Question, within: int = SOON) -> Answer:
    """As ``liability``; what is expected to expire follows from all clients, whichever are asked for."""
    question = question._replace(full=True)
    wanted, everyone = ask("loyalty", question), question.of_everyone
    return owed(wanted, wanted if everyone == question else ask("loyalty", everyone), within)


def moves_since(ask: Ask, before: Question, after: Answer) -> Answer:
    """The moves between segments up to an answer of loyalty, since the answer to an earlier question."""
    earlier = replace(after, rows=[])
    with suppress(UnknownChoice):  # nobody matched the filter then, so all are new
        earlier = ask("loyalty", before)
    return moved(earlier, after)


@asks(Asked)
def lifetime(
    ledger: EntryLog, *, method: Literal["pace", "bg-nbd"] = "pace", **asked: Unpack[Asked]
) -> Answer:
    """Each client's value so far, its pace of twelve months, and the range of what the next twelve may bring.

    The range is made of the ledger's own earlier years; its rows have none if the ledger is too short.

    Args:
        method: "bg-nbd" adds what BG/NBD with Gamma-Gamma expects; it needs numpy and scipy.
        **asked: as ``Asked`` has it.

    Raises:
        Misuse: there is no such method.
        ModelMissing: numpy or scipy is not installed.
        ModelRefused: the model cannot be fitted to these clients.
    """
    return lifetime_of(shown(ledger, "lifetime", question_of(ledger, **asked)), method)


def lifetime_of(found: Answer, method: str) -> Answer:
    """An answer of the view of lifetime with what a method adds; it raises as ``lifetime`` does."""
    if method not in ("pace", METHOD):
        raise Misuse(f"method='{method}' is unknown; give one of pace, {METHOD}")
    with_cautions = replace(found, doubts=lambda: [*pace.cautions(found)])
    return modelled(with_cautions) if method == METHOD else with_cautions
