"""Which figures of managers' plans or pay differ between two ends, and the entries that did it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from goodwill.asking import Ask, question_of
from goodwill.entries import house_entries
from goodwill.manager_figures import plan_entries
from goodwill.options import Chosen
from goodwill.paying import pay_of_managers
from goodwill.plans import known_from
from ledger.codec import decode
from ledger.entry import Entry
from ledger.money import ZERO, Amounts
from ledger.recording.entry_log import EntryLog
from ledger.store.looking_up import rows_at
from projections import Answer
from projections.framework.attribution.between import Between, between
from projections.framework.attribution.causes import Cause, End
from projections.framework.changing import Changes, ManagerChange
from projections.framework.choices import UnknownChoice
from projections.framework.comparing import Difference
from projections.framework.naming import Naming
from projections.framework.periods import Period
from projections.framework.question import Question
from projections.history import Horizon
from projections.plans.explaining import OfManager, figures_of_all
from projections.plans.needing import OFFERS, each_in
from projections.plans.targets import periods_of, targets
from projections.policy import in_force


class _Key(NamedTuple):
    """Which figure: whose, by the key of the name, in which period and currency."""

    manager: str
    period: Period
    figure: str
    currency: str | None


@dataclass(frozen=True, slots=True)
class _Told:
    """The figures of an end in their order, with the answer that they are from."""

    answer: Answer
    naming: Naming
    figures: Mapping[_Key, OfManager]


def changes_of_managers(
    ledger: EntryLog,
    ask: Ask,
    view: str,
    ends: tuple[Horizon, Horizon],
    chosen: Chosen,
    period: Period | None,
) -> Changes:
    """The figures of managers that differ between two ends.

    An entry is a cause if a figure counts it for more, or for less, at the last end. In place of an entry
    that somebody corrected between the ends stands the correction.

    Args:
        ledger: the ledger.
        ask: gives the answer of a view.
        view: plan or pay.
        ends: how far each end looks; neither looks beyond the period.
        chosen: whose figures.
        period: of plans, it shows those within it; of pay, it is the quarter. None: those of the last day.

    Raises:
        UnknownChoice: nobody has, at neither end, what is asked for.
        Misuse: it is not what the view can be asked about.
    """
    if period is not None:
        ends = within(ends, period)
    told = _both(ledger, ask, view, ends, chosen, period)
    found = [*_changes(ledger, view, ends, told)]
    house = [*house_entries(ledger)]
    both = [
        End(end, in_force(house, end), {view: one.answer} if one else {})
        for end, one in zip(ends, told, strict=True)
    ]
    managers = {key.manager for one in told if one for key in one.figures}
    return Changes((view,), both[0], both[1], len(managers), found, ManagerChange.subject)


def _both(
    ledger: EntryLog,
    ask: Ask,
    view: str,
    ends: tuple[Horizon, Horizon],
    chosen: Chosen,
    period: Period | None,
) -> list[_Told | None]:
    """The figures of both ends; None where nobody has, or had yet, what is asked for."""
    last = ends[1].as_of
    shown = periods_of(targets(plan_entries(ledger, ends[1]), ends[1]), last, period)
    whole = period or Period.quarter_of(last)
    told, unknown = list[_Told | None](), list[UnknownChoice]()
    for end in ends:
        asked: Chosen = {**chosen, "as_of": end.as_of, "known_at": end.known_at}
        question = question_of(ledger, **asked)
        try:
            if view == "plan":
                told.append(_of_plans(ledger, ask, question, shown))
            else:
                told.append(_of_pay(ledger, asked, whole, begun=end.as_of >= whole.start))
        except UnknownChoice as wrong:
            unknown.append(wrong)
            told.append(None)
    if not any(told):
        raise unknown[-1]
    return told


def within(ends: tuple[Horizon, Horizon], period: Period) -> tuple[Horizon, Horizon]:
    """The ends, neither of which looks beyond a period."""
    first, last = (end._replace(as_of=min(end.as_of, period.end)) for end in ends)
    return first, last


def _of_plans(ledger: EntryLog, ask: Ask, question: Question, shown: Mapping[Period, Sequence[str]]) -> _Told:
    start = min((period.start for period in shown), default=question.horizon.as_of)
    everyone = question.of_everyone
    counts = ask("plan", everyone._replace(needed=each_in(start, group=everyone.where.group)))
    offers = ask("pipeline", everyone._replace(needed=OFFERS))
    known, _ = known_from(ledger, (counts, offers), question.where)
    figures = {
        _Key(one.manager, period, one.figure, one.currency): one
        for period, metrics in shown.items()
        for metric in metrics
        for one in figures_of_all(known, period, metric)
    }
    return _Told(counts, known.naming, figures)


def _of_pay(ledger: EntryLog, asked: Chosen, whole: Period, *, begun: bool) -> _Told:
    """The pay of a quarter; nothing is earned in it before it has begun."""
    found, naming, figures = pay_of_managers(ledger, {**asked, "policy": None}, whole)
    keyed = {_Key(one.manager, whole, one.figure, one.currency): one for one in figures if begun}
    return _Told(found, naming, keyed)


def _changes(
    ledger: EntryLog, view: str, ends: tuple[Horizon, Horizon], told: Sequence[_Told | None]
) -> Iterator[ManagerChange]:
    """The figures that differ, manager by manager in order of their names."""
    first, last = (one.figures if one else {} for one in told)
    names = next(one.naming for one in reversed(told) if one)
    parts = {key: _moved(first.get(key), last.get(key)) for key in {**last, **first}}
    entries = _Entries(ledger, ends, {position for moved in parts.values() for position in moved})
    order = [*parts]
    for key in sorted(parts, key=lambda key: (names.order(key.manager), order.index(key))):
        now, then = (_value(side, key) for side in (first, last))
        if now == then:
            continue
        figure = Difference(
            client=names.name(key.manager) or "",
            name=None,
            view=view,
            currency=key.currency,
            document=f"{key.period.start}..{key.period.end}",
            figure=key.figure,
            now=now,
            then=then,
            change=None if now is None or then is None else then - now,
        )
        causes = entries.causes(parts[key])
        rest = (
            None
            if figure.change is None
            else Decimal(figure.change) - sum((cause.share or ZERO for cause in causes), ZERO)
        )
        yield ManagerChange(figure, rest, tuple(causes))


def _value(side: Mapping[_Key, OfManager], key: _Key) -> Decimal | None:
    """A figure; nothing where the end has none, None where it is unknown."""
    found = side.get(key)
    if found is None:
        return ZERO
    return None if found.parts is None else sum((one.amount for one in found.parts), ZERO)


def _moved(first: OfManager | None, last: OfManager | None) -> Amounts[int]:
    """By how much more each entry counts at the last end."""
    moved = Amounts[int]()
    for sign, one in ((-1, first), (1, last)):
        for part in (one.parts if one else None) or ():
            moved[part.position] += sign * part.amount
    return moved


class _Entries:
    """The entries at some positions, with the corrections between two ends that stand in place of some."""

    def __init__(self, ledger: EntryLog, ends: tuple[Horizon, Horizon], positions: Iterable[int]) -> None:
        self._at = {row.position: decode(row) for row in rows_at(ledger.recorder, positions)}
        streams = {entry.stream for entry in self._at.values()}
        self._between: list[Between] = [
            between([decode(row) for row in ledger.recorder.rows(stream=stream)], *ends) for stream in streams
        ]

    def causes(self, moved: Mapping[int, Decimal]) -> list[Cause]:
        """The entries that count for more or less, each with its share, in order of position."""
        shares, entries = Amounts[int](), dict[int, tuple[Entry, Entry | None]]()
        for position, amount in moved.items():
            if amount:
                entry, corrects = self._cause(position)
                shares[entry.position] += amount
                entries[entry.position] = entry, corrects
        return [Cause(*entries[position], share) for position, share in sorted(shares.items())]

    def _cause(self, position: int) -> tuple[Entry, Entry | None]:
        for one in self._between:
            if (instead := one.instead.get(position)) is not None:
                return one.entries[instead], one.corrected.get(instead)
            if position in one.entries:
                return one.entries[position], None
        return self._at[position], None
