from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest

from ledger import (
    Conflict,
    Draft,
    Entry,
    Ledger,
    LedgerExists,
    Malformed,
    NoLedger,
    Outcome,
    Refused,
    make_event,
    rules,
)
from ledger.entry import client_stream, entry_id
from ledger.recording.unit_of_work import KeyTaken
from ledger.store.errors import IntegrityError

MARCH = datetime(2026, 3, 1, tzinfo=UTC)


class Ticking:
    """A clock that is a minute later each time it is asked."""

    def __init__(self, now: datetime = MARCH) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def draft(kind: str, client: str | None = "ACME", *, key: str | None = None, **fields: Any) -> Draft:
    return Draft(make_event(kind, fields), MARCH, "anna", client, key=key)


def registered(code: str = "ACME") -> Draft:
    return draft("client.registered", code, code=code, name=f"{code} Ltd", currency="EUR")


def invoice(number: str, amount: str = "100.00", *, client: str = "ACME", key: str | None = None) -> Draft:
    return draft("invoice.issued", client, key=key, number=number, amount=amount, currency="EUR")


def entry_of(outcome: Outcome) -> Entry:
    assert outcome.entry is not None
    return outcome.entry


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    with Ledger.create(ledger_url, clock=Ticking()) as made:
        yield made


def test_what_is_recorded_is_read_back_as_it_was_said(ledger: Ledger) -> None:
    wanted = registered("Bakı")._replace(on_behalf_of="nigar", key="k", source="clients.csv:2", causation="c")
    recorded = entry_of(ledger.record(wanted))
    assert recorded.position == recorded.version == 1
    assert list(ledger.history()) == [recorded]
    assert ledger.entry(1) == recorded
    assert ledger.entry(2) is None
    assert (recorded.event, recorded.client, recorded.actor) == (wanted.event, "Bakı", "anna")
    assert (recorded.on_behalf_of, recorded.key, recorded.source, recorded.causation) == (
        "nigar",
        "k",
        "clients.csv:2",
        "c",
    )


def test_a_batch_is_recorded_together_or_not_at_all(ledger: Ledger) -> None:
    with pytest.raises(Refused) as refused:
        ledger.record_many([registered(), invoice("1"), invoice("1"), invoice("2")])
    assert refused.value.index == 2
    assert ledger.position == 0
    ledger.record_many([registered(), invoice("1"), invoice("2")])
    assert [entry.kind for entry in ledger.history()] == [
        "client.registered",
        "invoice.issued",
        "invoice.issued",
    ]


def test_each_draft_of_a_batch_is_judged_against_those_before_it(ledger: Ledger) -> None:
    payment = draft(
        "payment.received",
        number="P",
        amount="100",
        currency="EUR",
        settles=[{"document": "1", "amount": "100"}],
    )
    assert all(outcome.new for outcome in ledger.record_many([registered(), invoice("1"), payment]))


def test_the_same_key_with_the_same_content_is_recorded_once(ledger: Ledger) -> None:
    ledger.record(registered())
    first = entry_of(ledger.record(invoice("1", key="inv:1")))
    again = ledger.record(invoice("1", key="inv:1")._replace(actor="somebody else", source="other.csv:9"))
    assert again == Outcome(first, new=False)
    assert ledger.position == 2


def test_the_same_key_with_other_content_is_refused(ledger: Ledger) -> None:
    ledger.record_many([registered(), invoice("1", key="inv:1")])
    for other in (
        invoice("1", "100.01", key="inv:1"),
        invoice("1", key="inv:1")._replace(occurred_at=MARCH + timedelta(1)),
    ):
        with pytest.raises(KeyTaken, match=r"'inv:1' belongs to another event already \(position 2\)"):
            ledger.record(other)


def test_a_key_is_kept_within_one_batch_too(ledger: Ledger) -> None:
    _, first, second = ledger.record_many([registered(), invoice("1", key="k"), invoice("1", key="k")])
    assert second == Outcome(first.entry, new=False)
    assert entry_of(second).position == 2
    with pytest.raises(KeyTaken, match="earlier in this batch"):
        ledger.record_many([invoice("2", key="x"), invoice("3", key="x")])


def test_saying_what_is_known_appends_nothing(ledger: Ledger) -> None:
    ledger.record_many([registered(), draft("client.reassigned", manager="Vəli")])
    assert ledger.record(draft("client.reassigned", manager="Vəli")) == Outcome(None, new=False)
    assert ledger.position == 2


def test_a_dry_run_judges_and_appends_nothing(ledger: Ledger) -> None:
    outcomes = ledger.record_many([registered(), invoice("1")], dry_run=True)
    assert [outcome.new for outcome in outcomes] == [True, True]
    assert ledger.position == 0
    with pytest.raises(Refused):
        ledger.record_many([registered(), invoice("1"), invoice("1")], dry_run=True)


def test_two_ledgers_on_one_database_see_what_the_other_recorded(ledger: Ledger, ledger_url: str) -> None:
    with Ledger(ledger_url, clock=Ticking()) as other:
        ledger.record(registered())
        other.record(invoice("1"))
        with pytest.raises(Refused):
            ledger.record(invoice("1"))
        ledger.record(invoice("2"))
        with pytest.raises(Refused):
            other.record(invoice("2"))


def test_two_writers_cannot_make_each_other_their_parent(
    ledger: Ledger, ledger_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = ledger.recorder.append

    def beaten(*asked: Any) -> Any:
        monkeypatch.setattr(ledger.recorder, "append", append)  # only the first time
        with Ledger(ledger_url, clock=Ticking()) as other:
            other.record(draft("client.registered", "B", code="B", name="B", currency="EUR", parent="A"))
        return append(*asked)

    monkeypatch.setattr(ledger.recorder, "append", beaten)  # somebody else is quicker
    with pytest.raises(Refused, match="cannot own"):
        ledger.record(draft("client.registered", "A", code="A", name="A", currency="EUR", parent="B"))
    assert [entry.client for entry in ledger.history()] == ["B"]


def test_a_conflict_is_tried_again_and_then_said(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    append = ledger.recorder.append
    failures = iter([IntegrityError(), IntegrityError()])

    def late(*asked: Any) -> Any:
        for failure in failures:
            raise failure
        return append(*asked)

    monkeypatch.setattr(ledger.recorder, "append", late)
    assert ledger.record(registered()).new

    def never(*_asked: Any) -> Any:
        raise IntegrityError

    monkeypatch.setattr(ledger.recorder, "append", never)
    with pytest.raises(Conflict, match="try again"):
        ledger.record(invoice("1"))
    monkeypatch.setattr(ledger.recorder, "append", append)
    assert entry_of(ledger.record(invoice("1"))).position == 2


def test_history_is_one_clients_or_everybodys_from_a_position_and_as_known(ledger: Ledger) -> None:
    ledger.record(registered("A"))
    known_at = entry_of(ledger.record(registered("B"))).recorded_at
    ledger.record(invoice("1", client="A"))
    assert [entry.position for entry in ledger.history("A")] == [1, 3]
    assert [entry.position for entry in ledger.history("A", after=1)] == [3]
    assert [entry.position for entry in ledger.history(known_at=known_at)] == [1, 2]
    assert [entry.position for entry in ledger.history(known_at=known_at - timedelta(seconds=1))] == [1]
    assert list(ledger.history("nobody")) == []
    assert ledger.position_at(known_at) == 2


def test_the_moment_of_recording_never_goes_back(ledger_url: str) -> None:
    clock = Ticking()
    with Ledger.create(ledger_url, clock=clock) as ledger:
        first = entry_of(ledger.record(registered("A")))
        clock.now -= timedelta(hours=20)
        second = entry_of(ledger.record(registered("B")))
    assert second.recorded_at == first.recorded_at + timedelta(microseconds=1)


def test_following_yields_what_is_there_and_then_what_comes(ledger: Ledger, ledger_url: str) -> None:
    ledger.record(registered("A"))

    def write() -> None:
        with Ledger(ledger_url, clock=Ticking()) as other:
            other.record(registered("B"))

    entries = ledger.follow()
    assert next(entries).client == "A"
    writer = Thread(target=write)
    writer.start()
    assert next(entries).client == "B"
    writer.join()


def test_an_entry_is_voided_by_its_position_or_its_id(ledger: Ledger) -> None:
    _, first, second = ledger.record_many([registered(), invoice("1"), invoice("2")])
    void = entry_of(ledger.record(draft("entry.voided", entry="2", reason="typed twice")))
    assert void.event == make_event(
        "entry.voided", {"entry": str(entry_of(first).id), "reason": "typed twice"}
    )
    ledger.record(draft("entry.voided", entry=str(entry_of(second).id), reason="typed twice"))
    assert ledger.record(invoice("1")).new
    with pytest.raises(Refused):
        ledger.record(draft("entry.voided", entry="2", reason="again"))


def test_a_voided_document_is_gone_for_a_ledger_that_reads_it_anew(ledger: Ledger, ledger_url: str) -> None:
    ledger.record_many([registered(), invoice("1")])
    ledger.record(draft("entry.voided", entry="2", reason="a mistake"))
    with Ledger(ledger_url, clock=Ticking()) as anew:
        assert anew.record(invoice("1")).new


def test_a_batch_may_correct_what_it_recorded(ledger: Ledger) -> None:
    stream = client_stream("ACME")
    fields = {"number": "1", "amount": "90.00", "currency": "EUR"}
    correction = draft(
        "entry.corrected", entry=str(entry_id(stream, 2)), replacement=fields, reason="the price list"
    )
    ledger.record_many([registered(), invoice("1"), correction])
    with pytest.raises(Refused):
        ledger.record(
            draft(
                "payment.received",
                number="P",
                amount="100",
                currency="EUR",
                settles=[{"document": "1", "amount": "100"}],
            )
        )


def test_a_correction_finds_its_stream_by_itself(ledger: Ledger) -> None:
    plan = {"manager": "Anna", "period": "2026-01-01..2026-12-31", "metric": "deals", "target": "10"}
    rate = draft("rate.set", None, base="EUR", quote="AZN", rate="1.90")
    *_, planned, rated = ledger.record_many(
        [registered(), invoice("1"), draft("plan.set", None, **plan), rate]
    )
    void = entry_of(ledger.record(draft("entry.voided", None, entry="2", reason="typed twice")))
    assert (void.client, void.stream) == ("ACME", client_stream("ACME"))
    for outcome in (planned, rated):
        target = entry_of(outcome)
        for named in (str(target.position), str(target.id)):
            with pytest.raises(Refused, match="voided already") if named == str(target.id) else nullcontext():
                ledger.record(draft("entry.voided", None, entry=named, reason="a mistake"))
        assert list(ledger.history())[-1].stream == target.stream
    for named in ("99", "0", "9" * 30, str(uuid4()), "nothing of the kind"):
        with pytest.raises(Refused):
            ledger.record(draft("entry.voided", None, entry=named, reason="a mistake"))


def test_a_correction_said_again_under_its_key_is_recorded_once(ledger: Ledger) -> None:
    ledger.record_many([registered(), invoice("1", "100")])
    fields = {"number": "1", "amount": "90", "currency": "EUR"}
    corrected = draft(
        "entry.corrected", None, key="c", entry="2", replacement=fields, reason="the price list"
    )
    voided = draft("entry.voided", "ACME", key="v", entry="2", reason="typed twice")
    for said in (corrected, voided):
        first = entry_of(ledger.record(said))
        assert ledger.record(said) == Outcome(first, new=False)
    with pytest.raises(KeyTaken):
        ledger.record(
            voided._replace(event=make_event("entry.voided", {"entry": "1", "reason": "typed twice"}))
        )


def test_names_and_keys_are_compared_as_people_read_them(ledger: Ledger) -> None:
    ledger.record(registered("Şirkət"))
    again = ledger.record(invoice("1", client=" S\u0327irk\u0259t ", key=" k "))
    assert (entry_of(again).client, entry_of(again).key) == ("Şirkət", "k")
    assert [entry.position for entry in ledger.history("S\u0327irk\u0259t")] == [1, 2]
    good = registered("B")
    for bad, said in (
        (good._replace(actor=""), "actor is empty"),
        (good._replace(key="a\0b"), "key: a line break, a tab or another control character"),
        (good._replace(source="x" * 201), "source: string should have at most 200"),
        (good._replace(client="\ud800"), "client is not text"),
    ):
        with pytest.raises(Malformed, match=said):
            ledger.record(bad)


def test_a_damaged_snapshot_is_as_good_as_none(ledger: Ledger, ledger_url: str) -> None:
    ledger.record_many([registered(), invoice("1")])
    ledger.recorder.save_snapshot(client_stream("ACME"), 2, rules.FOLD, '{"debts": 7')
    with Ledger(ledger_url, clock=Ticking()) as opened:
        with pytest.raises(Refused):
            opened.record(invoice("1"))
        assert opened.record(invoice("2")).new


def test_a_long_history_is_not_read_again_for_every_entry(
    ledger: Ledger, ledger_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.record(registered())
    ledger.record_many(invoice(str(number)) for number in range(2_000))
    read: list[int] = []

    def counted(url: str) -> Ledger:
        opened = Ledger(url, clock=Ticking())
        rows = opened.recorder.rows

        def counting(**asked: Any) -> Any:
            for row in rows(**asked):
                read.append(row.position)
                yield row

        monkeypatch.setattr(opened.recorder, "rows", counting)
        return opened

    for number in ("first", "second"):
        with counted(ledger_url) as opened:
            opened.record(invoice(number))
            assert read == ([*range(1, 2_002)] if number == "first" else [2_002, 2_003])
            read.clear()
            opened.record(invoice(number + " again"))
            assert read == []


def test_a_snapshot_by_other_rules_is_ignored(ledger: Ledger, ledger_url: str) -> None:
    ledger.record_many([registered(), invoice("1")])
    ledger.recorder.save_snapshot(client_stream("ACME"), 2, -1, "not what these rules wrote")
    with Ledger(ledger_url, clock=Ticking()) as opened, pytest.raises(Refused):
        opened.record(invoice("1"))


def test_there_is_no_ledger_until_one_is_made_and_only_one_is(tmp_path: Path) -> None:
    place = tmp_path / "goodwill.db"
    with pytest.raises(NoLedger, match="goodwill init"):
        Ledger(str(place), clock=Ticking())
    assert not place.exists()
    Ledger.create(str(place), clock=Ticking()).close()
    with pytest.raises(LedgerExists):
        Ledger.create(str(place), clock=Ticking())


def test_a_refused_record_leaves_the_file_byte_for_byte(tmp_path: Path) -> None:
    place = tmp_path / "goodwill.db"
    with Ledger.create(str(place), clock=Ticking()) as ledger:
        ledger.record_many([registered(), *(invoice(str(number)) for number in range(1_000))])
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with Ledger(str(place), clock=Ticking()) as ledger, pytest.raises(Refused):
        ledger.record_many([invoice("new"), invoice("7")])
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_the_librarys_own_tools_read_the_ledger(ledger: Ledger) -> None:
    recorded = [entry_of(outcome) for outcome in ledger.record_many([registered(), invoice("1")])]
    assert list(ledger.events.get(client_stream("ACME"))) == recorded
    section = ledger.notification_log["1,10"]
    assert [ledger.mapper.to_domain_event(item) for item in section.items] == recorded
    ledger.events.put([recorded[1]._replace(version=3, event=invoice("2").event)])
    assert [entry.version for entry in ledger.history("ACME")] == [1, 2, 3]


def test_a_moment_without_a_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(Refused, match="time zone"):
        ledger.record(registered()._replace(occurred_at=datetime(2026, 3, 1)))


def _pool(ledger: Ledger) -> None:
    """Two companies of a group that earned 60 and 50 points, under a policy that pools them."""
    document = 'version = "pooled"\n[programme]\npooling = "group"\n'
    ledger.record(
        Draft(make_event("policy.adopted", {"version": "pooled", "document": document}), MARCH, "tests")
    )
    for code, points in (("A", "60"), ("B", "50")):
        parent = {} if code == "A" else {"parent": "A"}
        ledger.record(draft("client.registered", code, code=code, name=code, currency="EUR", **parent))
        ledger.record(draft("points.granted", code, number="G", points=points))


def test_either_company_of_a_group_spends_the_points_of_both(ledger: Ledger) -> None:
    _pool(ledger)
    with pytest.raises(Refused, match="B has 110 points to spend, not 111"):
        ledger.record(draft("points.redeemed", "B", number="R", points="111"))
    ledger.record(draft("points.redeemed", "B", number="R", points="100"))
    with pytest.raises(Refused, match="A has 10 points to spend, not 11"):
        ledger.record(draft("points.redeemed", "A", number="R", points="11"))
    ledger.record(draft("points.redeemed", "A", number="R", points="10"))


def test_a_company_that_leaves_its_group_takes_its_own_points(ledger: Ledger) -> None:
    _pool(ledger)
    ledger.record(draft("points.redeemed", "B", number="R", points="30"))  # of A, whose points are as old
    after = MARCH + timedelta(days=1)
    ledger.record(draft("client.parent_changed", "B", parent=None)._replace(occurred_at=after))
    for code, left in (("A", "30"), ("B", "50")):
        asked = draft("points.redeemed", code, number="S", points="51")._replace(occurred_at=after)
        with pytest.raises(Refused, match=f"{code} has {left} points to spend, not 51"):
            ledger.record(asked)


def test_two_redemptions_at_once_on_two_companies_cannot_both_spend_the_pool(
    ledger: Ledger, ledger_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pool(ledger)
    append = ledger.recorder.append

    def beaten(*asked: Any) -> Any:
        monkeypatch.setattr(ledger.recorder, "append", append)  # only the first time
        with Ledger(ledger_url, clock=Ticking()) as other:
            other.record(draft("points.redeemed", "B", number="R", points="80"))
        return append(*asked)

    monkeypatch.setattr(ledger.recorder, "append", beaten)  # somebody else is quicker
    with pytest.raises(Refused, match="A has 30 points to spend, not 80"):
        ledger.record(draft("points.redeemed", "A", number="R", points="80"))
    assert [entry.client for entry in ledger.history() if entry.kind == "points.redeemed"] == ["B"]


def test_companies_that_join_in_one_batch_pool_their_points_too(ledger: Ledger) -> None:
    _pool(ledger)
    outcomes = ledger.record_many(
        [
            draft("client.registered", "C", code="C", name="C", currency="EUR", parent="B"),
            draft("points.granted", "C", number="G", points="5"),
            draft("points.redeemed", "A", number="R", points="115"),
        ]
    )
    assert all(one.new for one in outcomes)
