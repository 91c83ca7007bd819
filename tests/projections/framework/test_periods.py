"""Tests of periods."""

from __future__ import annotations

from datetime import date

import pytest

from projections.framework.periods import Period


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ("2026-04-01", "2026-06-30", ("2025-04-01", "2025-06-30")),
        ("2025-02-28", "2025-03-05", ("2024-02-28", "2024-03-05")),
        ("2024-02-28", "2024-03-05", ("2023-02-28", "2023-03-05")),
        ("2025-02-28", "2025-02-28", ("2024-02-28", "2024-02-28")),
        ("2024-02-29", "2024-02-29", ("2023-02-28", "2023-02-28")),
        ("2025-02-01", "2025-02-28", ("2024-02-01", "2024-02-29")),
        ("2024-02-01", "2024-02-29", ("2023-02-01", "2023-02-28")),
        ("2024-03-01", "2025-02-28", ("2023-03-01", "2024-02-29")),
        ("0001-01-01", "0001-12-31", ("0001-01-01", "0001-01-01")),
    ],
)
def test_the_year_before_has_the_same_days_and_whole_months(
    start: str, end: str, before: tuple[str, str]
) -> None:
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert period.year_before == Period(*map(date.fromisoformat, before))
