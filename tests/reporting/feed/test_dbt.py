"""The dbt project that declares the exported tables. dbt itself reads it in the how-to's check by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import goodwill
from ledger.store.placing import PlaceTaken
from reporting.catalogue.tables import CATALOGUE, chosen
from reporting.feed.dbt import sources


def declared(folder: Path) -> dict[str, dict[str, Any]]:
    """The tables that a project declares, by name, as a reader of YAML has them."""
    (source,) = yaml.safe_load((folder / "models" / "goodwill.yml").read_bytes())["sources"]
    return {table["name"]: table for table in source["tables"]}


def test_a_reader_of_yaml_has_just_what_the_catalogue_declares(tmp_path: Path) -> None:
    goodwill.export_dbt(tmp_path / "dbt")
    text = (tmp_path / "dbt" / "models" / "goodwill.yml").read_bytes()
    assert yaml.safe_load(text) == sources(chosen())
    assert yaml.safe_load((tmp_path / "dbt" / "dbt_project.yml").read_bytes())["name"] == "goodwill"
    tables = declared(tmp_path / "dbt")
    assert [*tables] == [table.name for table in chosen()]
    for name, table in tables.items():
        assert [column["name"] for column in table["columns"]] == CATALOGUE[name].without_personal().names
        assert all(column["description"].endswith(".") for column in table["columns"])


def test_keys_references_and_freshness_are_tests(tmp_path: Path) -> None:
    goodwill.export_dbt(tmp_path / "dbt", tables=["order_lines", "clients", "entries"])
    tables = declared(tmp_path / "dbt")
    lines = tables["order_lines"]
    assert lines["data_tests"] == [
        {"goodwill_unique_together": {"arguments": {"columns": ["position", "line"]}}}
    ]
    assert lines["config"]["loaded_at_field"] == "recorded_at"
    tests = {column["name"]: column.get("data_tests", []) for column in lines["columns"]}
    assert tests["client"] == [
        "not_null",
        {"relationships": {"arguments": {"to": "source('goodwill', 'clients')", "field": "client"}}},
    ]
    assert tests["product"] == ["not_null"], "products are not among the tables"
    assert tests["discount"] == []
    (client, *_) = tables["clients"]["columns"]
    assert client["data_tests"] == ["unique", "not_null"]
    assert "entries/*/*.parquet" in tables["entries"]["config"]["meta"]["external_location"]


def test_a_place_that_is_taken_is_left_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(PlaceTaken):
        goodwill.export_dbt(tmp_path)
    assert [*tmp_path.iterdir()] == []
