"""Counts the cases that a test compares, so that a test whose asserts stand in a loop cannot pass on nothing.

@sees(20)
@given(entries=histories())
def test_no_row_is_below_zero(entries):
    for row in rows(entries):
        saw()
        assert row.amount >= 0
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_count: ContextVar[list[int]] = ContextVar("cases")


def sees(least: int) -> Callable[[F], F]:
    """A test that fails where it compared fewer cases than this in all."""

    def decorate(test: F) -> F:
        @wraps(test)
        def run(*values: Any, **named: Any) -> None:
            token = _count.set([0])
            try:
                test(*values, **named)
                (count,) = _count.get()
            finally:
                _count.reset(token)
            assert count >= least, f"the test compared {count} cases, and is to compare {least} at least"

        return run  # type: ignore[return-value] # wraps keeps the signature

    return decorate


def saw(count: int = 1) -> None:
    """Count cases that are compared now."""
    _count.get()[0] += count
