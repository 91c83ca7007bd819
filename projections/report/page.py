"""The report of a month: each figure beside those of the month before and of the same month a year before."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from ledger.errors import Misuse
from ledger.times import shifted
from projections.framework.answer import plain_values
from projections.framework.periods import Period
from projections.plans.comparing import PlanRow
from projections.remarks import Remark


class Counted(NamedTuple):
    """A figure of a month.

    Attributes:
        currency: None where it is no money.
    """

    section: str
    figure: str
    currency: str | None
    value: Decimal


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of the month beside those before; None where there was nothing to count."""

    section: str
    figure: str
    currency: str | None
    month: Decimal | None
    month_before: Decimal | None
    year_before: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The report of a month.

    Attributes:
        months: the month, the one before, and the same a year before.
        as_of: the last day of the month, or the day asked about within it.
        currency: in which all money is; None: each amount in its own.
        plans: those in whose period the day lies.
        figures: section by section.
        notes: what a reader must know of figures, such as a rate that is missing; most reports have none.
    """

    manager: str
    months: tuple[str, str, str]
    as_of: date
    known_at: datetime | None
    policy: str
    position: int
    currency: str | None
    plans: Sequence[PlanRow]
    figures: Sequence[Compared]
    notes: Sequence[Remark] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as JSON: numbers are text, dates are ISO 8601, what is missing is null.

        It has notes only where there are any.
        """
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        if self.notes:
            values["notes"] = [*map(str, self.notes)]
        else:  # a report without any keeps the bytes that it had before reports could have notes
            del values["notes"]
        return plain_values(values)

    def text(self) -> str:
        """The JSON document as it is written, whose fingerprint ``report.submitted`` keeps."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2) + "\n"

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of that document in UTF-8, in hexadecimal digits."""
        return sha256(self.text().encode()).hexdigest()


def month_called(text: str) -> Period:
    """The days of a month, such as "2026-06".

    Raises:
        Misuse: it is no month.
    """
    try:
        first = date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        raise Misuse(f"'{text}' is not a month; write it like 2026-06") from None
    return _month_of(first)


def month_before(month: Period) -> Period:
    """The month before one."""
    return _month_of(shifted(month.start, -1).replace(day=1))


def _month_of(first: date) -> Period:
    return Period(first, first.replace(day=monthrange(first.year, first.month)[1]))


def beside(months: Sequence[Iterable[Counted]]) -> list[Compared]:
    """The figures of three months beside each other, in the order in which they come, then by currency."""
    found = [{one[:3]: one.value for one in month} for month in months]
    keys = dict.fromkeys(key for month in found for key in month)
    sections = [*dict.fromkeys(section for section, *_ in keys)]
    figures = [*dict.fromkeys((section, figure) for section, figure, _ in keys)]
    ordered = sorted(keys, key=lambda key: (sections.index(key[0]), figures.index(key[:2]), key[2] or ""))
    return [Compared(*key, *(month.get(key) for month in found)) for key in ordered]
