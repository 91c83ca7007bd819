"""Whom to call first about overdue money, and why: a rank made of named points, each of which is shown.

The amount to ask for is what is overdue, less what is contested, and less what is promised for a day to come.
Five factors give points; the policy says how many each gives at most (see ``projections.policy``):

* amount: what to ask for, against the largest such amount in view in the same currency;
* lateness: its days late, weighted by amount, full from 90 days on;
* word: the part of what the client has promised so far that was not paid in time;
* today: a promise names this day, or was broken on one of the three days before;
* silence: days since a person spoke with the client, reminded it or had its promise, full from 30 days on.

Each currency has ranks of its own, unless all amounts are shown in one: 1 JPY and 1,000,000 EUR may both be
the largest of their currency. A client that cannot be asked for anything has no points and comes last; it is
listed because a person has to follow it up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from ledger.money import ZERO, amount_text, to_places
from ledger.text import counted
from ledger.times import shifted
from projections.collections.overdue import Case, cases
from projections.framework.answer import Answer
from projections.framework.columns import CLIENT, CURRENCY, NAME, Column
from projections.framework.sums import by_currency, sum_in, totals_of
from projections.one_currency import OneCurrency
from projections.policy import Policy
from projections.rates import Convert
from projections.receivables.promise_outcomes import Judged, broken_rate

_LATE, _SILENT = 90, 30  # days from which on lateness and silence count in full
_RECENT = 3  # a weekend lies between the day of a promise and the next working day


def _points(of: str) -> Column:
    return Column(f"Points for {of}.", unit="points")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """A client with overdue money, and the reasons for its rank."""

    rank: Annotated[int, Column("1 is to be called first, of those in the same currency.", title="#")]
    client: Annotated[str, CLIENT]
    name: Annotated[str | None, NAME]
    currency: Annotated[str, CURRENCY]
    overdue: Annotated[Decimal, Column("What is overdue.", spare=True)]
    disputed: Annotated[Decimal, Column("Of that, what the client disputes.")]
    promised: Annotated[Decimal, Column("Of that, what is promised for a day to come.")]
    asked: Annotated[Decimal, Column("Of that, what can be asked for.")]
    days_late: Annotated[int, Column("Days late of the oldest debt.", unit="days", title="LATE")]
    mean_days_late: Annotated[
        int,
        Column("Of what can be asked for, weighted by amount.", unit="days", title="MEAN LATE", spare=True),
    ]
    score: Annotated[int, Column("The sum of the points that follow.", unit="points", bold=True)]
    amount: Annotated[int, _points("the amount")]
    lateness: Annotated[int, _points("its lateness")]
    word: Annotated[int, _points("promises that were not kept")]
    today: Annotated[int, _points("a promise of today, or one just broken")]
    silence: Annotated[int, _points("days without a word")]
    last_contact: Annotated[
        date | None,
        Column(
            "The last day on which a person spoke with the client, reminded it, or had its promise to pay.",
            null="never",
            title="CONTACT",
            spare=True,
        ),
    ]
    level: Annotated[int, Column("The highest reminder sent of what is overdue.")]
    why: Annotated[str, Column("The reasons in words.", least=24)]


@dataclass(frozen=True, slots=True)
class CallTotal:
    """What is overdue in one currency, and how much of it to ask for."""

    currency: str
    clients: int
    overdue: Decimal
    disputed: Decimal
    promised: Decimal
    asked: Decimal


def listed(answer: Answer, exchange: OneCurrency | None = None) -> Answer:
    """The answer with a row for each call, and the policy's weights beside them.

    Args:
        answer: of receivables.
        exchange: ranks all clients together in its currency; None: each currency by itself.
    """
    rows = _ranked(answer, exchange.money(answer.as_of) if exchange else lambda money: money)
    sums = totals_of(CallTotal, rows, lambda same: {"clients": len(same)})
    more = {"most": answer.rules.collect._asdict()}
    made = replace(answer, view="collect", rows=rows, totals=sums, behind=list, shape=CallRow, more=more)
    return exchange.told(made) if exchange else made


def _ranked(answer: Answer, convert: Convert) -> list[CallRow]:
    """The clients with overdue money, those to call first leading; the currency of most clients first."""
    as_of, policy = answer.as_of, answer.rules
    shown = (holder for holder in answer.holders if holder.shown)
    compared = by_currency(case for holder in shown for case in cases(holder, as_of, policy, convert))
    found: list[CallRow] = []
    for _, same in sorted(compared, key=lambda one: -len(one[1])):
        largest = max(case.asked for case in same)
        rows = [_row(case, largest, as_of, policy, convert) for case in same]
        rows.sort(key=lambda row: (not row.asked, -row.score, -row.mean_days_late, row.client))
        found += [replace(row, rank=rank) for rank, row in enumerate(rows, 1)]
    return found


def _row(case: Case, largest: Decimal, as_of: date, policy: Policy, convert: Convert) -> CallRow:
    asked = case.asked
    days = int(sum((one.asked * one.days for one in case.late), ZERO) / asked) if asked else 0
    level = max(one.level for one in case.late)
    past = [one for one in case.promises if one.promise.by < as_of]  # today is not over yet
    recent = [one for one in case.promises if _calls_for(one, as_of)]
    silent = (as_of - case.contact).days if case.contact else _SILENT
    shares = {
        "amount": asked / largest if asked else ZERO,
        "lateness": Decimal(days) / _LATE,
        "word": broken_rate(_shown(one, convert) for one in past) or ZERO,
        "today": Decimal(bool(recent)),
        "silence": Decimal(silent) / _SILENT,
    }
    most, steps = policy.collect._asdict(), len(policy.reminders.of_late)
    points = {name: _points_for(share, most[name]) if asked else 0 for name, share in shares.items()}
    return CallRow(
        rank=0,
        client=case.holder.code,
        name=case.holder.name,
        currency=case.currency,
        overdue=sum_in(case.currency, (one.open for one in case.late)),
        disputed=sum_in(case.currency, (one.disputed for one in case.late)),
        promised=sum_in(case.currency, (one.promised for one in case.late)),
        asked=sum_in(case.currency, [asked]),
        days_late=max(one.days for one in case.late),
        mean_days_late=days,
        score=sum(points.values()),
        **points,
        last_contact=case.contact,
        level=level,
        why="; ".join(_why(case, recent, past, as_of, steps)),
    )


def _points_for(share: Decimal, most: int) -> int:
    return int(to_places(min(share, Decimal(1)) * most, 0))


def _shown(one: Judged, convert: Convert) -> Judged:
    """The outcome of a promise, in the currency in which the client is shown."""
    amount, settled = (convert((part, one.promise.currency))[0] for part in (one.amount, one.settled))
    return replace(one, promise=one.promise._replace(amount=amount), settled=settled)


def _calls_for(one: Judged, as_of: date) -> bool:
    """Whether a promise that is not kept names this day or one of the last few."""
    return one.settled < one.amount and shifted(as_of, -_RECENT) <= one.promise.by <= as_of


def _why(
    case: Case, recent: Sequence[Judged], past: Sequence[Judged], as_of: date, steps: int
) -> Iterator[str]:
    for one in recent:
        amount = amount_text(one.amount - one.settled, one.promise.currency)
        broken = one.promise.by < as_of
        yield (
            f"{amount} promised for {one.promise.by} was not paid by then"
            if broken
            else f"{amount} promised for today"
        )
    earlier = [one.promise.by for one in past if one.settled < one.amount and one not in recent]
    if earlier:
        times = "once" if len(earlier) == 1 else f"{len(earlier):,} times"
        yield f"broke its word {times}, last for {max(earlier)}"
    if case.asked:
        oldest = max(one.days for one in case.late if one.asked)
        rest = any(one.days > oldest for one in case.late)
        yield f"oldest {'that can be asked for ' if rest else ''}{counted(oldest, 'day')} late"
    else:
        yield "covered by credit" if any(one.covered for one in case.late) else "contested or promised"
    done = [one for one in case.late if one.level >= steps > 0]
    if done:
        amount = amount_text(sum_in(case.currency, (one.open for one in done)), case.currency)
        yield "all reminders sent" + ("" if len(done) == len(case.late) else f" for {amount}")
    if case.bounced is not None:
        yield f"payment {case.bounced.number} bounced on {case.bounced.on} ({case.bounced.reason})"
    if case.contact is None:
        yield "no contact recorded"
    elif (as_of - case.contact).days >= _SILENT:
        yield f"no contact for {(as_of - case.contact).days:,} days"
