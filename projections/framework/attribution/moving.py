"""What moved a client's figures between two days: entries that sum exactly to the difference, with running totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.entry import Entry
from ledger.money import Amounts
from projections.framework.answer import plain_values
from projections.framework.asking import view_called
from projections.framework.attribution.audit_trail import AuditTrail, Line
from projections.framework.attribution.contributions import Contribution, Span, differences
from projections.framework.attribution.explaining import about, by_figure, flat, grouped
from projections.framework.history import Horizon
from projections.framework.registry import AnyView
from projections.policy import DEFAULT, adopted
from projections.policy.adoption import Adopted

_IN_JSON = {"since": "from", "until": "to"}


class Change(NamedTuple):
    """A figure on two days; None where it was unknown, which counts as nought."""

    figure: str
    currency: str | None
    before: Decimal | None
    after: Decimal | None

    @property
    def change(self) -> Decimal:
        """By how much it rose."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True, slots=True)
class Move:
    """What moved a client's figures, with everything that they depend on.

    Attributes:
        companies: whose lines they are: the client's, or those of its group, under the code of the top company.
        document: the only one that was asked about; None: the whole figures.
        since: the first day; what had happened by its end counts on both.
        until: the last day.
        policy: the one in force on the last day.
        changes: every figure, also those that nothing moved.
        lines: each with what its figure was after it.
    """

    view: str
    client: str
    companies: list[str]
    document: str | None
    since: date
    until: date
    known_at: datetime | None
    policy: str
    position: int
    changes: list[Change]
    lines: list[Line]

    def as_json(self) -> dict[str, Any]:
        """The move as JSON has it: amounts are text, dates are ISO 8601, what does not apply is null."""
        said = {
            _IN_JSON.get(one.name, one.name): getattr(self, one.name)
            for one in fields(self)
            if one.name not in ("changes", "lines")
        }
        said["figures"] = [one._asdict() | {"change": one.change} for one in self.changes]
        return plain_values(said | {"contributions": self.table()})

    def table(self) -> list[dict[str, Any]]:
        """The lines flat, for CSV and JSON lines; amounts are Decimal."""
        return [flat(line) for line in self.lines]


def explain_change(
    name: str,
    entries: Iterable[Entry],
    *,
    since: date,
    until: date,
    known_at: datetime | None,
    position: int,
    document: str | None = None,
) -> Move:
    """What moved a view's figures between two days: entries that sum exactly to the difference of what it says of each.

    The question is asked as with ``explain``. Each day is looked at under its own policy, and both as they were known at
    the same moment. What happened on the first day is in both figures.

    Raises:
        UnknownView: no view has that name.
        UnknownDocument: the view knows no document of that number.
        UnreadablePolicy: a policy in force on one of the days is none that this program can use.
    """
    view, horizon = view_called(name), Horizon(until, known_at, position)
    trail = AuditTrail.known(entries, horizon)
    first = horizon._replace(as_of=since)
    before, after = trail.holder(view, first), trail.holder(view, horizon)
    started, ended = adopted(trail.house, first), adopted(trail.house, horizon)
    policy = ended.policy if ended else DEFAULT
    was = view.explain(before, since, started.policy if started else DEFAULT)
    now = view.explain(after, until, policy)
    span = Span(before, after, since, until, trail.happened(horizon))
    if document is None:
        same = view.explain(before, since, policy)
        found = [*_by_policy(was, same, ended), *view.change(span, policy)]
    else:
        wanted = {
            one for group in about(view.name, after.code, grouped([*was, *now]), document) for one in group
        }
        was, now = ([one for one in some if one in wanted] for some in (was, now))
        found = differences(was, now, span, view.ages)
    return Move(
        view=view.name,
        client=after.code,
        companies=trail.codes(after.code),
        document=document,
        since=since,
        until=until,
        known_at=known_at,
        policy=policy.version,
        position=position,
        changes=list(_changes(view, was, now)),
        lines=list(_lines(trail, found, was, apart=document is not None)),
    )


def _by_policy(
    was: Iterable[Contribution], same: Iterable[Contribution], found: Adopted | None
) -> Iterator[Contribution]:
    """What another policy made of the first day's figures."""
    old, new = by_figure(was), by_figure(same)
    for key in {**old, **new}:
        amount = new[key] - old[key]
        if amount and found:
            yield Contribution(*key, "policy", found.policy.version, found.entry.position, amount)


def _changes(view: AnyView, was: Iterable[Contribution], now: Iterable[Contribution]) -> Iterator[Change]:
    """Every figure on both days: one that may be empty is unknown where nothing contributes, any other is nought."""
    before, after = by_figure(was), by_figure(now)
    for key in {**after, **before}:
        nothing = None if view.fields[key[0]].column.null else 0 * after.get(key, before.get(key, Decimal(0)))
        yield Change(*key, before.get(key, nothing), after.get(key, nothing))


def _lines(
    trail: AuditTrail, found: Iterable[Contribution], was: Iterable[Contribution], *, apart: bool
) -> Iterator[Line]:
    """The lines figure by figure; or, where one document was asked for, what is open of it apart from the rest."""

    def whole(one: Contribution) -> object:
        return one.figure, one.currency, one.of[:3] if one.of and apart else None

    before = Amounts.of((whole(one), one.amount) for one in was)
    groups: dict[object, list[Contribution]] = {}
    for one in found:
        groups.setdefault(whole(one), []).append(one)
    for key, group in groups.items():
        yield from trail.lines(group, before[key])
