"""The lists of an audit, on a ledger of a few lines whose clock a test sets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import goodwill
from commands.demo.portfolio import SteppedClock, fill, portfolio
from goodwill import Draft, Ledger, make_event
from ledger.corrections import Correction, Mark, corrected, marks_by_entry
from ledger.entry import Entry
from ledger.times import parse_moment
from projections.auditing.trail import local_recording_day

DAY = date(2026, 12, 31)


class Office:
    """A ledger and its clock: what happened is recorded at the moment that a line begins with."""

    def __init__(self, place: Path) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.ledger = Ledger.create(str(place), clock=lambda: self.now)

    def at(self, moment: str, *facts: tuple[Any, ...]) -> int:
        """Records (kind, client, day, actor[/for], fields) together; gives the position of the last."""
        self.now = parse_moment(moment)
        drafts = []
        for kind, client, day, who, fields in facts:
            actor, _, behalf = who.partition("/")
            source = fields.pop("source", None)
            drafts.append(
                Draft(
                    make_event(kind, fields),
                    parse_moment(day),
                    actor,
                    client,
                    on_behalf_of=behalf or None,
                    source=source,
                )
            )
        return self.ledger.record_many(drafts)[-1].entry.position  # type: ignore[union-attr]

    def client(self, code: str, manager: str) -> None:
        fields = {"code": code, "name": f"{code} Ltd", "currency": "EUR", "manager": manager}
        self.at("2026-01-01T08:00Z", ("client.registered", code, "2026-01-01", "root", fields))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Two clients, ACME of Ana and BETA of Bo."""
    made = Office(tmp_path / "goodwill.db")
    with made.ledger:
        made.client("ACME", "Ana")
        made.client("BETA", "Bo")
        yield made


def visit(summary: str, at: str, **fields: Any) -> dict[str, Any]:
    return {"channel": "visit", "started_at": at, "summary": summary, **fields}


def paid(number: str, amount: str = "10") -> dict[str, Any]:
    return {"number": number, "amount": amount, "currency": "EUR", "method": "transfer"}


def found(answer: goodwill.Answer, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, name) for name in names) for row in answer.rows]


def test_late_is_what_was_recorded_more_than_the_days_of_the_policy_after_it_happened(office: Office) -> None:
    office.at("2026-03-10T09:00Z", ("payment.received", "ACME", "2026-03-03", "ana", paid("1")))  # 7 days
    late = office.at("2026-03-10T10:00Z", ("payment.received", "BETA", "2026-03-02", "bo", paid("2")))  # 8
    listed = office.at(
        "2026-04-30T09:00Z",
        ("payment.received", "ACME", "2026-03-01", "ana", paid("3") | {"source": "bank.csv#2"}),
    )
    office.at(
        "2026-05-01T09:00Z", ("entry.voided", "BETA", "2026-05-01", "bo", {"entry": str(late), "reason": "?"})
    )
    columns = ("position", "client", "days", "source", "voided_by")
    assert found(goodwill.audit_late(office.ledger, as_of=DAY), *columns) == [
        (late, "BETA", 8, None, listed + 1),
        (listed, "ACME", 60, "bank.csv#2", None),
    ]
    assert found(goodwill.audit_late(office.ledger, as_of=DAY, by_hand=True), "position") == [(late,)]
    assert found(goodwill.audit_late(office.ledger, as_of=DAY, days=59, manager="ana"), "days") == [(60,)]
    april = (date(2026, 4, 1), date(2026, 4, 30))
    assert found(goodwill.audit_late(office.ledger, as_of=DAY, recorded=april), "position") == [(listed,)]
    known = parse_moment("2026-04-01")
    assert found(goodwill.audit_late(office.ledger, as_of=DAY, known_at=known), "voided_by") == [(None,)]


def test_a_date_that_was_corrected_decides_what_is_late(office: Office) -> None:
    at = office.at("2026-03-10T09:00Z", ("payment.received", "ACME", "2026-03-09", "ana", paid("1")))
    right = {
        "entry": str(at),
        "replacement": paid("1"),
        "reason": "read wrongly",
        "occurred_at": "2026-02-01",
    }
    office.at("2026-03-11T09:00Z", ("entry.corrected", "ACME", "2026-03-11", "ana", right))
    assert found(goodwill.audit_late(office.ledger, as_of=DAY), "position", "days") == [(at, 37)]


def test_backdated_is_dated_before_the_newest_that_its_client_had_at_an_earlier_moment(
    office: Office,
) -> None:
    office.at("2026-03-10T09:00Z", ("payment.received", "ACME", "2026-03-10", "ana", paid("1")))
    together = (
        ("payment.received", "BETA", "2026-03-09", "bo", paid("2")),
        ("payment.received", "BETA", "2026-03-05", "bo", paid("3")),
    )
    office.at("2026-03-11T09:00Z", *together)
    listed = office.at("2026-03-12T09:00Z", ("payment.received", "ACME", "2026-03-07", "ana", paid("4")))
    office.at("2026-03-13T09:00Z", ("payment.received", "ACME", "2026-03-10", "ana", paid("5")))
    columns = ("position", "newest", "newest_position", "days")
    rows = found(goodwill.audit_backdated(office.ledger, as_of=DAY), *columns)
    assert rows == [(listed, date(2026, 3, 10), 3, 3)]


def test_what_is_dated_ahead_makes_nothing_backdated_before_its_day(office: Office) -> None:
    terms = {"billing": "order", "payment_days": 30}
    office.at("2026-03-10T09:00Z", ("client.terms_agreed", "ACME", "2026-06-01", "ana", terms))
    office.at("2026-03-12T09:00Z", ("payment.received", "ACME", "2026-03-11", "ana", paid("1")))
    assert not goodwill.audit_backdated(office.ledger, as_of=DAY).rows


def test_corrections_say_who_when_why_and_what_stood_before_and_after(office: Office) -> None:
    at = office.at("2026-03-10T09:00Z", ("payment.received", "ACME", "2026-03-09", "ana", paid("1", "200")))
    first = {"entry": str(at), "replacement": paid("1", "210"), "reason": "misread"}
    one = office.at("2026-03-11T09:00Z", ("entry.corrected", "ACME", "2026-03-11", "bo", first))
    second = {
        "entry": str(at),
        "replacement": paid("1", "215"),
        "reason": "again",
        "occurred_at": "2026-03-08",
    }
    two = office.at("2026-03-12T09:00Z", ("entry.corrected", "ACME", "2026-03-12", "bo", second))
    void = {"entry": str(at), "reason": "not ours", "note": "asked the bank"}
    three = office.at("2026-03-13T09:00Z", ("entry.voided", "ACME", "2026-03-13", "ana", void))
    undo = {"entry": str(three), "reason": "it was ours"}
    four = office.at("2026-03-14T09:00Z", ("entry.voided", "ACME", "2026-03-14", "ana", undo))
    answer = goodwill.audit_corrections(office.ledger, as_of=DAY)
    assert found(answer, "position", "of", "how", "actor", "before", "after", "reason", "undone_by") == [
        (one, at, "corrected", "bo", "amount 200", "amount 210", "misread", None),
        (
            two, at, "corrected", "bo", "amount 210, occurred_at 2026-03-09T00:00:00+00:00",
            "amount 215, occurred_at 2026-03-08T00:00:00+00:00", "again", None,
        ),
        (
            three, at, "voided", "ana",
            "number 1, amount 215, currency EUR, method transfer, occurred_at 2026-03-08T00:00:00+00:00",
            "", "not ours; asked the bank", four,
        ),
        (four, three, "voided", "ana", answer.rows[3].before, "", "it was ours", None),
    ]  # fmt: skip
    assert "reason not ours" in answer.rows[3].before


def test_lines_that_were_corrected_are_told_in_words(office: Office) -> None:
    def sold(quantity: str) -> dict[str, Any]:
        lines = [{"product": "X", "quantity": quantity, "unit_price": "10"}]
        return {"number": "O-1", "currency": "EUR", "lines": lines}

    at = office.at("2026-03-10T09:00Z", ("order.placed", "ACME", "2026-03-09", "ana", sold("2")))
    fields = {"entry": str(at), "replacement": sold("3"), "reason": "misread"}
    office.at("2026-03-11T09:00Z", ("entry.corrected", "ACME", "2026-03-11", "bo", fields))
    (row,) = goodwill.audit_corrections(office.ledger, as_of=DAY).rows
    assert row.before == "lines (product X, quantity 2, unit_price 10)"
    assert row.after == "lines (product X, quantity 3, unit_price 10)"


def test_deputies_are_inside_or_outside_of_a_cover(office: Office) -> None:
    cover = {"manager": "Ana", "deputy": "Bo", "from": "2026-03-01", "until": "2026-03-07", "reason": "leave"}
    office.at("2026-02-27T09:00Z", ("manager.covered", None, "2026-02-27", "root", cover))
    inside = office.at("2026-03-05T09:00Z", ("payment.received", "ACME", "2026-03-05", "Bo/Ana", paid("1")))
    office.at("2026-03-06T09:00Z", ("payment.received", "ACME", "2026-03-06", "Bo", paid("2")))
    outside = office.at("2026-03-09T09:00Z", ("payment.received", "ACME", "2026-03-08", "Bo/Ana", paid("3")))
    rows = found(goodwill.audit_deputies(office.ledger, as_of=DAY), "position", "on_behalf_of", "cover")
    assert rows == [(inside, "Ana", "inside"), (outside, "Ana", "outside")]


def test_approvals_by_the_asker_or_by_a_person_who_is_not_above(office: Office) -> None:
    posts = [{"name": "Eva", "role": "head", "from": "2026-01-01"}] + [
        {"name": name, "role": "manager", "from": "2026-01-01", "reports_to": "Eva"} for name in ("Ana", "Bo")
    ]
    office.at(
        "2026-01-02T09:00Z", *(("manager.appointed", None, "2026-01-01", "root", post) for post in posts)
    )
    asked = [
        ("discount.requested", "ACME", "2026-03-01", "Ana", {"number": number, "percent": "9", "reason": "?"})
        for number in ("D-1", "D-2", "D-3")
    ]
    office.at("2026-03-01T09:00Z", *asked)
    decided = [
        ("discount.approved", "ACME", "2026-03-02", by, {"number": number, "percent": "9", "by": by})
        for number, by in (("D-1", "Ana"), ("D-2", "Bo"), ("D-3", "Eva"))
    ]
    last = office.at("2026-03-02T09:00Z", *decided)
    rows = found(goodwill.audit_approvals(office.ledger, as_of=DAY), "position", "asker", "approver", "fault")
    assert rows == [(last - 2, "Ana", "Ana", "asker-approves"), (last - 1, "Ana", "Bo", "not-above")]


TEXT = "We went through the new price list and agreed on a trial order in May"
THAI = "ตรวจสอบสต็อกสินค้าและตกลงส่งใบเสนอราคาใหม่ภายในสัปดาห์หน้าเรียบร้อยแล้ว"


def test_copies_have_their_twin_and_what_repeats(office: Office) -> None:
    goods = [{"product": "P", "quantity": "2", "unit_price": "50"}]
    order = {"number": "SO-1", "currency": "EUR", "lines": goods}
    office.at("2026-03-01T08:00Z", ("order.placed", "ACME", "2026-03-01", "Ana", order))
    facts = [
        ("ACME", "Ana", visit(TEXT, "2026-03-02T10:00Z", place="Baku")),
        ("BETA", "Ana", visit(f"{TEXT}!", "2026-03-03T11:00Z")),  # the same text
        ("BETA", "Bo", visit(TEXT.replace("May", "June"), "2026-03-04T12:00Z")),  # a word differs
        ("BETA", "Ana", visit("Nobody was there", "2026-03-02T10:00Z")),  # at one moment with the first
        ("BETA", "Ana", visit("They pay soon", "2026-03-05T13:00Z", place="baku")),  # where the first was
        ("ACME", "Bo", visit(THAI, "2026-03-06T10:00Z")),
        ("ACME", "Bo", visit(THAI.replace("หน้า", "นี้"), "2026-03-06T15:00Z")),
        ("BETA", "Bo", visit("They pay soon", "2026-03-07T13:00Z")),  # three words say nothing
        ("BETA", "Bo", visit("The buyer is on leave until the end of the month", "2026-03-08T13:00Z")),
    ]
    held = [("visit.held", client, fields["started_at"], who, fields) for client, who, fields in facts]
    first = office.at("2026-03-09T08:00Z", *held) - len(facts) + 1
    answer = goodwill.audit_copies(office.ledger, as_of=DAY, near=0.7)
    columns = ("position", "twin", "same", "reports", "copied", "results")
    assert found(answer, *columns) == [
        (first + 1, first, ("text",), 4, 3, "100.00 EUR"),
        (first + 2, first, ("near",), 5, 2, None),
        (first + 3, first, ("time",), 4, 3, "100.00 EUR"),
        (first + 4, first, ("place",), 4, 3, "100.00 EUR"),
        (first + 6, first + 5, ("near",), 5, 2, None),
    ]
    # Both have 14 pairs of words, 13 of them shared, and an hour; the first has a place: 16 + 15 - 13 in all.
    assert answer.rows[1].similarity == round(13 / 18, 4)
    same = goodwill.audit_copies(office.ledger, as_of=DAY, same=["time"])
    assert found(same, "position") == [(first + 3,)]
    assert (
        found(goodwill.audit_copies(office.ledger, as_of=DAY, manager="Bo", near=0.7), "client")
        == [("BETA",)] * 4
    )
    with pytest.raises(ValueError, match="near=0 is no similarity"):
        goodwill.audit_copies(office.ledger, near=0)


def test_a_place_where_many_clients_are_met_says_nothing(office: Office) -> None:
    office.client("GAMMA", "Bo")
    for number, client in enumerate(("ACME", "BETA", "GAMMA")):
        fields = visit("They came", f"2026-03-02T1{number}:00Z", place="Our stand")
        office.at(
            f"2026-03-0{number + 3}T08:00Z", ("visit.held", client, fields["started_at"], "Ana", fields)
        )
    assert not goodwill.audit_copies(office.ledger, as_of=DAY).rows


def test_gifts_are_summed_by_person_and_year_against_a_limit(office: Office) -> None:
    def gift(day: str, person: str | None, amount: str) -> tuple[Any, ...]:
        fields = {"amount": amount, "currency": "EUR", "purpose": f"gift of {amount}", "person": person}
        return ("expense.spent", "ACME", day, "Ana", fields)

    added = [
        ("contact.added", "ACME", "2026-01-02", "Ana", {"person": one, "name": one, "role": "buyer"})
        for one in ("p1", "p2")
    ]
    last = office.at("2026-01-02T09:00Z", *added)
    spent = (("2025-12-30", "p1", "90"), ("2026-02-01", "p1", "60"), ("2026-03-01", "p1", "50"))
    office.at("2026-03-02T09:00Z", *(gift(*one) for one in spent))
    office.at("2026-03-03T09:00Z", gift("2026-03-03", "p2", "100"), gift("2026-03-03", None, "500"))
    limits = {"EUR": Decimal(100)}
    columns = ("person", "year", "spent", "over", "entries")
    answer = goodwill.audit_gifts(office.ledger, as_of=DAY, limits=limits)
    assert found(answer, *columns) == [
        ("p1", "2025", 90, 0, (last + 1,)),
        ("p1", "2026", 110, 10, (last + 2, last + 3)),
        ("p2", "2026", 100, 0, (last + 4,)),
    ]
    over = goodwill.audit_gifts(office.ledger, as_of=DAY, limits=limits, over=True)
    assert found(over, "person", "purposes") == [("p1", ("gift of 60", "gift of 50"))]
    assert found(goodwill.audit_gifts(office.ledger, as_of=date(2026, 2, 28)), "spent", "over") == [
        (90, None), (60, None),
    ]  # fmt: skip


def test_the_clock_jumps_stands_and_is_behind_what_happened(office: Office) -> None:
    office.at("2026-01-20T09:00Z", ("payment.received", "ACME", "2026-01-20", "ana", paid("1")))
    jump = office.at("2026-03-01T09:00Z", ("payment.received", "ACME", "2026-03-01", "ana", paid("2")))
    held = office.at("2026-02-01T09:00Z", ("payment.received", "BETA", "2026-02-01", "bo", paid("3")))
    ahead = office.at("2026-03-02T09:00Z", ("payment.received", "BETA", "2026-03-03", "bo", paid("4")))
    columns = ("position", "found", "days")
    assert found(goodwill.audit_clock(office.ledger, as_of=DAY), *columns) == [
        (2, "held", None),
        (jump, "jump", 40),
        (held, "held", None),
        (ahead, "ahead", 1),
    ]
    assert found(goodwill.audit_clock(office.ledger, as_of=DAY, gap=40, client="ACME"), "found") == []


@pytest.mark.parametrize(
    ("kind", "fields"),
    [("entry.voided", {}), ("entry.corrected", {"replacement": {}, "occurred_at": "2026-03-02"})],
)
def test_a_date_ahead_that_was_seen_to_is_no_longer_listed(
    office: Office, kind: str, fields: dict[str, Any]
) -> None:
    ahead = office.at("2026-03-02T09:00Z", ("payment.received", "BETA", "2026-03-03", "bo", paid("4")))
    entry = office.ledger.entry(ahead)
    assert entry is not None
    assert "ahead" in [row.found for row in goodwill.audit_clock(office.ledger, as_of=DAY).rows]
    change = fields | {"entry": str(entry.id), "reason": "a slip"}
    if "replacement" in change:
        change["replacement"] = paid("4")
    office.at("2026-03-04T09:00Z", (kind, "BETA", "2026-03-04", "bo", change))
    assert "ahead" not in [row.found for row in goodwill.audit_clock(office.ledger, as_of=DAY).rows]


def test_lists_read_from_envelopes_are_those_of_all_entries(tmp_path: Path) -> None:
    clock = SteppedClock()
    with Ledger.create(str(tmp_path / "goodwill.db"), clock=clock) as ledger:
        fill(ledger, clock, portfolio(clients=8, years=1, events=600, seed=3, until=date(2026, 6, 30)))
        entries = [*ledger.history()]
        marks = marks_by_entry(entries)
        facts = [entry for entry in entries if not isinstance(entry.event, Correction)]
        dated = {one.position: corrected(one, marks.get((one.stream, one.version), Mark())) for one in facts}
        for days in (0, 1, 2):
            late = [one.position for one in dated.values() if _passed(one) > days]
            found = goodwill.audit_late(ledger, days=days, as_of=date(2026, 6, 30))
            assert [row.position for row in found.rows] == late
            first = goodwill.audit_late(ledger, days=days, as_of=date(2026, 6, 30), most=2)
            assert first.rows == found.rows[:2]
        assert late
        back = []
        for one in facts:
            known = [
                (min(other.on, local_recording_day(other)), other.position)
                for other in facts
                if other.stream == one.stream and other.recorded_at < one.recorded_at
            ]
            if known and one.on < max(known)[0]:
                back.append((one.position, max(known)[1]))
        rows = goodwill.audit_backdated(ledger, as_of=date(2026, 6, 30)).rows
        assert [(row.position, row.newest_position) for row in rows] == back
        assert goodwill.audit_backdated(ledger, as_of=date(2026, 6, 30), most=2).rows == rows[:2]
        assert back


def _passed(entry: Entry) -> int:
    return (local_recording_day(entry) - entry.on).days
