"""The entries behind a figure: what each added to it or took off, in order, with running totals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.entry import Entry
from ledger.errors import LedgerError, known_names
from ledger.money import Amounts
from ledger.text import nfc
from projections.framework.answer import plain_values
from projections.framework.asking import view_called
from projections.framework.attribution.audit_trail import AuditTrail, Line
from projections.framework.attribution.contributions import Contribution, Of
from projections.framework.history import Horizon
from projections.policy import Policy, in_force


class UnknownDocument(LedgerError):
    """A view knows no document of that number of the client."""

    code = "unknown-document"

    def __init__(self, view: str, client: str, document: str, known: Iterable[str]) -> None:
        super().__init__(f"{view} of {client} knows no document '{document}'; {known_names(document, known)}")


class Figure(NamedTuple):
    """A figure that is explained, and what it comes to."""

    figure: str
    currency: str | None
    value: Decimal


@dataclass(frozen=True, slots=True)
class Explanation:
    """The lines behind a client's figures, with everything that they depend on.

    Attributes:
        companies: whose lines they are: the client's, or those of its group, under the code of the top company.
        document: the only one that was asked about; None: all that is open, or counts.
    """

    view: str
    client: str
    companies: list[str]
    document: str | None
    as_of: date
    known_at: datetime | None
    policy: str
    position: int
    lines: list[Line]

    def figures(self) -> list[Figure]:
        """What the lines come to, by figure and currency."""
        return [
            Figure(*key, value) for key, value in by_figure(line.contribution for line in self.lines).items()
        ]

    def as_json(self) -> dict[str, Any]:
        """The explanation as JSON has it: amounts are text, dates are ISO 8601, what does not apply is null."""
        said = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "lines"}
        said["figures"] = [figure._asdict() for figure in self.figures()]
        return plain_values(said | {"contributions": self.table()})

    def table(self) -> list[dict[str, Any]]:
        """The lines flat, for CSV and JSON lines; amounts are Decimal."""
        return [flat(line) for line in self.lines]


def flat(line: Line) -> dict[str, Any]:
    """A line with its entry; amounts are Decimal."""
    said = line.contribution
    return {
        "client": line.entry.client,
        "figure": said.figure,
        "currency": said.currency,
        "of": said.of.number if said.of else None,
        "instalment": said.of.instalment if said.of else None,
        "what": said.what,
        "document": said.document,
        "how": said.how,
        "said_by": said.said_by,
        "amount": said.amount,
        "total": line.total,
        "entry": said.position,
        "on": line.entry.on.isoformat(),
        "kind": line.entry.kind,
        "corrected_by": line.corrected_by,
    }


def explain(
    name: str,
    entries: Iterable[Entry],
    *,
    as_of: date,
    known_at: datetime | None,
    position: int,
    policy: Policy | None = None,
    document: str | None = None,
) -> Explanation:
    """The entries behind what a view says of one client, or of a group: contributions that sum to its figures.

    The question is asked as ``answer`` is. The entries are all of the client, ``ledger.history(client)``, with those of
    the house where the policy in force is wanted; entries of several clients are those of a group. A document names one
    invoice, order ..., open or closed; without it, all that is open, or counts, is explained.

    Raises:
        UnknownView: no view has that name.
        UnknownDocument: the view knows no document of that number.
        UnreadablePolicy: the policy in force is none that this program can use.
    """
    view, horizon = view_called(name), Horizon(as_of, known_at, position)
    trail = AuditTrail.known(entries, horizon)
    policy = policy or in_force(trail.house, horizon)
    holder = trail.holder(view, horizon)
    groups = grouped(view.explain(holder, as_of, policy))
    if document is None:
        chosen = [group for group in groups if group[0].of is None or _sum(group)]
    else:
        chosen = about(view.name, holder.code, groups, document)
    return Explanation(
        view=view.name,
        client=holder.code,
        companies=trail.codes(holder.code),
        document=document,
        as_of=as_of,
        known_at=known_at,
        policy=policy.version,
        position=position,
        lines=[line for group in chosen for line in trail.lines(group, issued=group[0].of is not None)],
    )


def by_figure(found: Iterable[Contribution]) -> Amounts[tuple[str, str | None]]:
    """What contributions sum to, by figure and currency."""
    return Amounts.of(((one.figure, one.currency), one.amount) for one in found)


def grouped(found: Iterable[Contribution]) -> list[list[Contribution]]:
    """Contributions to one figure, or to what is open of one document."""
    groups: dict[tuple[str, str | None, Of | None], list[Contribution]] = {}
    for one in found:
        groups.setdefault((one.figure, one.currency, one.of), []).append(one)
    return list(groups.values())


def _sum(group: Iterable[Contribution]) -> Decimal:
    return sum((one.amount for one in group), Decimal(0))


def _names(one: Contribution) -> set[str]:
    """The numbers by which a contribution can be asked for."""
    if one.of is not None:
        return {one.of.number, *one.of.also}
    return {one.document} if one.document is not None else set()


def about(
    view: str, client: str, groups: Iterable[list[Contribution]], document: str
) -> list[list[Contribution]]:
    """What concerns one document.

    Raises:
        UnknownDocument: none of them does.
    """
    groups, number = list(groups), nfc(document.strip())
    chosen = [[one for one in group if number in _names(one)] for group in groups]
    if not any(chosen):
        known = {name for group in groups for one in group for name in _names(one)}
        raise UnknownDocument(view, client, document, known)
    return [group for group in chosen if group]
