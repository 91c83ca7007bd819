from __future__ import annotations

import json

import pytest

from commands.record.kinds import parties
from ledger.events import KINDS
from ledger.events.models import MODELS
from ledger.events.models.fields import fields_of
from tests.conftest import Golden
from tests.helpers.commanding import ran, run


def test_the_list_of_kinds_is_as_agreed(golden: Golden) -> None:
    golden("kinds.txt", ran("kinds").stdout)


def test_the_page_of_a_kind_is_as_agreed(golden: Golden) -> None:
    golden("kinds-order.placed.txt", ran("kinds", "order.placed").stdout)


def test_every_kind_is_in_one_party() -> None:
    assert sorted(model.kind for models in parties().values() for model in models) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_page_with_its_meaning_its_fields_and_an_example(kind: str) -> None:
    shown = ran("kinds", kind).stdout
    assert shown.startswith(f"{kind}: ")
    assert f"goodwill record {kind}" in shown
    assert all(name.rstrip("_") in shown for name in KINDS[kind].__struct_fields__)


def test_json_is_the_schema_of_one_kind_or_of_all() -> None:
    one = json.loads(ran("kinds", "client.covered", "--format", "json").stdout)
    assert one["title"] == "client.covered"
    assert one["required"] == ["deputy", "from", "until", "reason"]
    everything = json.loads(ran("kinds", "--format", "json").stdout)
    assert list(everything) == list(KINDS)
    assert everything["client.covered"] == one


def test_an_unknown_kind_is_refused_with_one_that_is_near() -> None:
    done = run("kinds", "order.plced")
    assert done.exit_code == 1
    assert "did you mean 'order.placed'?" in done.stderr


def test_help_shows_no_marks_of_docstrings() -> None:
    assert "supersedes client.covered" in " ".join(ran("record", "manager.covered", "--help").stdout.split())


def test_help_promises_people_no_table_that_there_is_not() -> None:
    assert "--format FORMAT  json for programs, in UTF-8.  [default: json]" in ran("schema", "--help").stdout


def test_every_field_of_a_kind_has_a_meaning() -> None:
    fields = [(kind, field) for kind, model in MODELS.items() for field in fields_of(model)]
    parts = [(f"{kind} {field.name}", part) for kind, field in fields for part in field.parts]
    assert len(parts) > 50
    assert [(place, field.name) for place, field in [*fields, *parts] if not field.about] == []
