"""What the documentation of importing says is true: its mappings load, and every key is in the reference."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger.importing import load_mapping
from ledger.importing.mapping import Condition, Event, Files, Group, LeaveOut, LookUp, Mapping, Value
from tests.helpers.places import ROOT

DOCS = ROOT / "docs"
REFERENCE = (DOCS / "reference" / "mapping.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("document", blocks(REFERENCE, "toml"))
def test_every_mapping_of_the_reference_makes_sense(tmp_path: Path, document: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(document, encoding="utf-8")

    assert load_mapping(path).event


@pytest.mark.parametrize("table", [Mapping, Files, Group, LeaveOut, Event, Value, LookUp, Condition])
def test_every_key_of_a_mapping_is_in_the_reference(table: type[Mapping | Files | Value]) -> None:
    keys = {info.alias or name for name, info in table.model_fields.items()}

    missing = {key for key in keys if not re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", REFERENCE)}
    assert missing == set()
