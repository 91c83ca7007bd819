"""The laws of reading: a stored event is read as its model judges it, and written as the model writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from ledger.codec import decode_event, encode_event
from ledger.entry import Entry
from ledger.errors import Malformed, Unreadable
from ledger.events import KINDS, AnyEvent
from ledger.events.models import MODELS
from ledger.events.models.union import AnyModel
from ledger.judging import make_event
from tests.helpers.admissible import histories
from tests.helpers.depth import tries
from tests.helpers.places import SAMPLES
from tests.helpers.seen import saw, sees

DAMAGE: tuple[Any, ...] = (None, 1.5, "7?", {}, [], [{}], ["x", 1], {"colour": "red"})
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
_OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_MOMENTS = st.datetimes(timezones=_OFFSETS).map(lambda moment: moment.replace(fold=0))
_VALUES: dict[type, st.SearchStrategy[Any]] = {
    str: st.text(),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, places=None).filter(
        lambda number: len(number.as_tuple().digits) <= 24
    ),
    date: st.dates(),
    datetime: _MOMENTS,
    bool: st.booleans(),
    int: st.integers(),
    dict: st.dictionaries(st.text(), _JSON, max_size=3),
}
"""A value of every type that a field has; pydantic did not judge its characters and digits."""


def written(model: AnyModel) -> str:
    """The text that a model writes, as it was stored before there were structs."""
    return model.__pydantic_serializer__.to_json(model, exclude_defaults=True, by_alias=True).decode()


def struct_of(model: AnyModel) -> AnyEvent:
    return msgspec.convert(model, KINDS[model.kind], from_attributes=True)


def values(annotation: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type, whether or not a person could give them."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return values(inner[0])
    if origin in {Union, UnionType}:
        return st.one_of(st.none(), *(values(part) for part in inner if part is not type(None)))
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        return st.lists(values(inner[0]), max_size=3).map(tuple)
    if origin is None and issubclass(annotation, BaseModel):
        return models(annotation)
    return _VALUES[origin or annotation]


@cache
def models(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Models of a class that hold any values of the right types."""
    fields = {name: values(info.annotation) for name, info in model.model_fields.items()}
    return st.fixed_dictionaries(fields).map(lambda given: model.model_construct(**given))


def samples(kind: str) -> Iterator[dict[str, Any]]:
    for line in (SAMPLES / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def newest(kind: str) -> Iterator[str]:
    """Stored texts of a kind, in its newest shape."""
    for sample in samples(kind):
        if sample["shape"] == KINDS[kind].shape:
            yield encode_event(make_event(kind, sample["state"]))


@pytest.mark.parametrize("kind", KINDS)
def test_a_struct_has_the_fields_of_its_model(kind: str) -> None:
    fields, model = msgspec.structs.fields(KINDS[kind]), MODELS[kind]
    told = {field.name: (field.encode_name, field.required) for field in fields}
    assert told == {
        name: (info.alias or name, info.is_required()) for name, info in model.model_fields.items()
    }
    assert list(told) == list(model.model_fields)
    assert all(field.required or field.default == model.model_fields[field.name].default for field in fields)
    for name in ("kind", "shape", "party", "turn", "filled", "__doc__", "__name__"):
        assert getattr(KINDS[kind], name) == getattr(model, name)


@pytest.mark.parametrize("kind", KINDS)
@sees(1)
def test_every_sample_of_any_shape_is_read_as_its_model_judges_it(kind: str) -> None:
    for sample in samples(kind):
        raised = KINDS[kind].raised(sample["state"], sample["shape"])
        judged = MODELS[kind].model_validate_json(json.dumps(raised))
        assert decode_event(kind, sample["shape"], json.dumps(sample["state"])) == struct_of(judged)
        assert encode_event(struct_of(judged)) == written(judged)
        saw()


@sees(100)
@tries(25, 100)
@given(histories())
def test_what_the_rules_admit_is_read_as_its_model_judges_it(entries: list[Entry]) -> None:
    for entry in entries:
        text = encode_event(entry.event)
        judged = MODELS[entry.kind].model_validate_json(text)
        assert written(judged) == text
        assert repr(decode_event(entry.kind, entry.event.shape, text)) == repr(struct_of(judged))
        assert decode_event(entry.kind, entry.event.shape, text) == entry.event
        saw()


@pytest.mark.parametrize("kind", KINDS)
@sees(4)
@tries(10, 100)
@given(data=st.data())
def test_any_values_are_written_and_read_as_by_the_model(kind: str, data: st.DataObject) -> None:
    model = data.draw(models(MODELS[kind]))
    event, text = struct_of(model), written(model)
    assert encode_event(event) == text
    assert repr(decode_event(kind, event.shape, text)) == repr(event)
    saw()


@sees(10)
@tries(25, 100)
@given(fields=st.data())
def test_what_is_made_holds_the_values_that_the_model_holds(fields: st.DataObject) -> None:
    given_ = fields.draw(
        st.fixed_dictionaries(
            {
                "number": st.text(min_size=1).map(lambda text: f"n{text}"),
                "amount": st.decimals(-(10**12), 10**12, places=3).map(str),
                "due": st.dates().map(str),
                "at": st.datetimes(timezones=st.timezones()),
            }
        )
    )
    invoice = {name: given_[name] for name in ("number", "amount", "due")} | {"currency": "EUR"}
    visit = {"visit": given_["number"], "at": given_["at"], "channel": "visit", "purpose": "p"}
    for kind, wanted in (("invoice.issued", invoice), ("visit.planned", visit)):
        try:
            event = make_event(kind, wanted)
        except Malformed:
            with pytest.raises(ValidationError):
                MODELS[kind].model_validate(wanted)
        else:
            text = written(MODELS[kind].model_validate(wanted))
            assert encode_event(event) == text
            assert decode_event(kind, event.shape, text) == event
            saw()


@pytest.mark.parametrize("number", ["1", "1.00", "0.00", "-0", "1E+2", "1E-8"])
def test_a_number_stays_as_it_was_written(number: str) -> None:
    event = decode_event("points.granted", 1, json.dumps({"number": "1", "points": number}))
    assert json.loads(encode_event(event))["points"] == number


@pytest.mark.parametrize("kind", KINDS)
def test_damage_to_a_stored_event_is_found(kind: str) -> None:
    """Text of another form is found; a text that was damaged into another text of its form is not."""
    refused = 0
    for text in newest(kind):
        for damaged in damages(json.loads(text)):
            try:
                judged = struct_of(MODELS[kind].model_validate_json(damaged))
            except ValidationError:
                judged = None
            try:
                assert decode_event(kind, KINDS[kind].shape, damaged) == judged or "7?" in damaged
            except Unreadable:
                refused += 1
                assert judged is None, damaged
        with pytest.raises(Unreadable):
            decode_event(kind, KINDS[kind].shape, text[:-1])
    assert refused


def damages(fields: dict[str, Any]) -> Iterator[str]:
    """A stored event with a field less, one too many, or something else in the place of one."""
    yield json.dumps(fields | {"colour": "red"})
    for name in fields:
        yield json.dumps({other: value for other, value in fields.items() if other != name})
        for value in DAMAGE:
            yield json.dumps(fields | {name: value})
