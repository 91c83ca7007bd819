"""What is meant by dates that people write as their language has them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.written_dates import DATE_FORMS, is_no_day, iso_meant, span_meant

SIGNED = [form for form in DATE_FORMS if form not in {"iso", "%Y%m%d"}]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(SIGNED))
def test_a_day_in_every_form_that_imports_try_is_among_those_meant(day: date, form: str) -> None:
    meant = (iso_meant(day.strftime(form)) or "").split(" or ")
    assert day.isoformat() in meant
    assert len(meant) == 1 or day.day <= 12


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *[
            (text, "2026-06-30")
            for text in ("2026. 06. 30.", "2026.6.30", "30. 6. 2026", "30.06.26", "2026-6-30")
        ],
        *[("30/06/2569", "2026-06-30"), ("29/02/2567", "2024-02-29"), ("๓๐/๐๖/๒๕๖๙", "2026-06-30")],
        *[("2026. 06. 30. 10:00", "2026-06-30 10:00"), ("30.06.2026T10:00", "2026-06-30T10:00")],
        *[("5/3/2026", "2026-03-05 or 2026-05-03"), ("5.3.2026", "2026-03-05")],
        *[(text, None) for text in ("31.06.2026", "30.06.", "250000", "20260630", "1.5", "yesterday", "")],
    ],
)
def test_a_date_is_told_as_iso_writes_it(text: str, meant: str | None) -> None:
    assert iso_meant(text) == meant


def test_a_date_that_the_calendar_does_not_have_is_told_from_another_text() -> None:
    assert is_no_day("31.06.2026")
    assert is_no_day("2026. 02. 30.")
    assert not is_no_day("30.06.2026")
    assert not is_no_day("June")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *[
            ("01.06.2026..30.06.2026", "2026-06-01..2026-06-30"),
            ("2026.06.01...2026.06.30.", "2026-06-01..2026-06-30"),
        ],
        *[("06.2026", "2026-06"), ("2026/6", "2026-06"), ("6/2569..7/2569", "2026-06..2026-07")],
        *[
            ("30.06.2026", "2026-06-30"),
            ("13.2026", None),
            ("5/6/2026", None),
            ("2026-Q5", None),
            ("..", None),
        ],
    ],
)
def test_a_period_is_told_as_it_is_written_here(text: str, meant: str | None) -> None:
    assert span_meant(text) == meant
