from __future__ import annotations

import csv
import gzip
import signal
import subprocess
import sys
import tempfile
import textwrap
from contextlib import suppress
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Draft, Entry
from ledger.errors import Conflict, Refused, Unreadable
from ledger.importing import FileFault, MappingError, Progress, Rejects
from ledger.importing import run as importing_run
from ledger.judging import make_event
from ledger.recording import staged_work
from ledger.recording.application import Ledger
from ledger.recording.journal import TRIES
from ledger.recording.staged_work import StagedWork
from ledger.recording.unit_of_work import Outcome
from tests.helpers.depth import tries
from tests.helpers.imports import INVOICES, NOW, Desk
from tests.helpers.places import ROOT
from tests.helpers.seen import saw, sees

HEADER = "Client,Number,Date,Amount\n"
GOOD = HEADER + "A,1,2026-01-05,100.00\nA,2,2026-01-06,50.00\nB,3,2026-01-07,7\n"
FAULTY = HEADER + textwrap.dedent(
    """\
    A,1,2026-01-05,100.00
    A,2,05.01.2026,fifty
    B,,2026-01-07,7
    ,4,2026-01-08,7
    A,1,2026-01-09,9
    B,5,2026-01-10,-1
    B,6,2026-01-11,6,7
    """
)
VISIT = {"channel": "call", "started_at": "2026-01-05T10:00+00:00", "summary": "prices"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_rows_become_entries_that_say_where_they_come_from(desk: Desk) -> None:
    report = desk.run(desk.file("file.csv", GOOD))

    first, invoice, *_ = entries = desk.entries()
    assert [entry.kind for entry in entries] == [
        "client.registered",
        "invoice.issued",
        "invoice.issued",
        "client.registered",
        "invoice.issued",
    ]
    assert (first.client, first.key, first.source) == ("A", "client.registered:A", "file.csv:2")
    assert (invoice.actor, invoice.key, invoice.source) == ("clerk", "invoice.issued:A:1", "file.csv:2")
    assert report.appended == {"client.registered": 2, "invoice.issued": 3}
    assert (report.read, report.recorded, report.written) == (3, 3, True)


def test_a_second_run_adds_nothing(desk: Desk) -> None:
    path = desk.file("file.csv", GOOD)
    desk.run(path)
    before = desk.entries()

    report = desk.run(path)

    assert desk.entries() == before
    assert (report.appended, report.repeated) == ({}, {"client.registered": 2, "invoice.issued": 3})
    assert report.recorded == 3


def test_a_longer_file_adds_what_is_new(desk: Desk) -> None:
    desk.run(desk.file("january.csv", GOOD))

    report = desk.run(desk.file("february.csv", GOOD + "B,9,2026-02-01,9\n"))

    assert report.appended == {"invoice.issued": 1}


def test_a_dry_run_says_what_would_be_appended_and_appends_nothing(desk: Desk) -> None:
    path = desk.file("file.csv", GOOD)

    report = desk.run(path, dry_run=True)

    assert report.appended == {"client.registered": 2, "invoice.issued": 3}
    assert (report.dry_run, report.written) == (True, False)
    assert desk.entries() == []


def test_all_faults_are_found_at_once_with_file_and_row(desk: Desk) -> None:
    report = desk.run(desk.file("file.csv", FAULTY))

    assert [(fault.row, fault.field) for fault in report.faults] == [
        (3, "amount"),
        (3, "due"),
        (3, "when"),
        (4, "number"),
        (5, "client"),
        (5, "once"),
        (6, ""),
        (7, ""),
        (8, ""),
    ]
    assert {fault.file for fault in report.faults} == {"file.csv"}
    assert (
        FileFault(
            "file.csv", 4, "number", "it is missing: 'Number' gives no value; fill it in, or add a leave_out"
        )
        in report.faults
    )
    assert "file.csv:8: it has 5 cells, the header has 4; is a quotation mark missing?" in map(
        str, report.faults
    )
    assert (report.read, report.recorded, report.spoiled, report.written) == (7, 0, 6, False)


def test_a_refused_import_leaves_the_ledger_as_it_was_byte_for_byte(desk: Desk) -> None:
    desk.run(desk.file("file.csv", GOOD))
    before = Path(desk.url).read_bytes()

    report = desk.run(desk.file("faulty.csv", FAULTY))

    assert report.faults
    assert not report.written
    assert Path(desk.url).read_bytes() == before


def opening(path: Path) -> Rejects:
    return Rejects(path.name, partial(path.open, "w", newline=""))


def test_skip_records_the_rest_and_writes_what_it_left_out(desk: Desk) -> None:
    rejects = desk.place / "rejects.csv"

    report = desk.run(desk.file("file.csv", FAULTY), on_fault="skip", rejects=opening(rejects))

    assert desk.amounts() == ["100.00"]
    assert (report.read, report.recorded, report.spoiled) == (7, 1, 6)
    with rejects.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["file"], row["row"]) for row in rows] == [("file.csv", str(row)) for row in range(3, 9)]
    assert rows[0]["Amount"] == "fifty"
    assert "amount: 'fifty' is not a number" in rows[0]["fault"]


def test_rejects_put_right_are_imported_with_the_same_mapping(desk: Desk) -> None:
    rejects = desk.place / "rejects.csv"
    mapping = '[file.rows]\nencoding = "utf-16"\ndelimiter = ";"\ndecimal = ","\nheader = 2\n' + INVOICES
    text = "Invoices\n" + GOOD.replace(",", ";").replace("50.00", "fünfzig")
    desk.run(desk.file("file.csv", text.encode("utf-16")), mapping, on_fault="skip", rejects=opening(rejects))
    rejects.write_bytes(rejects.read_bytes().decode("utf-16").replace("fünfzig", "50,00").encode("utf-16"))

    report = desk.run(rejects, mapping)

    assert report.faults != []  # 100.00 has a full stop, which is no decimal comma
    assert "fünfzig" not in str(report.faults)


def test_a_rule_that_says_no_is_a_fault_of_its_row(desk: Desk) -> None:
    report = desk.run(desk.file("file.csv", GOOD + "A,1,2026-01-09,9\n"), on_fault="skip")

    assert [(fault.row, fault.what[:16]) for fault in report.faults] == [(5, "invoice.issued: ")]
    assert desk.amounts() == ["100.00", "50.00", "7"]


def test_a_client_written_by_name_leads_to_its_code(desk: Desk) -> None:
    desk.run(
        desk.file("clients.csv", "Code,Name\nAZ-1,Xəzər Market\n"),
        INVOICES[: INVOICES.rindex("[[event]]")]
        .replace("{Client}", "{Code}")
        .replace('name = "{Code}"', 'name = "{Name}"'),
    )
    rows = "xezer market,1,2026-02-01,5\nAZ1,2,2026-02-01,5\nxezer market,3,2026-02-01,5\n"
    report = desk.run(
        desk.file("file.csv", f"Client,Number,Date,Amount\n{rows}"), INVOICES[INVOICES.rindex("[[event]]") :]
    )
    meant = "did you mean AZ-1 (Xəzər Market)?"
    assert [fault.what.rpartition("; ")[2] for fault in report.faults] == [
        meant,
        "did you mean 'AZ-1'?",
        meant,
    ]


def test_a_row_of_which_nothing_is_made_is_a_fault_until_it_is_left_out(desk: Desk) -> None:
    mapping = (
        '[[event]]\nkind = "client.registered"\nwhen = 2026-01-01\nif = { column = "Kind", equals = "new" }\n'
    )
    mapping += 'fields = { code = "{Client}", name = "{Client}", currency = "EUR" }\n'
    path = desk.file("file.csv", "Client,Kind\nA,new\nB,old\nC,old\n")

    faulty = desk.run(path, mapping)
    report = desk.run(
        path, mapping + '[[leave_out]]\nreason = "old"\nif = { column = "Kind", equals = "old" }\n'
    )

    assert [fault.row for fault in faulty.faults] == [3, 4]
    assert faulty.faults[0].what.startswith("the mapping makes no event of it")
    assert [(one.reason, one.count, one.rows) for one in report.left_out] == [("old", 2, "3-4")]
    assert report.read == report.recorded + 2


def without_moment(entries: list[Entry]) -> list[Entry]:
    return [entry._replace(recorded_at=NOW) for entry in entries]


def files_beside(desk: Desk) -> dict[str, bytes]:
    """The ledger's files but the index of the write-ahead log, which SQLite makes anew from the log."""
    return {
        path.name: path.read_bytes() for path in desk.place.glob("ledger.db*") if path.suffix != ".db-shm"
    }


def test_a_fault_on_the_last_row_leaves_the_files_of_the_ledger_as_they_were(desk: Desk) -> None:
    text = HEADER + "".join(f"C{n % 50},{n},2026-01-05,{n}.50\n" for n in range(1, 3_001))
    with Ledger(desk.url, clock=lambda: NOW) as other:
        other.record(
            Draft(make_event("rate.set", {"base": "EUR", "quote": "USD", "rate": "2"}), NOW, "clerk")
        )  # which starts a write-ahead log
        before = files_beside(desk)
        assert before["ledger.db-wal"]

        report = desk.run(desk.file("file.csv", text + "C1,3001,2026-01-05,much\n"))

        assert ([fault.row for fault in report.faults], report.written) == ([3_002], False)
        assert files_beside(desk) == before


def importing(desk: Desk, path: Path, mapping: Path, first: str = "") -> list[str]:
    """The command of a process that imports a file, and does something first; ``end()`` kills it."""
    code = f"""
import os, signal
from datetime import UTC, datetime
from pathlib import Path
from ledger.importing import load_mapping, run
from ledger.recording.application import Ledger
from ledger.store.sqlite import SQLite
end = lambda: os.kill(os.getpid(), signal.SIGKILL)
ledger = Ledger({desk.url!r}, clock=lambda: datetime(2026, 3, 1, 12, tzinfo=UTC))
insert = SQLite.insert
{first}
run.run_import(ledger, [Path({str(path)!r})], load_mapping(Path({str(mapping)!r})), actor="clerk")
"""
    return [sys.executable, "-c", code]


MANY = HEADER + "".join(f"C{n % 50},{n},2026-01-05,{n}.50\n" for n in range(1, 3_001))
"""More rows than are decided or written at once."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A ledger into which they were imported at once."""
    desk = Desk(tmp_path_factory.mktemp("whole"))
    desk.run(desk.file("file.csv", MANY))
    return desk


@pytest.mark.parametrize(
    ("moment", "entries"),
    [
        ("run.Drafter._piece = lambda *_: end()", 0),
        ("run.StagedWork.append = lambda *_: end()", 0),
        ("run.StagedWork.give_back = lambda *_, **__: end()", 3_050),
        (
            "pages = iter(range(2))\nSQLite.insert = lambda *given: insert(*given) if next(pages, 1) < 1 else end()",
            0,
        ),
    ],
)
def test_an_import_that_is_killed_leaves_all_or_nothing_and_is_finished_by_running_it_again(
    tmp_path: Path, whole: Desk, moment: str, entries: int
) -> None:
    killed = Desk(tmp_path)
    path = killed.file("file.csv", MANY)
    mapping = killed.file("mapping.toml", INVOICES)
    child = subprocess.run(importing(killed, path, mapping, moment), cwd=ROOT, check=False)
    assert child.returncode == -signal.SIGKILL
    assert len(killed.entries()) == entries

    report = killed.run(path)

    assert sum(report.repeated.values()) == entries
    assert without_moment(killed.entries()) == without_moment(whole.entries())


def test_others_record_while_an_import_runs(desk: Desk) -> None:
    path = desk.file("file.csv", GOOD)
    desk.run(desk.file("first.csv", HEADER + "A,7,2026-01-05,1\n"))

    def record(at: Progress) -> None:
        if at.doing == "checking":
            with Ledger(desk.url, clock=lambda: NOW) as other:
                other.record(Draft(make_event("visit.held", VISIT), NOW, "leyla", "A"))

    report = desk.run(path, progress=record)

    assert report.appended == {"client.registered": 1, "invoice.issued": 3}
    assert report.repeated == {"client.registered": 1}
    assert [entry.kind for entry in desk.entries()][2] == "visit.held"
    assert desk.amounts() == ["1", "100.00", "50.00", "7"]


def test_two_processes_import_at_the_same_time(desk: Desk) -> None:
    mapping = desk.file("mapping.toml", INVOICES)
    paths = [
        desk.file(f"{name}.csv", HEADER + "".join(f"C{n % 9},{name}{n},2026-01-05,1\n" for n in range(900)))
        for name in "XY"
    ]
    children = [subprocess.Popen(importing(desk, path, mapping), cwd=ROOT) for path in paths]
    assert [child.wait() for child in children] == [0, 0]

    entries = desk.entries()
    assert [entry.position for entry in entries] == list(range(1, 9 + 1_800 + 1))
    assert len({entry.key for entry in entries}) == len(entries)


def test_an_import_gives_up_if_others_always_record_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, again = Mock(return_value=False), Mock(return_value=())
    monkeypatch.setattr(StagedWork, "append", append)
    monkeypatch.setattr(StagedWork, "again", again)
    with pytest.raises(Conflict):
        desk.run(desk.file("file.csv", GOOD))
    assert desk.entries() == []
    assert (append.call_count, again.call_count) == (TRIES, TRIES - 1)


def test_what_was_known_is_counted_anew_once_others_have_changed_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def assign(manager: str) -> None:
        with Ledger(desk.url, clock=lambda: NOW) as other:
            other.record(Draft(make_event("client.reassigned", {"manager": manager}), NOW, "clerk", "A"))

    mapping = (
        INVOICES
        + """
[[event]]
kind = "client.reassigned"
client = "{Client}"
when = 2026-02-01
key = "manager-{Client}"
if = { column = "Number", equals = "2" }
fields = { manager = "leyla" }
"""
    )
    desk.run(desk.file("first.csv", HEADER + "A,1,2026-01-05,1\n"))
    assign("leyla")
    append = StagedWork.append
    others = iter(["mehmet"])

    def after_others(work: StagedWork) -> bool:
        for manager in others:
            assign(manager)
        return append(work)

    monkeypatch.setattr(StagedWork, "append", after_others)
    report = desk.run(desk.file("file.csv", HEADER + "A,1,2026-01-05,1\nA,2,2026-01-05,2\n"), mapping)

    assert [event.manager for event in desk.events("client.reassigned")] == ["leyla", "mehmet", "leyla"]
    assert report.appended == {"invoice.issued": 1, "client.reassigned": 1}
    assert report.repeated == {"client.registered": 1, "invoice.issued": 1}


ROWS = st.lists(
    st.tuples(
        st.sampled_from("AB "),
        st.sampled_from(["1", "2", "3", "", "x"]),
        st.sampled_from(["2026-01-05", "2026-01-06", "31.01.2026"]),
        st.sampled_from(["1", "2.50", "-1", "much", ""]),
    ),
    max_size=12,
)


@sees(19)
@tries(15, 100)
@given(rows=ROWS, size=st.integers(1, 5), most=st.integers(0, 5), order=st.sampled_from(["file", "when"]))
def test_importing_in_batches_of_any_size_is_recording_the_drafts_one_by_one(
    rows: list[tuple[str, ...]], size: int, most: int, order: str
) -> None:
    text = HEADER + "".join(",".join(row) + "\n" for row in rows)
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        (Path(place) / "other").mkdir()
        desk, other = Desk(Path(place)), Desk(Path(place) / "other")
        drafts: list[Draft] = []
        decide_each = StagedWork.decide_each

        def spied(work: StagedWork, given: list[Draft]) -> list[Outcome | Refused]:
            drafts.extend(given)
            return decide_each(work, given)

        patch.setattr(importing_run, "_BATCH", size)
        patch.setattr(staged_work, "MOST_ENTRIES", most)
        patch.setattr(StagedWork, "decide_each", spied)
        report = desk.run(desk.file("file.csv", text), f'order = "{order}"\n' + INVOICES, on_fault="skip")

        with Ledger(other.url, clock=lambda: NOW) as ledger:
            for draft in drafts:
                with suppress(Refused):
                    ledger.record(draft)
        assert without_moment(desk.entries()) == without_moment(other.entries())
        assert sum(report.appended.values()) == len(other.entries())
        saw(len(other.entries()))


@tries(20, 100)
@given(rows=ROWS)
def test_every_row_is_recorded_or_left_out_or_faulty_and_again_adds_nothing(
    rows: list[tuple[str, ...]],
) -> None:
    leave = '[[leave_out]]\nreason = "x"\nif = { column = "Number", equals = "x" }\n'
    with tempfile.TemporaryDirectory() as place:
        desk = Desk(Path(place))
        path = desk.file("file.csv", HEADER + "".join(",".join(row) + "\n" for row in rows))

        dry = desk.run(path, leave + INVOICES, dry_run=True)
        report = desk.run(path, leave + INVOICES, on_fault="skip")
        again = desk.run(path, leave + INVOICES, on_fault="skip")

        assert report.read == report.recorded + report.spoiled + sum(one.count for one in report.left_out)
        assert sum(report.appended.values()) == len(desk.entries())
        assert (dry.appended, dry.faults) == (report.appended, report.faults)
        assert again.appended == {}
        assert [fault[:3] for fault in again.faults] == [fault[:3] for fault in report.faults]


def test_two_files_of_one_name_are_told_apart_before_anything_is_read(desk: Desk) -> None:
    with pytest.raises(MappingError, match=r"two files are called file\.csv"):
        desk.run([desk.file("file.csv", GOOD), desk.place / "other" / "file.csv"])


def test_an_empty_file_is_unreadable_and_a_header_alone_is_an_empty_table(desk: Desk) -> None:
    with pytest.raises(Unreadable, match="ends before its header"):
        desk.run(desk.file("empty.csv", ""))

    assert desk.run(desk.file("header.csv", HEADER)).read == 0


def test_a_file_that_changes_meanwhile_is_not_recorded_unjudged(desk: Desk) -> None:
    path = desk.file("file.csv", GOOD)

    def change(at: Progress) -> None:
        if at.doing == "checking":
            path.write_text(GOOD + "C,9,2026-01-01,1\n", encoding="utf-8")

    with pytest.raises(Exception, match="has changed while it was being imported"):
        desk.run(path, progress=change)
    assert desk.entries() == []


def test_a_fact_that_others_recorded_meanwhile_makes_a_fault_and_stops_the_import(desk: Desk) -> None:
    path = desk.file("file.csv", GOOD)

    def record(at: Progress) -> None:
        if at.doing == "checking":
            mapping = INVOICES.replace(
                'kind = "invoice.issued"', 'kind = "invoice.issued"\nkey = "mine:{Number}"'
            )
            Desk.run(desk, desk.file("other.csv", HEADER + "A,2,2026-01-05,1\n"), mapping)

    report = desk.run(path, progress=record)

    assert [fault.row for fault in report.faults] == [3]
    assert (desk.amounts(), report.appended, report.written) == (["1"], {}, False)

    report = desk.run(path, on_fault="skip")
    assert [fault.row for fault in report.faults] == [3]
    assert desk.amounts() == ["1", "100.00", "7"]


def test_progress_is_told_in_bytes_of_the_files(desk: Desk) -> None:
    told: list[Progress] = []
    path = desk.file("file.csv.gz", gzip.compress((HEADER + "A,1,2026-01-05,1\n" * 5_000).encode()))

    report = desk.run(path, progress=told.append, on_fault="skip")

    assert {at.doing for at in told} == {"checking", "recording"}
    assert [at.done for at in told] == sorted(at.done for at in told)
    assert told[-1].done == told[-1].total == path.stat().st_size
    assert told[-1].rows == report.read


def test_the_report_is_data_for_programs_too(desk: Desk) -> None:
    report = desk.run(desk.file("file.csv", FAULTY), on_fault="skip").as_json()

    assert report["appended"] == {"client.registered": 2, "invoice.issued": 1}
    assert report["faults"][0].keys() == {"file", "row", "field", "what"}


REGISTER = INVOICES.replace('name = "{Client}"', 'name = "{Name}"')


def test_what_follows_from_a_client_that_a_fault_kept_out_is_no_fault_of_its_own(desk: Desk) -> None:
    path = desk.file(
        "file.csv",
        "Client,Name,Number,Date,Amount\nA,,1,2026-01-05,9\nB,Bee,2,2026-01-05,9\nC,Cee,3,2026-01-05,x\n",
    )
    report = desk.run(path, REGISTER, on_fault="skip")
    assert [(fault.row, fault.field) for fault in report.faults] == [(2, "name"), (4, "amount")]
    assert (report.spoiled, report.recorded) == (2, 1)
    assert "1 more kept out, because what they name has a fault" in report.notes


def test_a_client_that_nobody_registered_is_a_fault_of_every_row(desk: Desk) -> None:
    only_invoices = "[[event]]" + INVOICES.split("[[event]]")[2]
    report = desk.run(desk.file("file.csv", GOOD), only_invoices)
    assert len(report.faults) == 3


def test_a_column_that_appears_twice_is_noted(desk: Desk) -> None:
    report = desk.run(desk.file("file.csv", "Client,Number,Date,Amount,Date\nA,1,2026-01-05,9,x\n"))
    assert report.notes == [
        "file.csv: column 'Date' appears more than once; a later one is called 'Date (2)'"
    ]
