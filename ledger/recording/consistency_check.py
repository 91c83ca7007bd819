"""The consistency check: decides a client's facts again, in the order in which they happened.

An entry is decided when it is recorded, against all that is known at that moment, of any date. An entry
that is recorded later with an earlier date (a delivery, a cancellation, a hold) can contradict it. The ledger
refuses nothing then and hides nothing; this check reports it.

Settlements differ from other facts. A settlement counts as soon as both its documents are there, on any
date, so it waits for them. It was no mistake if its money is gone in the end. Nor was it one if a document
was settled beyond its open amount for a while only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple, TypeAlias

from msgspec.structs import replace

from ledger import fault_kinds as kinds
from ledger import rules
from ledger.entry import Entry, as_draft
from ledger.errors import Fault, Refused
from ledger.events import PaymentReceived, SettlementMade, SettlementReversed
from ledger.rules.debts import is_oversettled
from ledger.rules.money_refusals import DocumentCancelled, MoreThanOpen, MoreThanOwed, NotOwed, SettledAlready
from ledger.rules.refusals import NoCurrency, UnknownNumber, UnknownPerson
from ledger.subledger.billing import source_of
from ledger.subledger.exposure import owed

Programme: TypeAlias = Callable[[date], rules.HousePolicy]
_MOST_NAMED = 5
_MOST_TRIED = 20


class _Refusal(NamedTuple):
    entry: Entry
    because: Refused


class ConsistencyCheck:
    """Decides facts in some order, each against those before it, and then folds it even if it is refused.

    Args:
        programme: the house's policy on a day, for points.

    Attributes:
        client_state: the client state after the facts so far.
        refused: the entries that the rules refuse in this order, and why.
        lapsed: the settlements whose money was gone before they could count.
    """

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self.client_state = rules.initial()
        self.refused: list[_Refusal] = []
        self.lapsed: list[Entry] = []
        self._waiting: list[Entry] = []

    def take(self, entry: Entry) -> None:
        """Decide and fold the next fact."""
        because = self._decide(entry)
        if because is None:
            rules.evolve(self.client_state, entry)
        elif isinstance(entry.event, SettlementMade) or self._reverses_waiting(entry):
            self._waiting.append(entry)
        else:
            self.refused.append(_Refusal(entry, because))
            rules.evolve(self.client_state, entry)
        if self._waiting:
            self._waiting = [one for one in self._waiting if not self._admits(one)]

    def end(self) -> None:
        """End the check: decide the settlements that still wait, and drop refusals that hold no longer."""
        self.refused = [one for one in self.refused if not self._no_longer_holds(*one)]
        for entry in self._waiting_at_the_end():
            because = self._decide(entry)
            if because is not None and self._is_spent(entry):
                self.lapsed.append(entry)
            elif because is not None:
                self.refused.append(_Refusal(entry, because))
        self._waiting = []

    def _decide(self, entry: Entry) -> Refused | None:
        draft = as_draft(entry)
        try:
            rules.decide(self.client_state, draft, rules.Context(entry.recorded_at, policy=self._programme))
        except Refused as because:
            return because
        return None

    def _admits(self, entry: Entry) -> bool:
        admitted = self._decide(entry) is None
        if admitted:
            rules.evolve(self.client_state, entry)
        return admitted

    def _reverses_waiting(self, entry: Entry) -> bool:
        """Whether the entry reverses a settlement that waits."""
        return isinstance(entry.event, SettlementReversed) and any(
            _pair(one) == _pair(entry) for one in self._waiting
        )

    def _waiting_at_the_end(self) -> list[Entry]:
        """The settlements that wait, without those that were wholly reversed while they waited."""
        left: list[Entry] = []
        for entry in self._waiting:
            reversed_ = [
                one
                for one in left
                if isinstance(entry.event, SettlementReversed)
                and _pair(one) == _pair(entry)
                and _amount(one) == _amount(entry)
            ]
            if reversed_:
                left.remove(reversed_[-1])
            else:
                left.append(entry)
        return left

    def _is_spent(self, entry: Entry) -> bool:
        """Whether the money of a settlement was wholly reversed or refunded in the end."""
        source = source_of(self.client_state.account, getattr(entry.event, "source", ""))
        return source is not None and source.rest <= 0

    def _no_longer_holds(self, entry: Entry, because: Refused) -> bool:
        """Whether a document settled beyond its open amount is so no longer, or the currency is there."""
        account = self.client_state.account
        if isinstance(because, NoCurrency):  # the first terms hold from the start, before the qualification
            return account.currency is not None
        if isinstance(because, MoreThanOwed):
            return owed(account, because.currency, entry.on).amount >= 0
        if isinstance(because, SettledAlready):
            number = because.invoice
        elif isinstance(because, MoreThanOpen | DocumentCancelled):
            number = because.document
        else:
            return False
        known = number in account.documents or number in account.orders
        return known and not is_oversettled(account, number)


def _pair(entry: Entry) -> tuple[str, str] | None:
    event = entry.event
    return (event.source, event.target) if isinstance(event, SettlementMade | SettlementReversed) else None


def _amount(entry: Entry) -> object:
    return getattr(entry.event, "amount", None)


def run(entries: Iterable[Entry], programme: Programme) -> ConsistencyCheck:
    """Check entries in the given order.

    Args:
        entries: the entries of one client that are in force.
        programme: the house's policy on a day, for points.
    """
    check = ConsistencyCheck(programme)
    for entry in entries:
        for part in _parts(entry):
            check.take(part)
    check.end()
    return check


def _parts(entry: Entry) -> Iterator[Entry]:
    """The entry; a payment that states settlements becomes the payment and a settlement each."""
    event = entry.event
    if not isinstance(event, PaymentReceived) or not event.settles:
        yield entry
        return
    yield entry._replace(event=replace(event, settles=()))
    for settles in sorted(event.settles, key=lambda settles: settles.instalment is None):
        settlement = SettlementMade(
            source=event.number,
            target=settles.document,
            instalment=settles.instalment,
            amount=settles.amount,
            advance=event.advance,
        )
        yield entry._replace(event=settlement)


def contradictions(checked: ConsistencyCheck, ordered: Sequence[Entry], programme: Programme) -> list[Fault]:
    """A fault for each entry that cannot have happened as recorded, given all that is known today.

    Args:
        checked: the finished check of the entries.
        ordered: the entries in the order in which they happened.
        programme: the house's policy on a day, for points.
    """
    if not checked.refused:
        return []
    always = _refused(sorted(ordered, key=lambda entry: entry.position), programme)
    timed = _refused(_by_the_clock(ordered), programme)
    return [_fault(one, ordered, always, programme) for one in checked.refused if one.entry.position in timed]


def _by_the_clock(ordered: Iterable[Entry]) -> Iterator[Entry]:
    """The entries of each day in order of their hours, which may differ from the order of folding."""
    for _, day in groupby(ordered, key=lambda entry: entry.on):
        yield from sorted(day, key=lambda entry: (entry.occurred_at, entry.position))


def _refused(entries: Iterable[Entry], programme: Programme) -> dict[int, Refused]:
    """Why the rules refuse entries in the given order, by their positions."""
    return {one.entry.position: one.because for one in run(entries, programme).refused}


def subject_of(entry: Entry) -> str:
    """An entry as a fault names it: ``visit.held 'V-1' of 2026-03-01``."""
    number = getattr(entry.event, "number", None) or getattr(entry.event, "visit", None)
    return entry.kind + (f" '{number}'" if number else "") + f" of {entry.on}"


def _fault(
    refusal: _Refusal, ordered: Sequence[Entry], always: Mapping[int, Refused], programme: Programme
) -> Fault:
    entry, because = refusal
    subject, reason = subject_of(entry), because.what
    if entry.position in always:
        reason = always[entry.position].what
        what = f"{subject} would not be admitted by the rules of today: {reason}"
        code, advice = kinds.NOT_ADMITTED.code, "correct or void it"
    elif isinstance(because, UnknownNumber | UnknownPerson | NotOwed):
        what = f"{subject} is dated before an entry that it needs: {reason} by then"
        code, advice = kinds.TOO_EARLY.code, "correct the date of one of the two with entry.corrected"
    else:
        later = _culprits(entry, ordered, programme)
        since = f" (recorded after it, dated before it: {_listed(later)})" if later else ""
        what = f"{subject} cannot have happened so: {reason}{since}"
        code, advice = kinds.CONTRADICTED.code, "correct or void it, or what contradicts it"
    return Fault(entry.position, entry.client, code, what, advice)


def _culprits(entry: Entry, ordered: Sequence[Entry], programme: Programme) -> list[int]:
    """The entries recorded later with an earlier date, each of which alone makes the rules refuse ``entry``.

    If no single one does, all entries recorded later with an earlier date.
    """
    at = next(index for index, one in enumerate(ordered) if one.position == entry.position)
    later = [one for one in ordered[:at] if one.position > entry.position]
    alone = [
        one.position
        for one in later[-_MOST_TRIED:]
        if entry.position
        not in _refused((before for before in ordered[: at + 1] if before is not one), programme)
    ]
    return alone or [one.position for one in later]


def _listed(positions: Sequence[int]) -> str:
    shown = ", ".join(str(position) for position in sorted(positions)[:_MOST_NAMED])
    return shown + (", ..." if len(positions) > _MOST_NAMED else "")
