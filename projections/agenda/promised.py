"""Promises to pay as things to do: those whose day has not passed, and broken ones of clients that owe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias, cast

from ledger.entry import Fact
from ledger.events import PaymentPromised
from ledger.money import amount_text
from ledger.subledger import Account, Books
from ledger.subledger.open_items import refreshed
from ledger.times import shifted
from projections import receivables
from projections.agenda import reasons
from projections.agenda.things import Key, Thing
from projections.framework.clients import Client
from projections.framework.fold_parts import Deferred, Waiting
from projections.framework.spans import Spans
from projections.policy import Policy, Timetable
from projections.receivables.applying import open_books
from projections.receivables.promise_outcomes import Judged
from projections.receivables.promises import outcomes_since

PATIENCE = 91
"""Days after its day on which a broken promise is still to be spoken about."""
_PROMISE = "promise"
_Held: TypeAlias = "Account | Waiting"


def _account(held: _Held) -> Account | None:
    """The account of a client that promised to pay; of others it is not made."""
    if isinstance(held, Waiting):
        return held.state if PaymentPromised in held.kinds else None
    return held if held.promises else None


def promised(client: Client, held: _Held, day: date, policy: Policy) -> Iterable[Thing]:
    """What clients promised, on a day up to which the account holds the facts."""
    del client
    account = _account(held)
    return _found(account, day, policy).values() if account else ()


def _touched(
    client: Client, held: _Held, day: date, policy: Policy
) -> Iterable[tuple[Key, Thing | None]] | None:
    """The rows on a day by their keys, None for one that is gone since this was last asked; None at first."""
    del client
    account = _account(held)
    if account is None:
        return ()
    now, read = _found(account, day, policy), refreshed(account).read
    before, read[Thing] = read.get(Thing), now
    return None if before is None else (dict.fromkeys(before.keys() - now.keys()) | now).items()


def _found(account: Account, day: date, policy: Policy) -> dict[Key, Thing]:
    """The things by their keys."""
    newest = max(promise.made for promise in account.promises)
    if all(promise.by < newest or _is_forgotten(promise.by, day) for promise in account.promises):
        return {}
    owing, found = open_books(account, policy), {}
    for one in _outcomes(account, policy, newest, owing):
        promise = one.promise
        left = one.amount - one.settled
        if promise.by < newest or left <= 0 or _is_forgotten(promise.by, day):
            continue
        owed = owing.under(promise.documents) if promise.documents else owing.items
        if day <= promise.by:
            reason = reasons.PROMISE
        elif any(part.debt.currency == promise.currency and part.open > 0 for part in owed):
            reason = reasons.PROMISE_BROKEN
        else:
            continue
        what = f"{amount_text(left, promise.currency)} promised"
        thing = Thing(_PROMISE, promise.number, reason, what, promise.by, promise.made, promise.position)
        found[thing.key] = thing
    return found


class _Judged(NamedTuple):
    """The outcomes of the last promises, with what was open and how many there were when they were judged."""

    books: Books
    promises: int
    outcomes: Sequence[Judged]


def _outcomes(account: Account, policy: Policy, newest: date, owing: Books) -> Sequence[Judged]:
    """The outcomes of the promises for a day or later; they stay the same while what is open does."""
    read, promises = refreshed(account).read, len(account.promises)
    last: _Judged | None = read.get(_Judged)
    if last is None or last.books is not owing or last.promises != promises:
        _, outcomes = outcomes_since(account, policy, newest)
        last = read[_Judged] = _Judged(owing, promises, outcomes)
    return last.outcomes


def _is_forgotten(by: date, day: date) -> bool:
    """Whether a promise for a day is no longer spoken about on another."""
    return (day - by).days > PATIENCE


def _turns(fact: Fact, policies: Timetable) -> Iterator[date]:
    del policies
    by = cast("PaymentPromised", fact.event).by_date
    yield shifted(by, 1)
    yield shifted(by, PATIENCE + 1)


PROMISED = Spans(
    name="agenda_promises",
    evolve=Deferred(receivables.evolve),
    row=Thing,
    of=promised,
    touched=_touched,
    turns={PaymentPromised: _turns},
    depends=lambda policy: policy.receivables.allocation,
)
"""What clients promised to pay."""
