"""A question and its answer: which view, of whom, as of which day, as known at which moment, under which policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from ledger.entry import Entry
from ledger.errors import LedgerError
from projections import clients
from projections.choice import ANY, Filter, Party, parties
from projections.clients import Client
from projections.contributions import Contribution, Span
from projections.fold import Evolve, Folded, History, Horizon, Pasts, fold, remembered
from projections.policy import Policy, in_force

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["Answer", "Projection", "UnknownView", "answer_of", "ask", "ask_all", "flat_row"]


class UnknownView(LedgerError):
    """There is no view of that name."""

    code = "unknown-view"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"there is no view '{name}'; ask for one of: {', '.join(known)}")


class Projection(Protocol):
    """What a projection's module has: its version, its fold, and what is made of the pages for a date."""

    VERSION: int
    """Raised whenever the fold or its page changes."""
    COMPARES: bool
    """Whether a row depends on clients that are not shown, so that the pages of all are needed for it."""

    @property
    def evolve(self) -> Evolve:
        """The fold; the annotation of its event says what it reads."""

    def standing(self, party: Party, policy: Policy, /) -> Any:  # noqa: ANN401 - each view has its own
        """What a party's rows rest on: the same on any day until its next fact."""

    def rows(self, standing: Any, as_of: date, /) -> tuple[list[Any], list[Any]]:  # noqa: ANN401 - as above
        """A party's rows for a day and the items behind them, but for what compares it with others."""

    def view(self, parties: Sequence[Party], as_of: date, policy: Policy, /) -> tuple[list[Any], list[Any]]:
        """The rows, and the items behind them."""

    def totals(self, rows: Iterable[Any], /) -> list[Any]:
        """What the rows come to together."""

    def explain(self, party: Party, as_of: date, policy: Policy, /) -> list[Contribution]:
        """What a party's figures are made of; the contributions of each sum to it exactly."""

    def moved(self, span: Span, policy: Policy, /) -> list[Contribution]:
        """What moved them between two days, under one policy; what moved each sums to its difference exactly."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view says, with everything that it depends on.

    Attributes:
        policy: the version of the policy used.
        position: the last entry of the ledger that was looked at.
        rows: frozen dataclasses, money in them Decimal.
        items: what the rows are made of, where the view has that.
        rules: the policy itself; not part of the JSON.
        parties: whom the rows are about, with their pages; not part of the JSON.
        shape: the class of the rows, where they were made into others than the view's own.
        item_shape: the same of the items.
        more: what else was asked for and used, by name; part of the JSON where there is any.
    """

    view: str
    as_of: date
    known_at: datetime | None
    policy: str
    position: int
    rows: list[Any]
    totals: list[Any]
    items: list[Any]
    rules: Policy
    parties: Sequence[Party] = ()
    shape: type[DataclassInstance] | None = None
    item_shape: type[DataclassInstance] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self, *, items: bool = False) -> dict[str, Any]:
        """The answer as JSON has it: money is text, dates are ISO 8601, what is unknown is null."""
        above = ["view", "as_of", "known_at", "policy", "position"]
        below = ["rows", "totals", *(["items"] if items else [])]
        said = {name: getattr(self, name) for name in above} | dict(self.more)
        return {
            name: _plain(value)
            for name, value in (said | {name: getattr(self, name) for name in below}).items()
        }

    def table(self, *, items: bool = False) -> list[dict[str, Any]]:
        """The rows (or items) flat, for CSV and tables: {"client": ..., "overdue 1-30": ...}."""
        return [flat_row(row) for row in (self.items if items else self.rows)]

    def sums(self) -> list[dict[str, Any]]:
        """The totals, flat in the same way."""
        return [flat_row(total) for total in self.totals]


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case Mapping():
            return {name: _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def flat_row(row: DataclassInstance) -> dict[str, Any]:
    """A row with what is by name within it beside the rest: {"client": ..., "overdue 1-30": ...}."""
    flat: dict[str, Any] = {}
    for name in _names(type(row)):
        value = getattr(row, name)
        if isinstance(value, dict):
            for inner, part in value.items():
                flat[f"{name} {inner}"] = part
        else:
            flat[name] = value
    return flat


@cache
def _names(row: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(row))


def ask(
    name: str,
    projection: Projection,
    entries: Iterable[Entry] | History,
    horizon: Horizon,
    policy: Policy | None = None,
    where: Filter = ANY,
) -> Answer:
    """A projection's answer from the entries of a ledger; without a policy, under the one in force."""
    ((answer,),) = ask_all({name: projection}, entries, horizon, (policy,), where)
    return answer


def ask_all(
    projections: Mapping[str, Projection],
    entries: Iterable[Entry] | History,
    horizon: Horizon,
    policies: Sequence[Policy | None],
    where: Filter = ANY,
) -> Iterator[list[Answer]]:
    """What each projection answers under each policy, None being the one in force; everything is folded once."""
    folds = (clients.evolve, *(projection.evolve for projection in projections.values()))
    if isinstance(entries, Pasts):
        known, house = entries.clients(horizon), list(entries.house(horizon))
        compared = any(projection.COMPARES for projection in projections.values())
        named = set() if compared else where.only_named()
        folded = fold(folds, entries, horizon, [code for code in known if code in named] if named else known)
    else:
        house = []
        folded = fold(folds, _apart(entries if callable(entries) else remembered(entries), house), horizon)
        known = [*folded]
    used = [policy or in_force(house, horizon) for policy in policies]
    directory = {code: _client(code, folded) for code in known}
    begun = [(code, one.pages) for code, one in folded.items() if one.since <= horizon.as_of]
    for number, (name, projection) in enumerate(projections.items(), 1):
        chosen = parties(directory, ((code, pages[number]) for code, pages in begun), where)
        yield [answer_of(name, projection, chosen, horizon, policy) for policy in used]


def _client(code: str, folded: Mapping[str, Folded]) -> Client:
    return (folded[code].pages[0] if code in folded else None) or Client(code)


def answer_of(
    name: str,
    projection: Projection,
    chosen: Sequence[Party],
    horizon: Horizon,
    policy: Policy,
    view: Callable[[Sequence[Party], date, Policy], tuple[list[Any], list[Any]]] | None = None,
) -> Answer:
    """A projection's answer about parties that have their pages.

    Args:
        name: the view's.
        projection: its module.
        chosen: the parties.
        horizon: how far the answer looks.
        policy: how the figures are made.
        view: what makes the rows; the projection's own view, unless one knows more than the parties tell it.
    """
    rows, items = (view or projection.view)(chosen, horizon.as_of, policy)
    return Answer(
        name,
        horizon.as_of,
        horizon.known_at,
        policy.version,
        horizon.position,
        rows,
        projection.totals(rows),
        items,
        policy,
        chosen,
    )


def _apart(history: History, house: list[Entry]) -> History:
    """The same history; when all of it is read, what belongs to no client is put by, for it is not read twice."""

    def told(client: str | None) -> Iterator[Entry]:
        for entry in history(client):
            if entry.client is None:
                house.append(entry)
            yield entry

    return told
