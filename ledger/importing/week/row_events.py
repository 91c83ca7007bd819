"""What a row says, and the event that it stands for: each made of the other.

The values of a row are plain, by the names of its columns: text, whole numbers, booleans, lists of ids; days
and hours as ISO 8601 writes them, amounts as text without zeros at their end. What a row leaves out is
missing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any, Final, TypeAlias

from ledger.codec import encode_event
from ledger.entry import Entry
from ledger.events import ProposalMade
from ledger.importing.week.layout import Column, Form, Sheet
from ledger.rules.lines import amount_of
from ledger.unseen import identifier_key

Values: TypeAlias = Mapping[str, Any]

_NO_HOUR: Final = time()
_PRINT: Final = 6  # hexadecimal digits of a fingerprint


def moment_of(values: Values, zone: tzinfo) -> datetime:
    """The day and the hour of a row as a moment; without an hour the beginning of the day."""
    hour = time.fromisoformat(values["hour"]) if "hour" in values else _NO_HOUR
    return datetime.combine(date.fromisoformat(values["day"]), hour, zone)


def fields_of(sheet: Sheet, values: Values, zone: tzinfo) -> dict[str, Any]:
    """The fields of the event of a row, as JSON has them."""
    fields = {
        column.field: values[column.name]
        for column in sheet.columns
        if column.field and column.name in values
    }
    if sheet.moment:
        fields[sheet.moment] = moment_of(values, zone).isoformat()
    if "step_due" in values:
        fields["next_step"] = {"what": values.get("step", ""), "due": values["step_due"]}
    return fields


def values_of(sheet: Sheet, entry: Entry, zone: tzinfo) -> dict[str, Any]:
    """What a row says that stands for an entry; the amount of an offer may be that of its lines."""
    fields = json.loads(encode_event(entry.event))
    if isinstance(entry.event, ProposalMade):
        fields["amount"] = str(amount_of(entry.event))
    at = getattr(entry.event, sheet.moment) if sheet.moment else entry.occurred_at
    found: dict[str, Any] = {"client": entry.client, **clock_of(at, zone)}
    step = fields.pop("next_step", None)
    if isinstance(step, dict):
        found |= {"step": step["what"], "step_due": step["due"]}
    elif step is not None:
        found["step"] = step
    found |= {column.name: fields[column.field] for column in sheet.columns if column.field in fields}
    shown = {
        column.name: _plain(column, found[column.name]) for column in sheet.columns if column.name in found
    }
    return {name: value for name, value in shown.items() if value not in (None, "", [])}


def clock_of(at: datetime, zone: tzinfo) -> dict[str, str]:
    """The day of a moment, and its hour if it has one, in a time zone; a day alone stays that day."""
    if at.time() == _NO_HOUR:
        return {"day": at.date().isoformat()}
    there = at.astimezone(zone)
    hour = {} if there.time() == _NO_HOUR else {"hour": f"{there:%H:%M}"}
    return {"day": there.date().isoformat(), **hour}


def _plain(column: Column, value: Any) -> Any:  # noqa: ANN401 - a value of JSON
    if column.form in {Form.AMOUNT, Form.SHARE}:
        return plain_number(Decimal(value))
    return value


def plain_number(number: Decimal) -> str:
    """A number as text without zeros at its end: 12.5 for 12.50."""
    return f"{number.normalize():f}" if number else "0"


def prints_of(sheet: Sheet, values: Values) -> str:
    """The fingerprints of the values of a row, one after the other in the order of the columns.

    By them an import sees which cells a person changed. They are short, since a key holds them all: a change
    goes unseen once in 16 million.
    """
    return "".join(_print(values.get(column.name)) for column in sheet.columns)


def changed(sheet: Sheet, before: str, values: Values) -> list[Column]:
    """The columns in which a row differs from what it said before.

    A column that the import or the ledger fills may stay empty.

    Args:
        sheet: the sheet.
        before: the fingerprints of then.
        values: the values of now.
    """
    prints = [before[at : at + _PRINT] for at in range(0, len(before), _PRINT)]
    return [
        column
        for column, then in zip(sheet.columns, prints, strict=True)
        if _print(values.get(column.name)) != then and not (column.filled and column.name not in values)
    ]


def fits(sheet: Sheet, prints: str) -> bool:
    """Whether a text has a fingerprint for each column of a sheet."""
    return len(prints) == len(sheet.columns) * _PRINT


def _print(value: Any) -> str:  # noqa: ANN401 - a value of JSON
    text = identifier_key(json.dumps(value, ensure_ascii=False))
    return hashlib.sha256(text.encode()).hexdigest()[:_PRINT]
