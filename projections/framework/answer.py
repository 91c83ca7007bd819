"""An answer of a view: its rows, and everything that they depend on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from ledger.errors import LedgerError
from ledger.money import exact
from projections.framework.clients import Client
from projections.framework.columns import row_fields
from projections.framework.filters import AccountHolder
from projections.policy import Policy
from projections.remarks import Remark

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class LedgerClosed(LedgerError):
    """Items were asked for after their ledger was closed."""

    code = "ledger-closed"

    def __init__(self) -> None:
        super().__init__("the ledger of this answer is closed", "ask for its items while the ledger is open")


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of a view, with everything that they depend on.

    Attributes:
        policy: the version of the policy used.
        position: the last entry of the ledger that was read.
        rows: frozen dataclasses, money in them Decimal.
        behind: makes the items, for which it may read the ledger; ask for ``items``.
        empty: why there may be no row, in words that begin with a small letter; "": as the view says.
        doubts: says what a reader has to know before the figures; ask for ``cautions``.
        rules: the policy itself; not part of the JSON.
        shape: the class of the rows.
        item_shape: the class of the items; None if the view has none.
        holders: the account holders in the rows, with their states, or from stored views with what the rows
            are made of unless states are asked for; not part of the JSON.
        clients: every client that had an entry by the day, as it was then, by code; only those that are named
            where a question names some, none where the answer was composed of kept ones or of partitions; not
            part of the JSON.
        language: the house's, by which people sort names; not part of the JSON.
        more: other things asked for and used, by name; part of the JSON.
    """

    view: str
    as_of: date
    known_at: datetime | None
    policy: str
    position: int
    rows: list[Any]
    totals: list[Any]
    behind: Callable[[], Sequence[Any]] = field(repr=False, compare=False)
    rules: Policy
    shape: type[DataclassInstance]
    item_shape: type[DataclassInstance] | None = None
    holders: Sequence[AccountHolder[Any]] = ()
    clients: Mapping[str, Client] = field(default_factory=dict, repr=False, compare=False)
    language: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    empty: str = field(default="", compare=False)
    doubts: Callable[[], Sequence[Remark]] = field(default=tuple, repr=False, compare=False)

    @property
    @exact
    def cautions(self) -> Sequence[Remark]:
        """What a reader has to know before the figures; not part of the JSON."""
        return self.doubts()

    @property
    @exact
    def items(self) -> Sequence[Any]:
        """What the rows are made of, if the view has items; they are made when first asked for.

        Those of some answers are read only then, so ask for them while the ledger is open.

        Raises:
            LedgerClosed: they are yet to be read, and the ledger is closed.
        """
        return self.behind()

    def as_json(self, *, items: bool = False) -> dict[str, Any]:
        """The answer as JSON: money is text, dates are ISO 8601, unknown values are null."""
        above = ["view", "as_of", "known_at", "policy", "position"]
        below = ["rows", "totals", *(["items"] if items else [])]
        values = {name: getattr(self, name) for name in above} | dict(self.more)
        return plain_values(values | {name: getattr(self, name) for name in below})

    def table(self, *, items: bool = False) -> list[dict[str, Any]]:
        """The rows (or items) flat, for CSV and tables: {"client": ..., "overdue 1-30": ...}."""
        return [flat_row(row) for row in (self.items if items else self.rows)]

    def columns(self, *, items: bool = False) -> list[str]:
        """The names in a flat row (or item), even if there are no rows."""
        rows, shape = (self.items, self.item_shape) if items else (self.rows, self.shape)
        if rows:
            return list(flat_row(rows[0]))
        return [name for one in row_fields(shape) for name in one.names(self.rules)] if shape else []

    def sums(self) -> list[dict[str, Any]]:
        """The totals, flat in the same way; empty ones are left out."""
        return [flat_row(total) for total in self.totals if total]

    def made_into(
        self,
        shape: type[DataclassInstance],
        rows: Iterable[object],
        totals: Iterable[object],
        items: Iterable[object] = (),
        **more: object,
    ) -> Answer:
        """The answer with other rows made from it, and their totals and items."""
        more |= self.more
        return replace(self, shape=shape, rows=[*rows], totals=[*totals], more=more).with_items([*items])

    def with_items(self, items: Sequence[Any]) -> Answer:
        """The answer with other items."""
        return replace(self, behind=lambda: items)


def plain_values(values: Mapping[str, object]) -> dict[str, Any]:
    """Values as JSON, by the same names."""
    return {name: plain(value) for name, value in values.items()}


def plain(value: object) -> object:
    """A value as JSON: exact numbers are text, dates are ISO 8601, dataclasses are objects."""
    match value:
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case Mapping():
            return plain_values(value)
        case list() | tuple():
            return [plain(inner) for inner in value]
    if is_dataclass(value):
        return plain_values({one.name: getattr(value, one.name) for one in fields(value)})
    return value


def flat_row(row: DataclassInstance) -> dict[str, Any]:
    """A row in which each member of a dict is a field: {"client": ..., "overdue 1-30": ...}."""
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
