"""A recorder of an empty ledger, in each database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from ledger import store


@pytest.fixture
def recorder(ledger_url: str) -> Iterator[store.Recorder]:
    store.create(ledger_url)
    with closing(store.open_recorder(ledger_url)) as opened:
        yield opened
