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
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import Phase, settings

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

T = TypeVar("T")

__all__ = ["LONG", "LONG_ONLY", "POSTGRESQL_LATER", "cases_on_both", "far", "on_both", "tries"]

LONG = "GOODWILL_LONG" in os.environ
LONG_ONLY = pytest.mark.skipif(not LONG, reason="it takes long; `make long` runs it")
"""Stands beside the mark ``long`` on a test without a short form; quicker tests prove the same on less."""
POSTGRESQL_LATER = pytest.mark.parametrize(
    "ledger_url", ["sqlite", pytest.param("postgresql", marks=[LONG_ONLY, pytest.mark.long])], indirect=True
)
"""Stands on a test that needs PostgreSQL in `make long` alone, as a test beside it proves the same there."""


def far(short: T, full: T) -> T:
    """How far a test goes, such as a number of repetitions: first in `make test`, then in `make long`."""
    return full if LONG else short


def on_both(names: Iterable[str], short: Collection[tuple[str, str]]) -> list[ParameterSet]:
    """Each name with each kind of database; the pairs that are not of the short form go with `make long`."""
    pairs = [(name, database) for name in names for database in ("sqlite", "postgresql")]
    return [pytest.param(*pair, marks=() if pair in short else LONG_ONLY) for pair in pairs]


def cases_on_both(
    cases: Sequence[tuple[object, ...]], postgresql: Collection[int] = (0,)
) -> list[ParameterSet]:
    """Each case with each kind of database; those with PostgreSQL go with `make long`, but for some."""
    return [
        *(pytest.param("sqlite", *case) for case in cases),
        *(
            pytest.param("postgresql", *case, marks=() if at in postgresql else [LONG_ONLY, pytest.mark.long])
            for at, case in enumerate(cases)
        ),
    ]


def tries(few: int, full: int, *, shrink: bool = True) -> settings:
    """How many examples a law tries: the first in `make test`, the second in `make laws`.

    ``shrink=False`` is for laws whose examples are dear: looking for a smaller one that fails takes minutes.
    """
    phases = settings().phases if shrink else [Phase.generate]
    return settings(max_examples=few if settings().derandomize else full, phases=phases)
