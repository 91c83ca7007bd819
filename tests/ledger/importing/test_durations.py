"""Durations as people write them: minutes and hours, in words of the languages of titles."""

from __future__ import annotations

from collections import Counter
from datetime import time
from pathlib import Path

import pytest

from ledger.importing.durations import minutes_reader
from ledger.importing.faults import Wrong
from ledger.importing.headings import languages
from ledger.importing.values import Iso, Notation, Plain, number_reader
from tests.helpers.imports import Desk, Workbook

read = minutes_reader(number_reader(Notation(",", ". ")))


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        *[("45", 45), (Plain("45"), 45), ("45 perc", 45), ("45perc", 45), ("45 p.", 45), ("45 MIN.", 45)],
        *[("1 óra", 60), ("1 ora", 60), ("2 saat", 120), ("1,5 óra", 90), ("1 óra 30 perc", 90)],
        *[("1 h 30", 90), ("1h30", 90), ("2 ชั่วโมง 15 นาที", 135), ("๔๕ นาที", 45), ("1.000 min", 1000)],
        *[("1:30", 90), ("0:45:00", 45), (Iso("00:45:00"), 45), ("2 часа", 120), ("20 dəq", 20)],
    ],
)
def test_a_duration_is_read_in_minutes(cell: str, minutes: int) -> None:
    assert read(cell) == minutes


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (
            "45 pers",
            "'45 pers' has 'pers' beside its number; write the minutes alone, or with a word such as",
        ),
        ("45 min 30", "is not a number"),
        ("1:75", "'1:75' has more than 59 minutes beside its hours; write the minutes alone"),
        ("óra", "is not a number"),
        ("1.5.5 óra", "is not a number"),
    ],
)
def test_another_text_is_no_duration(cell: str, told: str) -> None:
    with pytest.raises(Wrong, match=told):
        read(cell)


@pytest.mark.parametrize(
    "cell",
    ["-1 h 30", "1 h -30", "30 1 h", "1 h 30 h", "30 min 1 h", "1 h 30 min 20", "1 000 h", "-1 h", "1h-30"],
)
def test_hours_stand_before_minutes_and_no_part_has_a_sign(cell: str) -> None:
    with pytest.raises(Wrong, match=f"'{cell}'"):
        read(cell)


def test_every_language_has_words_for_minutes_and_hours_and_none_means_both() -> None:
    meant = Counter(word for word, _ in {pair for one in languages() for pair in one.units.items()})
    assert all({*one.units.values()} == {1, 60} for one in languages())
    assert max(meant.values()) == 1


VISITS = """
[[event]]
kind = "client.registered"
once = "{Client}"
when = 2026-01-01
fields = { code = "{Client}", name = "{Client}" }

[[event]]
kind = "visit.held"
client = "{Client}"
when = "{Day}"
key = "{Day}"
fields = { started_at = "{Day}", channel = "visit", summary = "we talked", minutes = "{Length}" }
"""


def test_the_minutes_of_a_mapping_are_durations(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    path = desk.file("visits.csv", "Client,Day,Length\nA,2026-01-05,45 perc\nA,2026-01-06,1 saat\n")
    book = desk.place / "visits.xlsx"
    with Workbook(str(book)) as made:
        page, clock = made.add_worksheet(), made.add_format({"num_format": "hh:mm"})
        page.write_row(0, 0, ["Client", "Day", "Length"])
        page.write_row(1, 0, ["A", "2026-01-07"])
        page.write_datetime(1, 2, time(0, 50), clock)

    assert desk.run([path, book], VISITS).faults == []
    assert [one.minutes for one in desk.events("visit.held")] == [45, 60, 50]
    other = desk.file("more.csv", "Client,Day,Length\nA,2026-01-08,45 pers\n")
    [fault] = desk.run(other, VISITS).faults
    assert "'45 pers' has 'pers' beside its number" in fault.what
