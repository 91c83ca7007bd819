"""A client's facts judged again in the order in which they happened, with everything that is known today.

An entry is judged when it is recorded, against all that is known at that moment, whatever its date. What is
recorded later of an earlier day (a delivery, a cancellation, a hold) can make it impossible afterwards: nothing is
refused then, and nothing hidden. This finds it.

A settlement is different from other facts: it counts as soon as both its documents are there, whatever the day on
which somebody said so, so it waits for them; one whose money is gone again in the end was no mistake. So was no
mistake what was more than a document had open for a while, but is not in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ledger import rules
from ledger.entry import Draft, Entry
from ledger.errors import Refused
from ledger.events import (
    PaymentReceived,
    SettlementMade,
    SettlementReversed,
)
from ledger.faults import Fault
from ledger.rules.exposure import owed
from ledger.rules.money_refusals import DocumentCancelled, MoreThanOpen, MoreThanOwed, NotOwed, SettledAlready
from ledger.rules.people import UnknownPerson
from ledger.rules.refusals import UnknownNumber

_MOST_NAMED = 5
_MOST_TRIED = 20


class _Refusal(NamedTuple):
    entry: Entry
    because: Refused


class Course:
    """Facts in some order, each judged against those before it, and then taken as they are.

    Attributes:
        relationship: what they come to.
        refused: entries that the rules would refuse in this order, and why.
        lapsed: settlements whose money was gone before they could count.
    """

    def __init__(self) -> None:
        self.relationship = rules.initial()
        self.refused: list[_Refusal] = []
        self.lapsed: list[Entry] = []
        self._waiting: list[Entry] = []

    def take(self, entry: Entry) -> None:
        """The next fact."""
        because = self._judge(entry)
        if because is None:
            rules.evolve(self.relationship, entry)
        elif isinstance(entry.event, SettlementMade) or self._is_taken_back(entry):
            self._waiting.append(entry)
        else:
            self.refused.append(_Refusal(entry, because))
            rules.evolve(self.relationship, entry)
        if self._waiting:
            self._waiting = [one for one in self._waiting if not self._admits(one)]

    def end(self) -> None:
        """There are no more facts: what waits, waited in vain; what was contradictory for a while is no fault."""
        self.refused = [one for one in self.refused if not self._is_over(*one)]
        for entry in self._without_pairs():
            because = self._judge(entry)
            if because is not None and self._is_gone(entry):
                self.lapsed.append(entry)
            elif because is not None:
                self.refused.append(_Refusal(entry, because))
        self._waiting = []

    def _judge(self, entry: Entry) -> Refused | None:
        draft = Draft(entry.event, entry.occurred_at, entry.actor, entry.client, entry.on_behalf_of)
        try:
            rules.decide(self.relationship, draft, rules.Context(entry.recorded_at))
        except Refused as because:
            return because
        return None

    def _admits(self, entry: Entry) -> bool:
        admitted = self._judge(entry) is None
        if admitted:
            rules.evolve(self.relationship, entry)
        return admitted

    def _is_taken_back(self, entry: Entry) -> bool:
        """Whether it undoes a settlement that waits."""
        return isinstance(entry.event, SettlementReversed) and any(
            _pair(one) == _pair(entry) for one in self._waiting
        )

    def _without_pairs(self) -> list[Entry]:
        """What waits, without settlements that were taken back whole while they waited."""
        left: list[Entry] = []
        for entry in self._waiting:
            same = [
                one
                for one in left
                if isinstance(entry.event, SettlementReversed)
                and _pair(one) == _pair(entry)
                and _amount(one) == _amount(entry)
            ]
            if same:
                left.remove(same[-1])
            else:
                left.append(entry)
        return left

    def _is_gone(self, entry: Entry) -> bool:
        """Whether the money of a settlement was reversed or refunded in the end."""
        source = self.relationship.sources.get(getattr(entry.event, "source", ""))
        return source is not None and source.amount <= 0

    def _is_over(self, entry: Entry, because: Refused) -> bool:
        """Whether what was settled or written off beyond what was open, or owed by a day, no longer is beyond it."""
        if isinstance(because, MoreThanOwed):
            return owed(self.relationship, because.currency, entry.on).amount >= 0
        if isinstance(because, SettledAlready):
            debt = self.relationship.debts.get(because.invoice)
        elif isinstance(because, MoreThanOpen | DocumentCancelled):
            debt = self.relationship.debts.get(because.document)
        else:
            return False
        return debt is not None and debt.settled <= (0 if debt.cancelled else debt.amount)


def _pair(entry: Entry) -> tuple[str, str] | None:
    event = entry.event
    return (event.source, event.target) if isinstance(event, SettlementMade | SettlementReversed) else None


def _amount(entry: Entry) -> object:
    return getattr(entry.event, "amount", None)


def run(entries: Iterable[Entry]) -> Course:
    """What entries come to, in the order given.

    Args:
        entries: of one client, those in force.
    """
    course = Course()
    for entry in entries:
        for part in _parts(entry):
            course.take(part)
    course.end()
    return course


def _parts(entry: Entry) -> Iterator[Entry]:
    """A payment apart from the settlements that it states."""
    event = entry.event
    if not isinstance(event, PaymentReceived) or not event.settles:
        yield entry
        return
    yield entry._replace(event=event.model_copy(update={"settles": ()}))
    for said in sorted(event.settles, key=lambda said: said.instalment is None):
        settlement = SettlementMade(
            source=event.number,
            target=said.document,
            instalment=said.instalment,
            amount=said.amount,
            advance=event.advance,
        )
        yield entry._replace(event=settlement)


def contradictions(ran: Course, ordered: Sequence[Entry]) -> list[Fault]:
    """Entries that cannot have happened as they are told, now that everything is known.

    Args:
        ran: what the entries came to.
        ordered: the entries, as they happened.
    """
    if not ran.refused:
        return []
    always = _refused(sorted(ordered, key=lambda entry: entry.position))
    timed = _refused(_by_the_clock(ordered))
    return [_fault(one, ordered, always) for one in ran.refused if one.entry.position in timed]


def _by_the_clock(ordered: Iterable[Entry]) -> Iterator[Entry]:
    """The entries of each day by their moments: what happened at nine and at ten may well have been so."""
    for _, day in groupby(ordered, key=lambda entry: entry.on):
        yield from sorted(day, key=lambda entry: (entry.occurred_at, entry.position))


def _refused(entries: Iterable[Entry]) -> set[int]:
    """The positions of entries that the rules would refuse in the order given."""
    return {one.entry.position for one in run(entries).refused}


def _fault(refusal: _Refusal, ordered: Sequence[Entry], always: set[int]) -> Fault:
    entry, because = refusal
    number = getattr(entry.event, "number", None) or getattr(entry.event, "visit", None)
    told = entry.kind + (f" '{number}'" if number else "") + f" of {entry.on}"
    said, _, _ = str(because).partition("; ")
    if entry.position in always:
        what = f"{told} would not be admitted by the rules of today: {said}"
        return _told(entry, "not-admitted", what, "correct or void it")
    if isinstance(because, UnknownNumber | UnknownPerson | NotOwed):
        what = f"{told} comes before what it rests on: {said} by then"
        return _told(entry, "too-early", what, "correct the date of one of the two with entry.corrected")
    later = _culprits(entry, ordered)
    since = f" (recorded after it, dated before it: {_listed(later)})" if later else ""
    what = f"{told} cannot have happened so: {said}{since}"
    return _told(entry, "contradicted", what, "correct or void it, or what contradicts it")


def _culprits(entry: Entry, ordered: Sequence[Entry]) -> list[int]:
    """Entries recorded later of an earlier moment, without which it would be admitted; all such, if no single one."""
    at = next(index for index, one in enumerate(ordered) if one.position == entry.position)
    later = [one for one in ordered[:at] if one.position > entry.position]
    alone = [
        one.position
        for one in later[-_MOST_TRIED:]
        if entry.position not in _refused(before for before in ordered[: at + 1] if before is not one)
    ]
    return alone or [one.position for one in later]


def _told(entry: Entry, code: str, what: str, advice: str) -> Fault:
    return Fault(entry.position, entry.client, code, what, advice)


def _listed(positions: Sequence[int]) -> str:
    shown = ", ".join(str(position) for position in sorted(positions)[:_MOST_NAMED])
    return shown + (", ..." if len(positions) > _MOST_NAMED else "")
