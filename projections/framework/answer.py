"""An answer: what a view says, of whom, as of which day, as known at which moment, under which policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from projections.framework.columns import row_fields
from projections.framework.filters import AccountHolder
from projections.policy import Policy

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view says, with everything that it depends on.

    Attributes:
        policy: the version of the policy used.
        position: the last entry of the ledger that was looked at.
        rows: frozen dataclasses, money in them Decimal.
        items: what the rows are made of, where the view has that.
        rules: the policy itself; not part of the JSON.
        shape: the class of the rows.
        item_shape: the class of the items; None where there are none.
        holders: whom the rows are about, with their states; not part of the JSON.
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
    shape: type[DataclassInstance]
    item_shape: type[DataclassInstance] | None = None
    holders: Sequence[AccountHolder[Any]] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self, *, items: bool = False) -> dict[str, Any]:
        """The answer as JSON has it: money is text, dates are ISO 8601, what is unknown is null."""
        above = ["view", "as_of", "known_at", "policy", "position"]
        below = ["rows", "totals", *(["items"] if items else [])]
        said = {name: getattr(self, name) for name in above} | dict(self.more)
        said |= {name: getattr(self, name) for name in below}
        return plain_values(said)

    def table(self, *, items: bool = False) -> list[dict[str, Any]]:
        """The rows (or items) flat, for CSV and tables: {"client": ..., "overdue 1-30": ...}."""
        return [flat_row(row) for row in (self.items if items else self.rows)]

    def columns(self, *, items: bool = False) -> list[str]:
        """The names in a flat row (or item), also where there is none."""
        rows, shape = (self.items, self.item_shape) if items else (self.rows, self.shape)
        if rows:
            return list(flat_row(rows[0]))
        return [name for one in row_fields(shape) for name in one.names(self.rules)] if shape else []

    def sums(self) -> list[dict[str, Any]]:
        """The totals, flat in the same way; those of nothing are left out."""
        return [flat_row(total) for total in self.totals if total]

    def made_into(
        self,
        shape: type[DataclassInstance],
        rows: Iterable[object],
        totals: Iterable[object],
        items: Iterable[object] = (),
        **more: object,
    ) -> Answer:
        """The answer with rows that were made of it, their totals and items in place of its own."""
        more |= self.more
        return replace(self, shape=shape, rows=[*rows], totals=[*totals], items=[*items], more=more)


def plain_values(values: Mapping[str, object]) -> dict[str, Any]:
    """Values as JSON has them, by the same names."""
    return {name: plain(value) for name, value in values.items()}


def plain(value: object) -> object:
    """A value as JSON has it: exact numbers are text, dates are ISO 8601, dataclasses are objects."""
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
    """A row with the members of a field beside the other fields: {"client": ..., "overdue 1-30": ...}."""
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
