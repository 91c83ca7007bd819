"""Sums of days and texts of months go through ``ledger.times``, which knows where the calendar ends."""

from __future__ import annotations

import re

import pytest

from tests.helpers.walking import modules

_READING = ("commands/", "goodwill/", "projections/", "reporting/")
_OF_A_KNOWN_YEAR = "commands/demo/"
"""The demonstration chooses its own years."""


@pytest.mark.parametrize(
    ("unsafe", "instead"),
    [
        (r"[-+]=? timedelta\((?:days=|1\b)", "`shifted` ends with the calendar; a bare sum overflows there"),
        (
            r"\{[^{}]*:[^{}]*%[GY]",
            "`month_text` and `isoformat` pad the year; strftime writes the year 1 as 1",
        ),
    ],
)
def test_dates_at_the_ends_of_the_calendar_are_safe(unsafe: str, instead: str) -> None:
    read = {
        name: source
        for name, source in modules()
        if name.startswith(_READING) and not name.startswith(_OF_A_KNOWN_YEAR)
    }
    assert len(read) > 300
    found = {name: hits for name, source in read.items() if (hits := re.findall(unsafe, source))}
    assert not found, instead
