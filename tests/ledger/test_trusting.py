"""The law of reading back: a stored event reads as if it were judged again, and damage is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from ledger.codec import encode_event, stored_validator
from ledger.entry import Entry, make_event
from ledger.events import KINDS, Event
from tests.helpers.admissible import histories
from tests.helpers.places import SAMPLES

DAMAGE: tuple[Any, ...] = (None, 1.5, "7?", {}, [], [{}], ["x", 1], {"colour": "red"})


def written(kind: str) -> Iterator[str]:
    """Stored texts of a kind, in its newest shape."""
    for line in (SAMPLES / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines():
        sample = json.loads(line)
        if sample["shape"] == KINDS[kind].shape:
            yield encode_event(make_event(kind, sample["state"]))


def read(event: type[Event], text: str, *, judged: bool) -> object:
    """All that a text is read as; None where it is refused."""
    validator = event.__pydantic_validator__ if judged else stored_validator(event)
    try:
        found = validator.validate_json(text)
    except ValidationError:
        return None
    return found, repr(found), found.model_fields_set


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_event_is_read_as_if_it_were_judged_again(kind: str) -> None:
    for text in written(kind):
        found = read(KINDS[kind], text, judged=False)
        assert found is not None
        assert found == read(KINDS[kind], text, judged=True)


@given(histories())
def test_whatever_the_rules_admit_is_read_as_if_it_were_judged_again(entries: list[Entry]) -> None:
    for entry in entries:
        text = encode_event(entry.event)
        found = read(type(entry.event), text, judged=False)
        assert found is not None
        assert found == read(type(entry.event), text, judged=True)


@pytest.mark.parametrize("kind", KINDS)
def test_damage_to_a_stored_event_is_found_as_if_it_were_judged_again(kind: str) -> None:
    refused = 0
    for text in written(kind):
        for damaged in damages(json.loads(text)):
            said = [read(KINDS[kind], damaged, judged=judged) for judged in (False, True)]
            assert said[0] == said[1], damaged
            refused += said[0] is None
        assert read(KINDS[kind], text[:-1], judged=False) is None
    assert refused


def damages(fields: dict[str, Any]) -> Iterator[str]:
    """A stored event with a field less, one too many, or something else in the place of one."""
    yield json.dumps(fields | {"colour": "red"})
    for name in fields:
        yield json.dumps({other: value for other, value in fields.items() if other != name})
        for value in DAMAGE:
            yield json.dumps(fields | {name: value})
