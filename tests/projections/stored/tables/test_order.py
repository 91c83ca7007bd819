"""A rebuild writes rows in the order of their keys, so that the pages of SQLite are full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from projections import stored
from projections.stored.generations import Views
from projections.stored.tables.relations import RELATIONS
from tests.helpers.stored import append
from tests.projections.stored.test_faults import trading
from tests.projections.stored.test_stored import somewhere


def test_a_rebuild_writes_the_rows_of_each_table_in_the_order_of_its_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: dict[str, list[tuple[Any, ...]]] = {}
    insert = Views.insert

    def noted(views: Views, table: str, rows: Sequence[Sequence[Any]]) -> None:
        written.setdefault(table, []).extend(map(tuple, rows))
        insert(views, table, rows)

    monkeypatch.setattr(Views, "insert", noted)
    with somewhere() as (url, recorder):
        append(recorder, trading().entries)
        stored.rebuild(url, date(2026, 7, 1))
    keys = {name: [*map(one.key_of, written[name])] for name, one in RELATIONS.items()}
    assert max(map(len, keys.values())) > 3
    assert all(found == sorted(found) for found in keys.values())
