"""The ledgers of which every export is read by other programs: the demonstration, and two of public data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

import pytest

from ledger import Ledger
from tests.helpers.demonstration import copied, whole
from tests.helpers.examples import shared
from tests.helpers.imports import NOW

LEDGERS: Final = ("demonstration", "receivables", "wholesaler")
"""A generated portfolio, IBM's sample of late payments, and the UCI shop with two years of order lines."""
_FILES: Final = {
    "receivables": ("ibm_receivables.toml", "ibm_accounts_receivable.csv", date(2013, 6, 30)),
    "wholesaler": ("uci_online_retail.toml", "uci_online_retail.csv.gz", date(2011, 12, 31)),
}
_LAST: Final = date(2026, 6, 30)


@contextmanager
def opened(name: str, factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, date]]:
    """A ledger, and a day on which it has much to say. Public data that is not here skips the test."""
    if name == "demonstration":
        place = copied(whole(factory), factory.mktemp(name) / "goodwill.db")
        with Ledger(str(place), clock=lambda: NOW.replace(month=7)) as ledger:
            yield ledger, _LAST
        return
    *source, day = _FILES[name]
    for one in shared(factory, *map(str, source)):
        yield one.ledger, day
