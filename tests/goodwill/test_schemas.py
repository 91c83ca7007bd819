"""The schemas take every document that is read, know every key, and refuse what is refused."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from goodwill.schemas import schema
from ledger.events.models import MODELS
from ledger.importing.mapping import Condition, Event, Files, Group, LeaveOut, LookUp, Mapping, Value
from projections.policy import render
from projections.policy.document import DEFAULT
from projections.policy.keys import keys_of, tables
from tests.helpers.places import ROOT

Draft202012Validator = pytest.importorskip("jsonschema").Draft202012Validator

SAMPLES = sorted((ROOT / "tests" / "samples").glob("*.jsonl"))
NO_LONGER = "'visits' is not one of"
"""What old ledgers hold and nobody should write today."""
TOML = re.compile(r"```toml\n(.*?)```", re.DOTALL)


@cache
def validator(of: str) -> Any:
    return Draft202012Validator(schema(of))


def errors(of: str, document: Any) -> list[str]:
    """What a schema finds wrong with a document."""
    return [error.message for error in validator(of).iter_errors(document)]


def as_json(value: Any) -> Any:
    """A TOML document as an editor sees it."""
    if isinstance(value, dict):
        return {name: as_json(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def mappings() -> list[tuple[str, str]]:
    """Every whole mapping of the examples, the tests and the documentation, with its name."""
    found = [
        (file.name, file.read_text(encoding="utf-8")) for file in sorted((ROOT / "examples").glob("*.toml"))
    ]
    for page in sorted((ROOT / "docs").rglob("*.md")):
        texts = TOML.findall(page.read_text(encoding="utf-8"))
        found += [(f"{page.name} {at}", text) for at, text in enumerate(texts) if "[[event]]" in text]
    return found


@pytest.mark.parametrize("of", ["events", "mapping", "policy"])
def test_a_schema_is_one_of_the_draft_that_it_names(of: str) -> None:
    Draft202012Validator.check_schema(schema(of))


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in mappings()])
def test_every_mapping_that_is_read_is_valid(text: str) -> None:
    assert errors("mapping", as_json(tomllib.loads(text))) == []


def test_the_schema_of_a_mapping_knows_every_key_that_is_read() -> None:
    found = schema("mapping")
    known = {"Mapping": found} | found["$defs"]
    for table in (Mapping, Files, LeaveOut, Event, Group, Condition, Value, LookUp):
        keys = {info.alias or name for name, info in table.model_fields.items()}
        assert keys == set(known[table.__name__]["properties"])
        assert known[table.__name__]["additionalProperties"] is False


EVENT = {"kind": "client.lost", "when": "Date", "fields": {"reason": "Reason"}}


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"event": []},
        {"event": [EVENT | {"kind": "client.lots"}]},
        {"event": [EVENT | {"wen": "Date"}]},
        {"event": [EVENT | {"fields": {"raeson": "Reason"}}]},
        {"event": [EVENT | {"fields": {}}]},
        {"event": [EVENT], "file": {"a": {"header": 0}}},
        {"event": [EVENT], "file": {"a": {"format": "pdf"}}},
        {"event": [EVENT], "leave_out": [{"reason": "x"}]},
    ],
)
def test_a_wrong_mapping_is_refused(document: dict[str, Any]) -> None:
    assert errors("mapping", {"event": [EVENT]}) == []
    assert errors("mapping", document)


def test_every_policy_that_is_read_is_valid() -> None:
    assert errors("policy", as_json(tomllib.loads(render(DEFAULT)))) == []
    page = (ROOT / "docs" / "reference" / "policy.md").read_text(encoding="utf-8")
    for text in TOML.findall(page):
        document = {"version": "v"} | tomllib.loads(text)
        assert errors("policy", as_json(document)) == []


def test_the_schema_of_a_policy_knows_every_key_that_is_read() -> None:
    for place, table in tables():
        found = schema("policy")
        for name in place:
            found = found["properties"][name]
        assert set(found["properties"]) == set(keys_of(table))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"version": ""},
        {"version": "v", "receivable": {}},
        {"version": "v", "receivables": {"bucket_edges": ["30"]}},
        {"version": "v", "receivables": {"allocation": "newest-first"}},
        {"version": "v", "reminders": {"steps": [{"after": "due"}]}},
        {"version": "v", "reminders": {"gap": 0}},
        {"version": "v", "reminders": {"steps": [{"after": "due", "days": 7, "fee": {"XXQ": 1}}]}},
    ],
)
def test_a_wrong_policy_is_refused(document: dict[str, Any]) -> None:
    assert errors("policy", {"version": "v"}) == []
    assert errors("policy", document)


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_every_sample_of_an_event_is_valid(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        found = json.loads(line)
        if found["shape"] == MODELS[file.stem].shape:
            wrong = errors("events", {"kind": file.stem, "event": found["state"]})
            assert [one for one in wrong if not one.startswith(NO_LONGER)] == []


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"kind": "client.lots"},
        {"kind": "client.lost", "event": {"raeson": "x"}},
        {"kind": "client.lost", "event": {}},
        {"kind": "client.lost", "clint": "A", "event": {"reason": "x"}},
    ],
)
def test_a_wrong_event_is_refused(line: dict[str, Any]) -> None:
    assert errors("events", {"kind": "client.lost", "client": "A", "event": {"reason": "x"}}) == []
    assert errors("events", line)
