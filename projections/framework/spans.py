"""Rows that hold for spans of days: what facts alone change of a view; the rest follows from the day asked.

A span row is a named tuple. A view makes those of a client for one day from its state. Stored are the same
rows with the days between which they held, so an answer from facts and an answer from spans go through one
function from span rows to the rows of the view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, NamedTuple, Protocol, TypeVar, cast

from ledger.entry import Fact
from ledger.events import Event
from ledger.money import NO_CURRENCY
from projections.framework.clients import Client
from projections.policy import Policy, Timetable

State = TypeVar("State")
Span = TypeVar("Span", bound=tuple[Any, ...])
Rule = TypeVar("Rule")
Found = TypeVar("Found")


class Held(list[Span]):
    """The span rows of one day, and of all days up to the next change.

    Attributes:
        read: what readers worked out of them, by the reader, each with the policy for which it did.
    """

    __slots__ = ("read",)

    def __init__(self, rows: Iterable[Span] = ()) -> None:
        super().__init__(rows)
        self.read: dict[object, tuple[object, Any]] = {}


def worked_out(rows: Sequence[Span], reader: Callable[[Sequence[Span], Rule], Found], policy: Rule) -> Found:
    """What a reader makes of span rows under a policy: once, while both stay the same."""
    if not isinstance(rows, Held):
        return reader(rows, policy)
    known = rows.read.get(reader)
    if known is None or known[0] is not policy:
        known = rows.read[reader] = policy, reader(rows, policy)
    return cast("Found", known[1])


class Sql(Protocol):
    """The SQL of a database for the views of one generation. Days are whole numbers in it."""

    @property
    def begun(self) -> str:
        """The clients that had begun by each day, as a table expression.

        Its columns: client, as_of, those of the directory, rules (the number of the policy), policy (its
        version). Days whose policy cannot be used are not among them.
        """

    def table(self, name: str) -> str:
        """The name of a table of spans or of rules."""

    def joined(self, name: str) -> str:
        """A join of ``begun`` with the written rows of a table, under the name of the table."""

    def number(self, text: str) -> str:
        """An exact number that is not negative, to compare it with others."""

    def summed(self, column: str) -> str:
        """The columns of which ``total`` makes a sum of a column that is declared as summed."""

    def total(self, name: str, column: str, where: str = "1 = 1", sign: str = "") -> str:
        """The sum of a column in the rows where something holds; ``money`` and ``not_zero`` take its name."""

    def digits(self, currency: str) -> str:
        """The number of decimal places of a currency."""

    def with_units(self, sums: str) -> str:
        """A table expression of what selects sums and the ``digits`` of their currency."""

    def money(self, name: str) -> str:
        """A sum that ``total`` made as an exact amount, of a row of ``with_units``."""

    def not_zero(self, name: str) -> str:
        """Whether such a sum is not zero."""

    @property
    def zero(self) -> str:
        """No money, where the currency's ``digits`` are a column."""


def own_currency(rows: str | None = None) -> str:
    """The currency of something of a client of ``begun``, as ``Client.currency_of`` has it.

    Args:
        rows: the table whose rows state a currency; None: nothing does.
    """
    stated = f"{rows}.currency, " if rows else ""
    return f"COALESCE({stated}begun.currency, '{NO_CURRENCY}')"


class RuleTable(NamedTuple):
    """A small table of what a view's rows need of each policy; its first column, rules, numbers the policy.

    Attributes:
        row: the class of its rows, a named tuple.
        of: the rows of a policy.
    """

    name: str
    row: type[tuple[Any, ...]]
    of: Callable[[Policy], Iterable[tuple[Any, ...]]]


def on_nothing(policy: Policy) -> object:
    """What rows depend on that are the same under every policy."""
    del policy
    return None


def _unknown(client: Client, state: object, day: date, policy: Policy) -> None:
    del client, state, day, policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans(Generic[State, Span]):
    """How a view's rows follow from rows that hold for spans of days.

    Attributes:
        name: of their table.
        evolve: the fold of whose state they are made.
        row: their class, a named tuple; the columns with a key tell those of a client on one day apart.
        of: those of a client on a day, from its state, under a policy.
        touched: the keys of the rows that changed since it was last asked, with the rows that they have now,
            of a state that is folded forward to a day; None: any row may have changed. They may be made late,
            but before the state is folded further.
        turns: by kind, the later days on which a fact changes them again, under any of some policies.
        dated: the columns with days of what a row is about: a question about a period reads only rows with
            such a day from its first day on. (): it needs all.
        always: a column that is 1 in rows that each such question needs too; "" if there are none.
        depends: what of a policy they depend on.
        absent: whether there are none under a policy, whatever the facts.
        rules: what SQL needs of each policy.
        selects: the SELECT of each table of the view that SQL can make of them, by name.
    """

    name: str
    evolve: Callable[[State | None, Fact, Any], State]
    row: type[Span]
    of: Callable[[Client, State, date, Policy], Iterable[Span]]
    touched: Callable[[Client, State, date, Policy], Iterable[tuple[Any, Span | None]] | None] = _unknown
    turns: Mapping[type[Event], Callable[[Fact, Timetable], Iterable[date]]] = field(default_factory=dict)
    dated: tuple[str, ...] = ()
    always: str = ""
    depends: Callable[[Policy], object] = on_nothing
    absent: Callable[[Policy], bool] = lambda _: False
    rules: RuleTable | None = None
    selects: Mapping[str, Callable[[Sql], str]] = field(default_factory=dict)
