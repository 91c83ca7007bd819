from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec import inspect

from ledger.codec import decode, decode_event, encode
from ledger.entry import Entry, stream_of
from ledger.errors import Unreadable
from ledger.events import KINDS, InvoiceIssued
from ledger.judging import make_event
from ledger.store import EntryMapper, StoredEntry

BAKU = timezone(timedelta(hours=4))


def entry(**changes: Any) -> Entry:
    event = make_event(
        "invoice.issued", {"number": "F-1", "amount": "100.00", "currency": "AZN", "due": "2026-03-31"}
    )
    made = Entry(
        7, stream_of(event, "Bakı"), 3, event, datetime(2026, 7, 1, 1, 30, tzinfo=BAKU), datetime(2026, 7, 2, tzinfo=UTC),
        "nigar", "Bakı", key="inv:1", source="a.csv:2",
    )  # fmt: skip
    return made._replace(**changes)


def test_an_entry_becomes_a_row_and_the_same_entry_again() -> None:
    row = encode(entry())
    assert decode(row) == entry()
    assert decode(row).occurred_at.utcoffset() == timedelta(hours=4)
    assert row.state == '{"number":"F-1","currency":"AZN","amount":"100.00","due":"2026-03-31"}'
    assert row.occurred_at == "2026-07-01T01:30:00+04:00"
    assert row.recorded_at == "2026-07-02T00:00:00.000000+00:00"


def test_the_calendar_day_is_the_one_where_it_happened() -> None:
    assert decode(encode(entry())).on.isoformat() == "2026-07-01"


_STATE = '{{"number":"1E9","currency":"AZN","amount":"{}","due":"2026-03-31"}}'
_NUMBERS = ("1E+999999", "NaN", "-sNaN", "-Infinity", "1E+30", "1_0e99", " 1e999", "1" * 40)


@pytest.mark.parametrize("amount", ["1E+2", "100.00", "-0.5"])
def test_a_number_that_could_be_recorded_is_read(amount: str) -> None:
    read = decode(encode(entry())._replace(state=_STATE.format(amount))).event
    assert isinstance(read, InvoiceIssued)
    assert str(read.amount) == amount


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "invoice.imagined"}, "position 7: .*does not know; upgrade"),
        ({"shape": 9}, "position 7: .*shape 9"),
        ({"state": '{"number":'}, "position 7: a stored invoice.issued is not what was written"),
        ({"state": '{"number":"F-1","currency":"AZN","colour":"red"}'}, "position 7"),
        ({"occurred_at": "yesterday"}, "position 7"),
        *(
            ({"state": _STATE.format(number)}, "position 7: .* is no number that can be")
            for number in _NUMBERS
        ),
        *(
            (
                {"state": _STATE.replace('"{}"', "{}").format(number)},
                "position 7: .* is no number that can be",
            )
            for number in ("1e999999", "-1E+30", "1" * 40)
        ),
    ],
)
def test_a_row_that_is_not_what_was_written_is_named_by_its_position(
    change: dict[str, Any], said: str
) -> None:
    with pytest.raises(Unreadable, match=said):
        decode(encode(entry())._replace(**change))


def holds_decimals(one: inspect.Type) -> bool:
    match one:
        case inspect.DecimalType():
            return True
        case inspect.UnionType():
            return any(map(holds_decimals, one.types))
        case inspect.VarTupleType():
            return holds_decimals(one.item_type)
        case inspect.StructType():
            return any(holds_decimals(field.type) for field in one.fields)
        case _:
            return False


@pytest.mark.parametrize("kind", KINDS)
def test_the_numbers_of_every_kind_that_holds_any_are_looked_at(kind: str) -> None:
    assert KINDS[kind].decimals == holds_decimals(inspect.type_info(KINDS[kind]))


def test_a_correction_of_a_date_survives_storage() -> None:
    fields = {
        "entry": "7",
        "replacement": {"number": "F-2"},
        "reason": "r",
        "occurred_at": "2026-01-01T10:00+04:00",
    }
    event = make_event("entry.corrected", fields)
    assert decode(encode(entry(event=event))).event == event


def test_the_library_takes_entries_and_nothing_else() -> None:
    mapper = EntryMapper()
    stored = mapper.to_stored_event(entry())
    assert mapper.to_domain_event(stored) == entry()
    assert stored == StoredEntry.of(encode(entry()))
    assert hash(stored) == hash(StoredEntry.of(encode(entry())))
    with pytest.raises(TypeError):
        mapper.to_stored_event(object())  # type: ignore[arg-type] # what is refused


def test_an_event_that_was_never_stored_in_an_older_shape_says_so() -> None:
    with pytest.raises(Unreadable, match="never stored in shape 0"):
        decode_event("order.held", 0, '{"number":"1","reason":"r"}')
