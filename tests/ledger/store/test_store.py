"""Recording rows and reading them back, the same in both databases."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from uuid import uuid4

import pytest
from eventsourcing.persistence import DataError, IntegrityError, StoredEvent

from ledger import store
from ledger.codec import Row
from ledger.seal.leaves import line_of
from ledger.store import reading

RowMaker = Callable[..., list[Row]]


def test_an_empty_ledger_answers_every_question(recorder: store.Recorder) -> None:
    assert recorder.last() == (0, "")
    assert list(recorder.rows()) == []
    assert recorder.row_at(1) is None
    assert recorder.by_keys(["SO-1"]) == {}
    assert recorder.by_keys([]) == {}
    assert recorder.versions([uuid4()]) == {}
    assert recorder.versions([]) == {}
    assert recorder.position_at("2030") == 0
    assert recorder.snapshot(uuid4()) is None
    assert recorder.append([]) == (1, "")


def test_every_column_comes_back_as_it_was_written(recorder: store.Recorder) -> None:
    stream = uuid4()
    bare = Row(
        0, stream, 1, "a.b", 1, None, "2026-03-01", "2026-03-02", "İlqar", None, None, None, None, "{}"
    )
    full = Row(
        0,
        stream,
        2,
        "visit.made",
        3,
        "ŞƏKİ-\U0001f36c",
        "2026-03-01T10:00:00+04:00",
        "2026-03-02",
        "佐藤",
        "आशा",
        "SO'17\"%s?:x",
        "cause",
        "a\tb\\N\n#2",
        '{"summary":"\\u0000 \U0001f600 ’ \\\\ \\n"}',
    )

    first, recorded_at = recorder.append([bare, full])

    assert (first, recorded_at) == (1, "2026-03-02")
    assert list(recorder.rows()) == [bare._replace(position=1), full._replace(position=2)]
    assert line_of(full._replace(position=2)) == line_of(recorder.row_at(2) or bare)


@pytest.mark.parametrize("count", [1, 20])
def test_rows_are_the_same_whether_they_come_alone_or_in_a_batch(
    recorder: store.Recorder, make_rows: RowMaker, count: int
) -> None:
    odd = make_rows(count, state='{"a":"\\\\ \\t \\n \\\\N"}', actor="\\N", source="a\tb\nc\rd\\")
    recorder.append(odd)
    assert [row._replace(position=0) for row in recorder.rows()] == odd


def test_text_that_no_database_can_hold_is_refused(recorder: store.Recorder, make_rows: RowMaker) -> None:
    stream = uuid4()
    with pytest.raises(DataError):
        recorder.append(make_rows(1, actor="\ud800"))
    for state in (b"\xff", b"a\0b"):
        with pytest.raises(DataError, match="stored as text"):
            recorder.insert_events([StoredEvent(stream, 1, "a.b", state)])
    with pytest.raises(DataError, match="named by a UUID"):
        recorder.select_events("ACME")
    assert recorder.last()[0] == 0


@pytest.mark.parametrize("taken", ["version", "key"])
@pytest.mark.parametrize("count", [1, 30])
def test_a_taken_version_or_key_records_nothing_of_the_batch(
    recorder: store.Recorder, make_rows: RowMaker, taken: str, count: int
) -> None:
    (there,) = make_rows(1, key="SO-1")
    recorder.append([there])
    batch = make_rows(count)
    batch[-1] = there._replace(key=None) if taken == "version" else batch[-1]._replace(key="SO-1")

    with pytest.raises(IntegrityError):
        recorder.append(batch)

    assert recorder.last()[0] == 1
    assert recorder.append(make_rows(2))[0] == 2


def test_every_transaction_gets_a_later_moment_whatever_the_clock_says(
    recorder: store.Recorder, make_rows: RowMaker
) -> None:
    proposed = ["2026-03-02", "2026-03-05", "2026-03-01", "2026-03-05", "2026-03-06"]
    given = [recorder.append(make_rows(2, recorded_at=moment))[1] for moment in proposed]

    after = [f"2026-03-05T00:00:00.00000{step}+00:00" for step in (1, 2)]
    assert given == ["2026-03-02", "2026-03-05", *after, "2026-03-06"]
    assert [row.recorded_at for row in recorder.rows()] == [moment for moment in given for _ in range(2)]
    known = {"2026-03-01": 0, "2026-03-02": 2, "2026-03-04": 2, "2026-03-05": 4, "2026-03-06": 10, "2027": 10}
    assert {moment: recorder.position_at(moment) for moment in known} == known


def test_rows_are_read_in_pages_from_any_position(
    recorder: store.Recorder, make_rows: RowMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 3)
    mine, other = uuid4(), uuid4()
    for version in range(1, 9):
        recorder.append(
            make_rows(1, stream=mine, version=version) + make_rows(1, stream=other, version=version)
        )

    def found(**bounds: int) -> list[int]:
        return [row.position for row in recorder.rows(**bounds)]  # type: ignore[arg-type]

    assert found() == list(range(1, 17))
    assert found(after=5) == list(range(6, 17))
    assert found(after=5, upto=9) == [6, 7, 8, 9]
    assert found(after=9, upto=9) == []
    assert found(after=16) == []
    assert [row.version for row in recorder.rows(stream=mine)] == list(range(1, 9))
    assert [row.position for row in recorder.rows(stream=other)] == list(range(2, 17, 2))
    assert [row.version for row in recorder.rows(stream=mine, after_version=5)] == [6, 7, 8]
    assert [row.position for row in recorder.rows(stream=mine, after=4, upto=11)] == [5, 7, 9, 11]
    assert list(recorder.rows(stream=uuid4())) == []


@pytest.mark.parametrize("there", [2, 3, 4, 6])
def test_a_reader_sees_what_was_there_when_it_began_whatever_is_recorded_meanwhile(
    recorder: store.Recorder, make_rows: RowMaker, monkeypatch: pytest.MonkeyPatch, there: int
) -> None:
    monkeypatch.setattr(reading, "PAGE", 3)
    stream = uuid4()
    recorder.append(make_rows(there, stream=stream))
    seen = []
    for row in islice(recorder.rows(), 20):
        seen.append(row.position)
        recorder.append(make_rows(2, stream=stream, version=there + 2 * len(seen) - 1))
    assert seen == list(range(1, there + 1))


def test_rows_are_found_by_key_and_streams_by_their_newest_version(
    recorder: store.Recorder, make_rows: RowMaker
) -> None:
    rows = [row._replace(key=f"SO-{row.version}") for row in make_rows(1_200)]
    recorder.append(rows)
    keys = [f"SO-{number}" for number in range(1, 1_300)]

    found = recorder.by_keys(keys)

    assert [found[key].version for key in keys[:1_200]] == list(range(1, 1_201))
    assert len(found) == 1_200
    assert recorder.versions([rows[0].stream, uuid4()]) == {rows[0].stream: 1_200}


def test_a_snapshot_is_replaced_and_stays_outside_the_log(recorder: store.Recorder) -> None:
    stream = uuid4()
    recorder.save_snapshot(stream, 4, 1, '{"open":4}')
    recorder.save_snapshot(stream, 9, 2, '{"open":9}')

    assert recorder.snapshot(stream) == (9, 2, '{"open":9}')
    assert recorder.last() == (0, "")


def test_waiting_ends_when_there_is_more_or_the_time_is_over(
    recorder: store.Recorder, ledger_url: str, make_rows: RowMaker
) -> None:
    other = store.open_recorder(ledger_url)  # as another process would have it
    assert not recorder.wait_past(0, 0.01)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(recorder.wait_past, 0, 10)
        time.sleep(0.05)
        other.append(make_rows())
        assert waiting.result()
    assert recorder.wait_past(0, 0)
    assert not recorder.wait_past(1, 0)
    other.close()


def test_a_subscription_yields_what_is_there_and_what_comes(
    recorder: store.Recorder, make_rows: RowMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.store.recorder.PAGE", 4)
    kinds = ["order.placed", "visit.made", "visit.made"]
    recorder.append([row._replace(kind=kinds[row.version % 3]) for row in make_rows(30)])
    with recorder.subscribe(gt=3, topics=["order.placed"]) as orders, ThreadPoolExecutor(1) as pool:
        assert [next(orders).id for _ in range(9)] == list(range(6, 31, 3))
        coming = pool.submit(next, orders)
        recorder.append(make_rows(2) + make_rows(1, kind="order.placed"))
        assert coming.result().id == 33


def test_a_waiting_subscription_can_be_stopped(recorder: store.Recorder) -> None:
    with recorder.subscribe() as following, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(list, following)
        time.sleep(0.05)
        following.stop()
        assert waiting.result(timeout=5) == []


def test_rows_are_chosen_by_the_database(
    recorder: store.Recorder, make_rows: RowMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    stream = uuid4()
    recorder.append([
        *make_rows(2, stream=stream, kind="a.b", occurred_at="2026-03-01"),
        *make_rows(3, kind="a.b", occurred_at="2026-03-05"),
        *make_rows(1, stream=stream, version=3, kind="entry.voided", occurred_at="2026-05-01"),
    ])  # fmt: skip
    assert [row.position for row in recorder.chosen()] == [1, 2, 3, 4, 5, 6]
    assert [row.position for row in recorder.chosen(kinds=["a.b"], after=1, upto=4)] == [2, 3, 4]
    assert [row.position for row in recorder.chosen(stream=stream)] == [1, 2, 6]
    assert [row.position for row in recorder.chosen(days=("2026-03-02", "2026-03-05"))] == [3, 4, 5, 6]
    newest = recorder.newest("a.b")
    assert newest is not None
    assert newest.position == 5
    assert recorder.newest("a.c") is None
    assert recorder.row_named("2") == recorder.row_at(2)
    assert recorder.row_named("x") is None


def test_clients_with_an_entry_between_are_found_by_position_day_or_kind(
    recorder: store.Recorder, make_rows: RowMaker
) -> None:
    for client, day, kind in (
        ("EARLY", "2026-01-31", "visit.made"),
        ("WITHIN", "2026-02-01T23:00:00-04:00", "visit.made"),
        ("FIXED", "2026-01-01", "entry.corrected"),
        (None, "2026-02-01", "rate.set"),
        ("LATE", "2026-03-01", "visit.made"),
    ):
        recorder.append(make_rows(client=client, occurred_at=day, kind=kind))
    days = "2026-01-31", "2026-02-28"
    assert sorted(recorder.clients_between((5, 5), days, ())) == ["WITHIN"]
    assert sorted(recorder.clients_between((5, 5), days, ["entry.corrected"])) == ["FIXED", "WITHIN"]
    assert sorted(recorder.clients_between((4, 5), ("2026-02-28", "2026-02-28"), ())) == ["LATE"]
    assert recorder.clients_between((1, 1), days, ()) == []


def test_what_is_read_in_a_snapshot_is_of_one_moment(recorder: store.Recorder, make_rows: RowMaker) -> None:
    """Checks of the index compare several queries; what is recorded between them is no damage."""
    recorder.append(make_rows(2))
    with recorder.database.snapshot() as cursor:
        before = recorder.database.last(cursor)
        recorder.append(make_rows(1))
        assert recorder.database.last(cursor) == before
    assert recorder.last()[0] == before[0] + 1


def test_percent_signs_in_a_statement_are_signs_also_where_it_has_values(recorder: store.Recorder) -> None:
    database = recorder.database
    for values in ((), (1,)):
        clause = "WHERE 1 = ?" if values else ""
        assert database.select(f"SELECT 7 % 4, '5 %s' {clause}", values) == [(3, "5 %s")]
