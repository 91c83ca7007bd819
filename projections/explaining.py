"""The entries behind a figure: what each added to it or took off, in order, with running totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, NamedTuple

from ledger.corrections import in_force, marks
from ledger.entry import Entry
from ledger.errors import LedgerError
from ledger.text import nfc
from projections import clients
from projections.answering import Projection
from projections.choice import Party
from projections.clients import Client
from projections.contributions import Contribution, Of
from projections.fold import Horizon, fold_client
from projections.policies import in_force as policy_in_force
from projections.policy import Policy

__all__ = ["Explanation", "Figure", "Line", "UnknownDocument", "explain_client"]

_LISTED = 5


class UnknownDocument(LedgerError):
    """A view knows no document of that number of the client."""

    code = "unknown-document"

    def __init__(self, view: str, client: str, document: str, known: Iterable[str]) -> None:
        near = get_close_matches(document, known := sorted(known), n=1)
        listed = ", ".join(known[:_LISTED]) + (", ..." if len(known) > _LISTED else "")
        hint = f"did you mean '{near[0]}'?" if near else f"known: {listed or 'none yet'}"
        super().__init__(f"{view} of {client} knows no document '{document}'; {hint}")


@dataclass(frozen=True, slots=True)
class Line:
    """A contribution with the entry that it comes from.

    Attributes:
        entry: as it was in force at the moment asked about.
        corrected_by: the position of the correction by which it was in force so.
        total: the contributions to the same figure (of the same document) so far.
    """

    contribution: Contribution
    entry: Entry
    corrected_by: int | None
    total: Decimal


class Figure(NamedTuple):
    """A figure that is explained, and what it comes to."""

    figure: str
    currency: str | None
    value: Decimal


@dataclass(frozen=True, slots=True)
class Explanation:
    """The lines behind a client's figures, with everything that they depend on.

    Attributes:
        document: the only one that was asked about; None: all that is open, or counts.
    """

    view: str
    client: str
    document: str | None
    as_of: date
    known_at: datetime | None
    policy: str
    position: int
    lines: list[Line]

    def figures(self) -> list[Figure]:
        """What the lines come to, by figure and currency."""
        sums: dict[tuple[str, str | None], Decimal] = {}
        for line in self.lines:
            key = line.contribution.figure, line.contribution.currency
            sums[key] = sums.get(key, Decimal(0)) + line.contribution.amount
        return [Figure(figure, currency, value) for (figure, currency), value in sums.items()]

    def as_json(self) -> dict[str, Any]:
        """The explanation as JSON has it: amounts are text, dates are ISO 8601, what does not apply is null."""
        return {
            "view": self.view,
            "client": self.client,
            "document": self.document,
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "policy": self.policy,
            "position": self.position,
            "figures": [
                {"figure": figure, "currency": currency, "value": format(value, "f")}
                for figure, currency, value in self.figures()
            ],
            "contributions": [
                {
                    name: format(value, "f") if isinstance(value, Decimal) else value
                    for name, value in row.items()
                }
                for row in self.table()
            ],
        }

    def table(self) -> list[dict[str, Any]]:
        """The lines flat, for CSV and JSON lines; amounts are Decimal."""
        return [_flat(line) for line in self.lines]


def _flat(line: Line) -> dict[str, Any]:
    said = line.contribution
    return {
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


def explain_client(
    name: str,
    projection: Projection,
    entries: Iterable[Entry],
    horizon: Horizon,
    policy: Policy | None = None,
    document: str | None = None,
) -> Explanation:
    """The lines behind what a view says of one client.

    Args:
        name: the view's.
        projection: the view.
        entries: every entry of the client, in order of position; and those of the house, for the policy.
        horizon: as of which day, as known at which moment.
        policy: None: the one in force by the house's entries.
        document: only this one, open or closed; None: all that is open.

    Raises:
        UnknownDocument: the view knows no document of that number.
        UnreadablePolicy: the policy in force is none that this program can use.
    """
    told = [entry for entry in entries if horizon.knows(entry)]
    known = [entry for entry in told if entry.client is not None]
    policy = policy or policy_in_force((entry for entry in told if entry.client is None), horizon)
    folded = fold_client((clients.evolve, projection.evolve), known, horizon)
    client = folded.pages[0] or Client(known[0].client or "" if known else "")
    party = Party(client.code, client.name, client.currency, [(client, folded.pages[1])], named=True)
    found = projection.explain(party, horizon.as_of, policy) if folded.since <= horizon.as_of else []
    groups = _groups(found)
    if document is None:
        chosen = [group for group in groups if group[0].of is None or _sum(group)]
    else:
        chosen = list(_about(groups, nfc(document.strip())))
        if not chosen:
            raise UnknownDocument(
                name, client.code, document, {number for one in found for number in _names(one)}
            )
    return Explanation(
        name,
        client.code,
        document,
        horizon.as_of,
        horizon.known_at,
        policy.version,
        horizon.position,
        list(_lines(chosen, known)),
    )


def _groups(found: Iterable[Contribution]) -> list[list[Contribution]]:
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


def _about(groups: Iterable[list[Contribution]], document: str) -> Iterator[list[Contribution]]:
    for group in groups:
        chosen = [one for one in group if document in _names(one)]
        if chosen:
            yield chosen


def _lines(groups: Iterable[Sequence[Contribution]], known: Sequence[Entry]) -> Iterator[Line]:
    """The lines of each group: what was issued first, the rest as it happened."""
    counted = {entry.position: entry for entry in in_force(known)}
    found = marks(known)
    corrections = {
        entry.position: mark.corrected_by.position
        for entry in known
        if (mark := found.get(entry.version)) is not None and mark.corrected_by is not None
    }
    for first, *rest in groups:
        rest.sort(key=lambda one: (counted[one.position].occurred_at, one.position))
        total = Decimal(0)
        for one in (first, *rest):
            total += one.amount
            yield Line(one, counted[one.position], corrections.get(one.position), total)
