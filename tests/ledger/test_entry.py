from __future__ import annotations

import json
import re
from typing import Annotated
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import StringConstraints, TypeAdapter, ValidationError

from ledger.entry import client_stream, entry_id, entry_ids, stream_of, version_in
from ledger.errors import Malformed, UnknownKind
from ledger.events import PlanSet
from ledger.events.models import MODELS
from ledger.judging import make_event
from ledger.problems import problem


@given(st.uuids(), st.integers(1, 2**32 - 1))
def test_an_entrys_id_leads_back_to_its_version(stream: UUID, version: int) -> None:
    assert version_in(stream, entry_id(stream, version)) == version
    assert entry_ids(stream)(version) == str(entry_id(stream, version))


def test_an_id_of_another_stream_names_no_version() -> None:
    assert version_in(client_stream("A"), entry_id(client_stream("B"), 1)) is None
    assert version_in(client_stream("A"), uuid4()) is None


def test_streams_are_one_per_client_one_per_manager_and_one_for_the_house() -> None:
    plan = {"period": "2026-01-01..2026-12-31", "metric": "visits", "target": "10"}
    streams = {
        stream_of(make_event("client.lost", {"reason": "moved"}), "A"),
        stream_of(make_event("client.lost", {"reason": "moved"}), "B"),
        stream_of(make_event("plan.set", {"manager": "A", **plan}), None),
        stream_of(make_event("plan.set", {"manager": "B", **plan}), None),
        stream_of(make_event("rate.set", {"base": "EUR", "quote": "AZN", "rate": "1.9"}), None),
    }
    assert len(streams) == 5
    rate = make_event("rate.set", {"base": "EUR", "quote": "HUF", "rate": "400"})
    assert stream_of(rate, None) in streams


def test_an_event_of_a_client_needs_one_and_an_event_of_the_house_has_none() -> None:
    with pytest.raises(Malformed, match="say whose"):
        stream_of(make_event("client.lost", {"reason": "moved"}), None)
    with pytest.raises(Malformed, match="belongs to the house"):
        stream_of(make_event("rate.set", {"base": "EUR", "quote": "AZN", "rate": "1.9"}), "A")


def test_every_problem_of_an_event_is_named_at_once() -> None:
    with pytest.raises(Malformed) as wrong:
        make_event(
            "order.placed", {"number": " ", "lines": [{"product": "a", "quantity": 1.5}], "colour": "red"}
        )
    assert dict(wrong.value.problems) == {
        "number": "it is empty",
        "currency": "it is missing",
        "lines.1.quantity": "write 1.5 as text, because a binary fraction cannot hold a cent exactly",
        "lines.1.unit_price": "it is missing",
        "colour": "there is no such field",
    }
    assert "goodwill kinds order.placed" in str(wrong.value)


def test_a_control_character_in_a_number_is_named() -> None:
    with pytest.raises(
        Malformed, match="number: a line break, a tab or another control character is in it; leave"
    ):
        make_event("order.placed", {"number": "A\n1", "currency": "EUR"})


def test_a_kind_nobody_knows_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownKind, match=r"did you mean 'order\.placed'\?"):
        make_event("order.plcaed", {})
    with pytest.raises(UnknownKind, match="goodwill kinds"):
        make_event("zzz", {})


@pytest.mark.parametrize("word", ["refund", "refunds"])
def test_the_first_word_of_a_kind_is_answered_with_the_kinds_that_begin_with_it(word: str) -> None:
    known = ["refund.issued", "refund.promised", "refund.paid", "order.placed"]

    assert "; did you mean 'refund.issued', 'refund.promised' or 'refund.paid'?" in str(
        UnknownKind(word, known)
    )


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("amount", "1,5", "'1,5' is not a number; write 1.5"),
        ("amount", "-1.000,00", "'-1.000,00' is not a number; write -1000.00"),
        ("amount", "1,000.00", "'1,000.00' is not a number; write 1000.00"),
        ("amount", "1 000 000", "'1 000 000' is not a number; write 1000000"),
        ("amount", "1,000", "'1,000' can be read in 2 ways: for thousands write 1000; for a decimal comma write 1.00"),
        ("amount", "a lot", "'a lot' is not a number; write it like 12.50"),
        ("amount", "NaN", "'NaN' is not a number; write it like 12.50"),
        ("amount", "1" * 17, f"'{'1' * 17}' is too long; at most 16 digits stand before the point and 8 after it"),
        ("amount", "0.000000001", "'0.000000001' is too long; at most 16 digits stand before the point and 8 after it"),
        ("currency", "ron", "'ron' is no currency; write RON"),
        ("currency", "lei noi", "'lei noi' is no currency; write three capital letters of ISO 4217, such as EUR"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_read_says_how_it_is_written(field: str, given: str, said: str) -> None:
    fields = {"number": "1", "amount": "1", "currency": "EUR", field: given}
    with pytest.raises(Malformed) as wrong:
        make_event("invoice.issued", fields)
    assert wrong.value.problems == ((field, said),)


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("client.registered", {"country": "az"}, "'az' is no country; write AZ"),
        ("client.registered", {"country": "Azerbaijan"}, "'Azerbaijan' is no country; write two capital letters of ISO 3166, such as AZ"),
        ("client.registered", {"locale": "Romanian"}, "'Romanian' is no language; write it like ro or ro-RO"),
        ("report.submitted", {"month": "2026-13"}, "'2026-13' is no month; write it like 2026-03"),
        ("plan.set", {"period": "spring"}, "'spring' is not a period; write it like 2026-03, 2026-Q1, 2026 or 2026-01-01..2026-03-31"),
        ("plan.set", {"period": "2026-13"}, "'2026-13' is not a period; write it like 2026-03, 2026-Q1, 2026 or 2026-01-01..2026-03-31"),
    ],
)  # fmt: skip
def test_a_text_of_another_form_is_refused_with_its_form(
    kind: str, fields: dict[str, str], said: str
) -> None:
    with pytest.raises(Malformed) as wrong:
        make_event(kind, fields)
    assert (*fields, said) in wrong.value.problems


def test_no_refusal_shows_a_regular_expression() -> None:
    schemas = [TypeAdapter(model).json_schema() for model in MODELS.values()]
    patterns = set(re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', json.dumps(schemas)))
    assert len(patterns) >= 5
    for pattern in map(json.loads, patterns):
        with pytest.raises(ValidationError) as wrong:
            TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)]).validate_python("\0 (?)")
        (error,) = wrong.value.errors()
        assert pattern not in problem(error)[1]


@pytest.mark.parametrize(
    ("given", "recorded"),
    [
        ("2026-11", "2026-11-01..2026-11-30"),
        ("2024-02", "2024-02-01..2024-02-29"),
        ("2026-q1", "2026-01-01..2026-03-31"),
        ("2026", "2026-01-01..2026-12-31"),
        ("2026-11-05", "2026-11-05..2026-11-05"),
        ("2026-Q1 .. 2026-Q2", "2026-01-01..2026-06-30"),
        ("2026-01-15..2026-02-14", "2026-01-15..2026-02-14"),
    ],
)
def test_a_plan_is_set_for_a_month_a_quarter_or_a_year(given: str, recorded: str) -> None:
    plan = make_event("plan.set", {"manager": "Anna", "period": given, "metric": "deals", "target": "9"})
    assert isinstance(plan, PlanSet)
    assert plan.period == recorded


def test_a_number_may_have_16_digits_before_the_point_and_8_after_it() -> None:
    make_event("invoice.issued", {"number": "1", "currency": "EUR", "amount": f"{'9' * 16}.{'9' * 8}"})


@pytest.mark.parametrize("given", ["fifty", 1.5])
def test_a_whole_number_is_asked_for_in_plain_words(given: object) -> None:
    with pytest.raises(Malformed, match=f"level: '{given}' is not a whole number"):
        make_event("reminder.sent", {"number": "1", "level": given, "channel": "mail", "documents": ["1"]})
