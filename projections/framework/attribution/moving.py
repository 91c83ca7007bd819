"""What moved a client's figures between two days: entries that sum exactly to each difference."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.entry import Entry
from ledger.money import Amounts, exact
from projections.framework.attribution.audit_trail import AuditLine, AuditTrail, Traced
from projections.framework.attribution.explaining import about, by_figure, grouped, view_explained
from projections.framework.contributions import Contribution, Span, differences
from projections.framework.question import Question
from projections.framework.registry import AnyView
from projections.history import Horizon
from projections.policy import DEFAULT, Policy, adopted
from projections.policy.adoption import Adopted


class FigureChange(NamedTuple):
    """A figure on two days; None on a day when it was unknown, which counts as zero."""

    figure: str
    currency: str | None
    before: Decimal | None
    after: Decimal | None

    @property
    @exact
    def change(self) -> Decimal:
        """By how much it rose."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Traced):
    """What moved a client's figures.

    Attributes:
        since: the first day; what happened on it counts on both days.
        until: the last day, whose policy is named.
        changes: every figure, also those that did not move; none where a sum says nothing.
    """

    since: date
    until: date
    changes: list[FigureChange]

    def as_json(self) -> dict[str, Any]:
        """The move as JSON: amounts are text, dates are ISO 8601, what does not apply is null."""
        figures = [one._asdict() | {"change": one.change} for one in self.changes]
        return self._as_json({"from": self.since, "to": self.until}, figures)


def explain_change(  # noqa: PLR0913 - a question, with its options by name
    name: str,
    entries: Iterable[Entry],
    *,
    since: date,
    until: date,
    known_at: datetime | None,
    position: int,
    policy: Policy | None = None,
    document: str | None = None,
    beside: Container[str] = (),
    today: date | None = None,
) -> Move:
    """What moved a view's figures between two days: entries that sum exactly to each difference.

    The arguments are those of ``explain``. Without a policy each day is seen under its own; with one, both
    are seen under that one. Both days are seen as known at the same moment. What happened on the first day is
    in both figures.

    Raises:
        UnknownView: no view has that name.
        UnknownDocument: the view has no document of that number.
        UnreadablePolicy: this program cannot use a policy in force on one of the days.
    """
    horizon = Horizon(until, known_at, position)
    view = view_explained(name, Question(horizon, today=today), document)
    trail, first = AuditTrail.known(entries, horizon, beside), horizon._replace(as_of=since)
    before, after = trail.holder(view, first), trail.holder(view, horizon)
    span = Span(before, after, since, until, trail.happened(horizon))
    ended = adopted(trail.house, horizon)
    used = policy or _policy(adopted(trail.house, first)), policy or _policy(ended)
    was, now, found = _contributions(view, span, used, ended, document)
    return Move(
        view=view.name,
        client=after.code,
        companies=trail.codes(after.code),
        document=document,
        since=since,
        until=until,
        known_at=known_at,
        policy=used[1].version,
        position=position,
        changes=list(figure_changes(was, now, lambda figure: bool(view.fields[figure].column.null)))
        if view.explaining.summed
        else [],
        lines=list(moving_lines(trail, found, was, apart=document is not None)),
        summed=view.explaining.summed,
    )


def _policy(found: Adopted | None) -> Policy:
    return found.policy if found else DEFAULT


def _contributions(
    view: AnyView, span: Span[Any], used: tuple[Policy, Policy], ended: Adopted | None, document: str | None
) -> tuple[list[Contribution], list[Contribution], list[Contribution]]:
    """The contributions to the figures of the first day and of the last, and to their difference."""
    first, policy = used
    was = view.explain(span.before, span.since, first)
    now = view.explain(span.after, span.until, policy)
    if document is None:
        same = view.explain(span.before, span.since, policy)
        return was, now, [*by_policy(was, same, ended), *view.change(span, policy)]
    groups = about(view.name, span.after.code, grouped([*was, *now]), document)
    wanted = {one for group in groups for one in group}
    was, now = ([one for one in some if one in wanted] for some in (was, now))
    return was, now, differences(was, now, span.older, view.ages)


def by_policy(
    was: Iterable[Contribution], same: Iterable[Contribution], found: Adopted | None
) -> Iterator[Contribution]:
    """What the change of policy did to the first day's figures.

    Args:
        was: the contributions under the first day's policy.
        same: those of the same day under the last day's policy.
        found: the adoption of the last day's policy; None: it is the shipped one, which no entry adopts (0).
    """
    old, new = by_figure(was), by_figure(same)
    version, position = (found.policy.version, found.entry.position) if found else (None, 0)
    for key in {**old, **new}:
        amount = new[key] - old[key]
        if amount:
            yield Contribution(*key, "policy", version, position, amount)


def figure_changes(
    was: Iterable[Contribution], now: Iterable[Contribution], may_be_empty: Callable[[str], bool]
) -> Iterator[FigureChange]:
    """Every figure on both days; without a contribution it is zero, or unknown if it may be empty."""
    before, after = by_figure(was), by_figure(now)
    for key in {**after, **before}:
        nothing = None if may_be_empty(key[0]) else 0 * after.get(key, before.get(key, Decimal(0)))
        yield FigureChange(*key, before.get(key, nothing), after.get(key, nothing))


def moving_lines(
    trail: AuditTrail, found: Iterable[Contribution], was: Iterable[Contribution], *, apart: bool
) -> Iterator[AuditLine]:
    """The lines figure by figure; of a single document, also by the part of it that they belong to."""

    def whole(one: Contribution) -> object:
        return one.figure, one.currency, one.of[:3] if one.of and apart else None

    before = Amounts.of((whole(one), one.amount) for one in was)
    groups: dict[object, list[Contribution]] = {}
    for one in found:
        groups.setdefault(whole(one), []).append(one)
    for key, group in groups.items():
        yield from trail.lines(group, before[key])
