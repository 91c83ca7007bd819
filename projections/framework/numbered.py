"""Things with numbers, such as proposals: the state of a view whose span rows facts change one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from ledger.entry import Fact
from ledger.money import ZERO
from projections.framework.clients import Client
from projections.framework.contributions import Contribution, Of
from projections.framework.filters import AccountHolder
from projections.framework.spans import Spans, Sql
from projections.policy import Policy

Span = TypeVar("Span", bound=tuple[Any, ...])
State = TypeVar("State", bound="Kept[Any]")

Figures = Mapping[tuple[str, str | None], Decimal]
"""What a thing adds to the figures of its row, by figure and currency."""


class Act(NamedTuple, Generic[Span]):
    """What an entry did to a thing.

    Attributes:
        position: of the entry.
        what: the kind of the entry in words.
        before: the span row before it; None if the thing is new.
        after: the span row after it.
    """

    position: int
    what: str
    before: Span | None
    after: Span


@dataclass(slots=True)
class Kept(Generic[Span]):
    """The things of a client.

    Attributes:
        rows: the span row of each by its key, as the facts have it so far.
        acts: what each entry did.
        unread: by the class of span rows that reads them, the keys that changed since it last asked.
    """

    rows: dict[tuple[Any, ...], Span] = field(default_factory=dict)
    acts: list[Act[Span]] = field(default_factory=list)
    unread: dict[object, set[tuple[Any, ...]]] = field(default_factory=dict)

    def put(self, key: tuple[Any, ...], row: Span, entry: Fact) -> None:
        """Keep what an entry made of the thing with a key."""
        self.acts.append(Act(entry.position, entry.event.kind.replace(".", " "), self.rows.get(key), row))
        self.reput(key, row)

    def reput(self, key: tuple[Any, ...], row: Span) -> None:
        """Keep a thing that is as it was, but for what tells nothing about it."""
        self.rows[key] = row
        for moved in self.unread.values():
            moved.add(key)

    def moved_for(self, reader: object) -> set[tuple[Any, ...]]:
        """The keys of the rows that changed since a reader last asked; all of them the first time."""
        moved, self.unread[reader] = self.unread.get(reader), set()
        return {*self.rows} if moved is None else moved


def _rows(client: Client, state: Kept[Span], day: date, policy: Policy) -> Iterable[Span]:
    del client, day, policy
    return state.rows.values()


def spans_of(
    name: str,
    evolve: Callable[[State | None, Fact, Any], State],
    row: type[Span],
    selects: Mapping[str, Callable[[Sql], str]],
    *,
    dated: tuple[str, ...] = (),
    always: str = "",
) -> Spans[State, Span]:
    """The span rows of things, as ``Spans`` has them; ``row`` begins with the columns of the key."""

    def touched(
        client: Client, state: State, day: date, policy: Policy
    ) -> Iterable[tuple[tuple[Any, ...], Span]]:
        """A thing never goes again."""
        del client, day, policy
        return [(key, state.rows[key]) for key in state.moved_for(row)]

    return Spans(
        name=name,
        evolve=evolve,
        row=row,
        of=_rows,
        touched=touched,
        selects=selects,
        dated=dated,
        always=always,
    )


def since(
    first: date, figures: Callable[[Client, Any], Figures], day: Callable[[Any], date] = attrgetter("on")
) -> Callable[[Client, Any], Figures]:
    """The figures of the things from a day on; those before it have none."""
    return lambda client, one: figures(client, one) if day(one) >= first else {}


def explained(
    holder: AccountHolder[State],
    figures: Callable[[Client, Any], Figures],
    of: Callable[[Any], Of],
) -> list[Contribution]:
    """What each entry added to the figures of the things of an account holder.

    Args:
        holder: the account holder.
        figures: those of a thing; none of one that has no row.
        of: the thing that contributions belong to.
    """
    found = []
    for client, kept in holder.states:
        for act in kept.acts:
            before = figures(client, act.before) if act.before else {}
            after = figures(client, act.after)
            changes = {key: after.get(key, ZERO) - before.get(key, ZERO) for key in {**before, **after}}
            shown = {key: amount for key, amount in changes.items() if amount} or dict([*changes.items()][:1])
            thing = of(act.after)
            found += [
                Contribution(figure, currency, act.what, thing.number, act.position, amount, thing)
                for (figure, currency), amount in shown.items()
            ]
    return found
