"""Rows are looked up by where they stand, many with one query, the same in both databases."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from ledger import store
from ledger.store.looking_up import rows_at, rows_of
from ledger.store.streams import streams_of_no_client
from tests.conftest import RowMaker


def test_rows_are_looked_up_with_one_query_for_many(
    recorder: store.Recorder, make_rows: RowMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = [uuid4() for _ in range(5)]
    recorder.append([row for stream in streams for row in make_rows(180, stream=stream)])
    rows, select, asked = [*recorder.rows()], recorder.database.select, list[str]()

    def counted(statement: str, values: Any = ()) -> list[Any]:
        asked.append(statement)
        return select(statement, values)

    monkeypatch.setattr(recorder.database, "select", counted)
    assert [*rows_at(recorder, [901, *range(900, 0, -1)])] == rows
    assert len(asked) == 3
    places = [(row.stream, row.version) for row in reversed(rows)]
    assert sorted(rows_of(recorder, [*places, (uuid4(), 1), (streams[0], 181)])) == rows
    assert len(asked) == 6
    assert [*rows_at(recorder, []), *rows_of(recorder, [])] == []
    assert len(asked) == 6


def test_streams_of_no_client_are_found_among_others(recorder: store.Recorder, make_rows: RowMaker) -> None:
    assert streams_of_no_client(recorder.database) == []
    streams = [uuid4() for _ in range(9)]
    own = {*streams[::3]}
    for stream in streams:
        recorder.append(make_rows(3, stream=stream, client=None if stream in own else "ACME"))
    assert streams_of_no_client(recorder.database) == sorted(own)
