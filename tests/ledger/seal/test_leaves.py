"""What the leaf of an entry hashes: its row as canonical JSON."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ledger.codec import Row
from ledger.seal.leaves import line_of, line_of_ledger
from tests.helpers.depth import tries
from tests.helpers.seen import saw, sees

text = st.text(max_size=6)
maybe = st.none() | text
columns = st.tuples(
    st.integers(0, 2**40), st.uuids(), st.integers(0, 2**31), text, st.integers(1, 9),
    maybe, text, text, text, maybe, maybe, maybe, maybe, text,
)  # fmt: skip

ROW = Row(
    7, UUID("9e874203-57b1-50bb-ade2-a17e43c87a62"), 1, "note.added", 1, "ACME", "2026-03-01T00:00:00+00:00",
    "2026-03-02T10:00:00.000000+00:00", "Ilinca Bălan", None, None, None, None, '{"text":"a\\nb"}',
)  # fmt: skip


def test_the_line_of_an_entry_is_this_for_ever() -> None:
    assert line_of(ROW).decode() == (
        '{"actor":"Ilinca Bălan","client":"ACME","kind":"note.added","occurred_at":"2026-03-01T00:00:00+00:00",'
        '"position":7,"recorded_at":"2026-03-02T10:00:00.000000+00:00","shape":1,'
        '"state":"{\\"text\\":\\"a\\\\nb\\"}","stream":"9e874203-57b1-50bb-ade2-a17e43c87a62","version":1}'
    )


def test_the_line_of_a_ledger_is_this_for_ever() -> None:
    assert line_of_ledger({"id": "a1", "format": "2"}) == b'{"format":"2","id":"a1"}'


@sees(60)
@tries(100, 100)
@given(columns)
def test_a_line_is_canonical_json(row: Any) -> None:
    fields = {name: value for name, value in Row._make(row)._asdict().items() if value is not None}
    fields["stream"] = str(fields["stream"])
    again = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert line_of(Row._make(row)) == again.encode()
    saw()


@tries(25, 100)
@given(columns, columns)
def test_different_rows_have_different_lines(one: Any, other: Any) -> None:
    assert (line_of(Row._make(one)) == line_of(Row._make(other))) == (one == other)
