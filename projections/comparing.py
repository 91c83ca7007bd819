"""What would be different under another policy: every figure that two answers about the same facts do not share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.entry import Entry
from projections import ALL
from projections.answering import Answer, ask_all, flat_row
from projections.choice import ANY, Filter
from projections.fold import History, Horizon
from projections.policy import Policy

__all__ = ["Comparison", "Difference", "compare"]

_ABOUT = ("client", "name", "currency")


class Difference(NamedTuple):
    """A figure that is another one under the other policy.

    Attributes:
        currency: of the row's money; None where the view has none.
        figure: as the view's table calls it: "score", "overdue 1-30".
        now: under the policy in force; None where it is unknown, or that policy has no such figure.
        then: the same under the other policy.
        change: then less now, where both are numbers, or one and nothing.
    """

    client: str
    name: str | None
    view: str
    currency: str | None
    figure: str
    now: Any
    then: Any
    change: Decimal | float | None

    def as_json(self) -> dict[str, Any]:
        """The difference as a flat object; amounts are text."""
        return {
            name: format(value, "f") if isinstance(value, Decimal) else value
            for name, value in self._asdict().items()
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """What another policy would change, with everything that this depends on.

    Attributes:
        policy: the version of the policy in force.
        other: the version of the one that was tried.
        position: the last entry of the ledger that was looked at.
        clients: how many clients, or groups, were compared.
        differences: by client, then in the order of views and of their columns.
    """

    as_of: date
    known_at: datetime | None
    policy: str
    other: str
    position: int
    clients: int
    differences: list[Difference]

    def as_json(self) -> dict[str, Any]:
        """The comparison as JSON has it."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        known_at = self.known_at.isoformat() if self.known_at else None
        told = [difference.as_json() for difference in self.differences]
        return said | {"as_of": self.as_of.isoformat(), "known_at": known_at, "differences": told}


def compare(
    entries: Iterable[Entry] | History, horizon: Horizon, other: Policy, where: Filter = ANY
) -> Comparison:
    """What every view would say otherwise under another policy than the one in force.

    The facts are folded once, since nothing that is folded depends on a policy.

    Raises:
        UnknownChoice: no client has what the filter asks for.
        UnreadablePolicy: the policy in force is none that this program can use.
    """
    found: list[Difference] = []
    clients: set[str] = set()
    version = ""
    for now, then in ask_all(ALL, entries, horizon, (None, other), where):
        version = now.policy
        clients |= {party.code for party in now.parties if party.shown}
        found += _between(now, then)
    found.sort(key=lambda difference: difference.client)
    return Comparison(
        horizon.as_of, horizon.known_at, version, other.version, horizon.position, len(clients), found
    )


def _between(now: Answer, then: Answer) -> Iterator[Difference]:
    before, after = _rows(now), _rows(then)
    for key in sorted({**before, **after}):
        one, two = before.get(key, {}), after.get(key, {})
        row = one or two
        for figure in dict.fromkeys([*one, *two]):
            old, new = one.get(figure), two.get(figure)
            if figure not in _ABOUT and (old or None) != (new or None):
                yield Difference(
                    row["client"],
                    row["name"],
                    now.view,
                    row.get("currency"),
                    figure,
                    old,
                    new,
                    _less(new, old),
                )


def _rows(answer: Answer) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Rows by client and currency."""
    flat = map(flat_row, answer.rows)
    return {(row["client"], row.get("currency", "")): row for row in flat}


def _less(new: object, old: object) -> Decimal | float | None:
    """One figure less another; nothing counts as nought beside a number, and text has no difference."""
    match new, old:
        case Decimal(), Decimal() | None:
            return new - (old or 0)
        case None, Decimal():
            return -old
        case (int() | float(), int() | float()):
            return round(new - old, 2)  # no view has more than two decimals that are not exact
    return None
