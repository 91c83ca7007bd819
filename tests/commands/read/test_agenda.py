"""``goodwill agenda`` as a person asks it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Golden
from tests.helpers.commanding import INVOICE, line, ran, registered, run
from tests.helpers.fixed import DAYS, recorded
from tests.helpers.week_of_work import TOLD, WEEK, facts_of

WHEN = ("--as-of", str(DAYS[-1]))


def test_the_agenda_of_a_small_portfolio(tmp_path: Path, golden: Golden) -> None:
    ledger = tmp_path / "goodwill.db"
    with recorded(ledger):
        pass
    asked = (("agenda", *WHEN), ("agenda", *WHEN, "--why"), ("agenda", "--week", "2026-W24", "--overdue"))
    told = (f"$ goodwill {' '.join(words)}\n{ran(*words, ledger=ledger).stdout}" for words in asked)
    golden("agenda.txt", "\n".join(told))


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    what = {"number": "K1", "by": "us", "what": "price list", "due": "2026-04-16"}
    ran(
        "record",
        "--data",
        "-",
        input=f"{registered()}\n{line('commitment.made', 'ACME', '2026-04-01', **what)}",
    )


@pytest.mark.usefixtures("small")
def test_a_calendar_goes_to_a_file_with_ends_of_lines_as_the_standard_has_them() -> None:
    written = ran("agenda", "--week", "2026-W16", "--as-of", "2026-04-14", "--ics", "week.ics")
    assert (written.stdout, written.stderr) == ("", "wrote 1 thing to do into week.ics\n")
    told = Path("week.ics").read_bytes()
    assert told.count(b"\n") == told.count(b"\r\n") == 15
    assert b"\r\nSUMMARY:commitment due: Acme Ltd (ACME): price list\r\n" in told


@pytest.mark.usefixtures("small")
def test_a_week_that_is_past_is_shown_as_it_was_on_its_monday() -> None:
    assert "as of 2026-04-13" in ran("agenda", "--week", "2026-W16").stdout
    assert "nothing is to be done in that week" in ran("agenda", "--week", "2026-W10").stdout
    assert run("agenda", "--week", "17").exit_code == 2


def test_a_week_told_by_hand_is_what_the_command_shows(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    facts = [
        json.dumps(
            {"kind": kind, "occurred_at": day, "event": fields} | ({"client": client} if client else {})
        )
        for kind, client, day, fields in facts_of(TOLD)
    ]
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))
    for built in (False, True):
        if built:
            ran("replay", ledger=ledger)
        asked = ("agenda", "--week", "2026-W27", "--as-of", "2026-06-30", "--format", "json")
        rows = json.loads(ran(*asked, ledger=ledger).stdout)["rows"]
        names = ("client", "reason", "number", "when", "at")
        assert [tuple(row[name] for name in names) for row in rows] == [
            (client, reason, number, f"2026-{when}", at) for client, reason, number, when, at in WEEK
        ]


@pytest.mark.usefixtures("small")
def test_nothing_is_unreported_that_is_yet_to_come() -> None:
    visit = {"visit": "V1", "at": "2099-01-05T09:00:00Z", "channel": "visit", "purpose": "range"}
    facts = (
        line("visit.planned", "ACME", "2026-04-02", **visit),
        line("contract.signed", "ACME", "2026-04-02", number="C1", starts="2026-04-02", ends="2099-01-06"),
    )
    ran("record", "--data", "-", input="\n".join(facts))

    def told(day: str) -> list[str]:
        rows = json.loads(ran("agenda", "--as-of", day, "--format", "json").stdout)["rows"]
        return [row["reason"] for row in rows if row["number"] in ("V1", "C1")]

    assert told("2099-01-07") == ["visit_planned", "contract_ending"]  # both of that week
    assert told("2099-01-14") == []


@pytest.mark.usefixtures("small")
def test_an_empty_agenda_says_where_overdue_money_is() -> None:
    ran(*INVOICE)
    shown = " ".join(ran("agenda", "--as-of", "2026-03-31").stdout.split())
    assert shown.endswith("Nothing to show: nothing is to be done in that week.")
    shown = " ".join(ran("agenda", "--as-of", "2026-04-01", "--week", "2026-W20").stdout.split())
    assert shown.endswith("1 client owes money that is overdue: `goodwill collect` shows whom to call first.")


@pytest.mark.usefixtures("small")
def test_an_agenda_says_where_debts_are_if_there_can_be_some() -> None:
    asked = ("agenda", "--week", "2026-W16", "--as-of", "2026-04-14")
    hint = "Debts are in no agenda: `goodwill collect` shows whom to call about them first."
    assert "collect" not in ran(*asked).stdout
    ran(*INVOICE)
    assert ran(*asked).stdout.endswith(f"\n\n{hint}\n")
    assert "collect" not in ran(*asked, "--format", "json").stdout


@pytest.mark.usefixtures("small")
def test_a_calendar_writes_over_no_ledger_and_over_no_other_file() -> None:
    when = ("--week", "2026-W16", "--as-of", "2026-04-14", "--ics")
    before = Path("goodwill.db").read_bytes()
    refused = run("agenda", *when, "goodwill.db")
    assert (refused.exit_code, "--ics names the ledger" in refused.stderr) == (2, True)
    assert Path("goodwill.db").read_bytes() == before
    Path("notes.txt").write_text("call Ana\n", encoding="utf-8")
    assert "this command did not write it" in run("agenda", *when, "notes.txt").stderr
    assert Path("notes.txt").read_text(encoding="utf-8") == "call Ana\n"
    ran("agenda", *when, "week.ics")
    ran("agenda", *when, "week.ics")  # a later calendar takes the place of an earlier one
    assert ran("agenda", *when, "-").stdout.startswith("BEGIN:VCALENDAR")


@pytest.mark.usefixtures("small")
def test_an_hour_of_another_offset_than_that_of_the_house_has_it() -> None:
    ran("record", "house.described", "--name", "Nordic Trade", "--time-zone", "Asia/Baku")
    for number, at in (
        ("V-1", "2026-04-14T10:00+07:00"),
        ("V-2", "2026-04-14T06:30+04:00"),
        ("V-3", "2026-04-14T01:00+07:00"),
    ):
        ran("record", "visit.planned", "ACME", at, "visit", "tea", "--visit", number, "-d", "2026-04-01")
    shown = json.loads(ran("agenda", "--as-of", "2026-04-14", "--format", "json").stdout)["rows"]
    assert [(row["number"], row["at"]) for row in shown if row["at"]] == [
        ("V-3", "01:00 +07:00"),
        ("V-2", "06:30"),
        ("V-1", "10:00 +07:00"),
    ]


@pytest.mark.usefixtures("small")
def test_ages_of_things_to_do_are_not_summed() -> None:
    ran("record", "complaint.raised", "ACME", "C-1", "quality", "2", "-d", "2026-04-01")
    ran("record", "complaint.raised", "ACME", "C-2", "price", "2", "-d", "2026-04-14")  # its age is 0
    words = ("explain", "agenda", "ACME", "--as-of", "2026-04-14")
    assert "C-1" in (told := ran(*words).stdout)
    assert "age days" not in told
    found = json.loads(ran(*words, "--format", "json").stdout)
    assert found["figures"] == []
    ages = [(one["of"], one["amount"], one["total"]) for one in found["contributions"]]
    assert sorted(ages) == [("C-1", "13", None), ("C-2", "0", None), ("K1", "13", None)]
    between = ("explain", "agenda", "ACME", "--from", "2026-04-13", "--to", "2026-04-14")
    lines = ran(*between).stdout.splitlines()
    (begins,) = (one for one in lines if one.startswith("age days"))
    assert begins.split() == ["age", "days", "on", "2026-04-13"]  # its line has no sum
    assert json.loads(ran(*between, "--format", "json").stdout)["figures"] == []


@pytest.mark.usefixtures("small")
def test_an_entry_that_moves_a_thing_to_another_day_is_behind_it_too() -> None:
    facts = (
        ("visit.planned", "2026-04-02", {"visit": "V-1", "channel": "visit", "purpose": "tea", "at": "2026-04-08"}),
        ("visit.moved", "2026-04-07", {"visit": "V-1", "by": "us", "reason": "ill", "at": "2026-04-16"}),
        ("commitment.moved", "2026-04-09", {"number": "K1", "due": "2026-04-17", "reason": "the printer is late"}),
        # A number that is planned again has no part in moves of the visit before.
        ("visit.planned", "2026-04-02", {"visit": "V-2", "channel": "call", "purpose": "tea", "at": "2026-04-03"}),
        ("visit.moved", "2026-04-03", {"visit": "V-2", "by": "us", "reason": "ill", "at": "2026-04-04"}),
        ("visit.held", "2026-04-04", {"visit": "V-2", "channel": "call", "started_at": "2026-04-04", "summary": "s"}),
    )  # fmt: skip
    ran("record", "--data", "-", input="\n".join(line(kind, "ACME", on, **told) for kind, on, told in facts))
    words = ("explain", "agenda", "ACME", "--as-of", "2026-04-14", "--format", "json")
    found = json.loads(ran(*words).stdout)["contributions"]
    assert [(one["of"], one["kind"], one["on"], one["amount"]) for one in found] == [
        ("K1", "commitment.made", "2026-04-01", "13"),
        ("K1", "commitment.moved", "2026-04-09", "5"),
        ("V-1", "visit.planned", "2026-04-02", "12"),
        ("V-1", "visit.moved", "2026-04-07", "7"),
    ]
