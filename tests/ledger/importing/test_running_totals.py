"""A list of open documents is imported month after month, while what was paid of each grows."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.helpers.commanding import ran, run

MAPPING = """
[[event]]
kind = "client.registered"
once = "{Client}"
when = "2026-01-01"
fields = { code = "{Client}", name = "{Client}", currency = "EUR" }

[[event]]
kind = "invoice.issued"
client = "{Client}"
when = "{Date}"
fields = { number = "{Number}", amount = "{Amount}", currency = "EUR" }

[[event]]
kind = "payment.received"
if = { column = "Paid", greater = 0 }
client = "{Client}"
when = "{Date}"
[event.fields]
number = "payment of {Number}"
amount = "{Paid}"
currency = "EUR"
settles = [{ document = "{Number}", amount = "{Paid}" }]
"""


@pytest.fixture(autouse=True)
def mapping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("map.toml").write_text(MAPPING, encoding="utf-8")


def imported(paid: str) -> tuple[int, str]:
    """The exit code and the faults of a list in which so much is paid of an invoice over 2,000."""
    rows = f"Client,Number,Date,Amount,Paid\nA & B,I-1,2026-01-05,2000.00,{paid}\n"
    Path("list.csv").write_text(rows, encoding="utf-8")
    done = run("import", "list.csv", "--map", "map.toml")
    return done.exit_code, done.stderr


def test_the_command_that_the_fault_gives_records_what_came_since() -> None:
    assert imported("20.00")[0] == 0
    for paid, before, more, number in (("1520", "20", "1,500", 2), ("1600", "1,520", "80", 3)):
        code, said = imported(paid)
        assert code == 1
        assert (
            f"has {before}.00 EUR of it; if {more}.00 EUR came since, record it with `goodwill record" in said
        )
        command = said.split("`")[1].replace("DATE", "2026-02-15")
        assert f"payment of I-1 ({number})" in ran(*shlex.split(command)[1:]).stdout
        assert imported(paid)[0] == 0
    assert "EUR   400.00" in ran("receivables", "--as-of", "2026-03-01").stdout


def test_less_than_is_recorded_is_a_contradiction() -> None:
    imported("20.00")
    assert "use another key, or correct that entry" in imported("10.00")[1]


def test_a_payment_of_several_documents_is_no_running_total() -> None:
    several = MAPPING.replace('amount = "{Paid}" }]', 'amount = "1" }]')
    Path("map.toml").write_text(several, encoding="utf-8")
    imported("20.00")
    assert "use another key, or correct that entry" in imported("30.00")[1]
