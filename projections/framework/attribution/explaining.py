"""The entries behind a figure: what each added or took off, in order, with running totals."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.entry import Entry
from ledger.errors import LedgerError, known_names
from ledger.money import Amounts
from ledger.text import trimmed
from ledger.unseen import meant
from projections.framework.answering import UnknownView
from projections.framework.attribution.audit_trail import AuditLine, AuditTrail, Traced
from projections.framework.contributions import Contribution, Of
from projections.framework.explained import EXPLAINED
from projections.framework.periods import Period, year_up_to
from projections.framework.question import Question
from projections.framework.registry import AnyView
from projections.history import Horizon
from projections.policy import Policy, among_products, in_force


class UnknownDocument(LedgerError):
    """A view has no document of that number for the client."""

    code = "unknown-document"

    def __init__(self, view: str, client: str, document: str, known: Iterable[str]) -> None:
        super().__init__(f"{view} of {client} has no document '{document}'", known_names(document, known))


def view_explained(name: str, question: Question, document: str | None = None) -> AnyView:
    """The view of a name, or a list that is explained like one, with the figures that its command shows.

    Args:
        name: of the view or the list.
        question: what is asked; of a view about a period without a first day, twelve months are explained.
        document: the only document that is explained, which counts whole unless a period is asked about.

    Raises:
        UnknownView: there is none.
        NoPeriod: the question is about a period, and the view is not.
    """
    if name not in EXPLAINED:
        raise UnknownView(name, [*EXPLAINED])
    view, start = EXPLAINED[name], question.start
    of_period = view.explaining.of_period
    if of_period is None:
        return view.on(question)
    if document is not None and start is None:
        return view

    def since(day: date) -> date:
        return start or year_up_to(day).start

    return replace(
        view,
        explain=lambda holder, day, policy: of_period(holder, day, policy, since(day)),
        variants=view.variants._replace(since=since),
    )


class Figure(NamedTuple):
    """A figure that is explained, with its value."""

    figure: str
    currency: str | None
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Traced):
    """The lines behind a client's figures as of a day; without a document, of all that is open or counts.

    Attributes:
        period: the days that the figures are about; None: they are about a day.
    """

    as_of: date
    period: Period | None = None

    def figures(self) -> list[Figure]:
        """The sums of the lines, by figure and currency; none where a sum says nothing."""
        shown = (line.contribution for line in self.lines if self.summed)
        return [Figure(*key, value) for key, value in by_figure(shown).items()]

    def as_json(self) -> dict[str, Any]:
        """The explanation as JSON: amounts are text, dates are ISO 8601, what does not apply is null."""
        days: dict[str, object] = {"as_of": self.as_of}
        if self.period:
            days["period"] = self.period._asdict()
        return self._as_json(days, [figure._asdict() for figure in self.figures()])


def explain(  # noqa: PLR0913 - a question, with its options by name
    name: str,
    entries: Iterable[Entry],
    *,
    as_of: date,
    known_at: datetime | None,
    position: int,
    policy: Policy | None = None,
    document: str | None = None,
    beside: Container[str] = (),
    today: date | None = None,
    start: date | None = None,
) -> Explanation:
    """The entries behind a view's figures of one client or group: contributions that sum to the figures.

    The arguments are those of ``answer``. Give all entries of the client, ``ledger.history(client)``, and
    those of the house if the policy in force is wanted; entries of several clients are those of a group.
    ``document`` names one invoice, order ..., open or closed; without it, all that is open, or counts, is
    explained. ``beside`` names the companies among them that only have a part in the figures of the others.
    ``start`` is the first day of the period that the view is about; without it, the view's own.

    Raises:
        UnknownView: no view has that name.
        UnknownDocument: the view has no document of that number.
        NoPeriod: there is a first day, and the view is not about a period.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    horizon = Horizon(as_of, known_at, position)
    view = view_explained(name, Question(horizon, today=today, start=start), document)
    since = view.variants.since
    trail = AuditTrail.known(entries, horizon, beside)
    policy = among_products(policy, trail.house, horizon) if policy else in_force(trail.house, horizon)
    holder = trail.holder(view, horizon)
    found, summed = view.explain(holder, as_of, policy), view.explaining.summed
    return Explanation(
        view=view.name,
        client=holder.code,
        companies=trail.codes(holder.code),
        document=document,
        as_of=as_of,
        period=since and Period(since(as_of), as_of),
        known_at=known_at,
        policy=policy.version,
        position=position,
        lines=lines_of(trail, found, (view.name, holder.code), document, summed=summed),
        summed=summed,
    )


def lines_of(
    trail: AuditTrail,
    found: Iterable[Contribution],
    subject: tuple[str, str],
    document: str | None,
    *,
    summed: bool = True,
) -> list[AuditLine]:
    """The lines of contributions, figure by figure and document by document.

    Args:
        trail: the entries that contribute.
        found: the contributions.
        subject: the view, and whose figures they are.
        document: only what belongs to this one; None: all that is open, or counts.
        summed: whether a document whose contributions sum to nothing counts no more.

    Raises:
        UnknownDocument: there is no such document.
    """
    groups = grouped(found)
    if document is None:
        chosen = [group for group in groups if not summed or group[0].of is None or _sum(group)]
    else:
        chosen = about(*subject, groups, document)
    return [line for group in chosen for line in trail.lines(group, issued=group[0].of is not None)]


def by_figure(found: Iterable[Contribution]) -> Amounts[tuple[str, str | None]]:
    """The sums of contributions, by figure and currency."""
    return Amounts.of(((one.figure, one.currency), one.amount) for one in found)


def grouped(found: Iterable[Contribution]) -> list[list[Contribution]]:
    """Contributions grouped by figure, and by the document that they belong to."""
    groups: dict[tuple[str, str | None, Of | None], list[Contribution]] = {}
    for one in found:
        groups.setdefault((one.figure, one.currency, one.of), []).append(one)
    return list(groups.values())


def _sum(group: Iterable[Contribution]) -> Decimal:
    return sum((one.amount for one in group), Decimal(0))


def _names(one: Contribution) -> set[str]:
    """The document numbers that lead to a contribution."""
    if one.of is not None:
        return {one.of.number, *one.of.also}
    return {one.document} if one.document is not None else set()


def about(
    view: str, client: str, groups: Iterable[list[Contribution]], document: str
) -> list[list[Contribution]]:
    """The contributions that belong to one document.

    Raises:
        UnknownDocument: there are none.
    """
    groups = list(groups)
    numbers = {name for group in groups for one in group for name in _names(one)}
    number = meant(trimmed(document), numbers)
    chosen = [[one for one in group if number in _names(one)] for group in groups]
    if not any(chosen):
        raise UnknownDocument(view, client, document, numbers)
    return [group for group in chosen if group]
