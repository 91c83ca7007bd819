"""How far a test goes. `make test` takes the short form of each, `make long` and `make laws` the full one.

@pytest.mark.long
def test_nothing_is_lost_by_kills() -> None:
    for _ in range(far(4, 12)):

@tries(25, 100)
@given(data=st.data())
def test_what_is_written_is_read(data: st.DataObject) -> None:
"""

from __future__ import annotations

import os
from typing import TypeVar

import pytest
from hypothesis import Phase, settings

T = TypeVar("T")

__all__ = ["LONG", "LONG_ONLY", "far", "tries"]

LONG = "GOODWILL_LONG" in os.environ
LONG_ONLY = pytest.mark.skipif(not LONG, reason="it takes long; `make long` runs it")
"""Stands beside the mark ``long`` on a test without a short form; quicker tests prove the same on less."""


def far(short: T, full: T) -> T:
    """How far a test goes, such as a number of repetitions: first in `make test`, then in `make long`."""
    return full if LONG else short


def tries(few: int, full: int, *, shrink: bool = True) -> settings:
    """How many examples a law tries: the first in `make test`, the second in `make laws`.

    ``shrink=False`` is for laws whose examples are dear: looking for a smaller one that fails takes minutes.
    """
    phases = settings().phases if shrink else [Phase.generate]
    return settings(max_examples=few if settings().derandomize else full, phases=phases)
