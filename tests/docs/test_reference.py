from __future__ import annotations

import pytest

from cli import COMMANDS
from docs.generate import pages
from ledger.events import KINDS
from tests.helpers.places import ROOT

REFERENCE = ROOT / "docs" / "reference"


@pytest.mark.parametrize("name", pages())
def test_a_generated_page_says_what_the_code_says(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == pages()[name], "`make docs` writes it again"


def test_every_command_is_documented() -> None:
    text = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    for section in COMMANDS.values():
        assert all(f"\n### {name}\n" in text for name in section)


def test_every_kind_is_documented() -> None:
    text = (REFERENCE / "kinds.md").read_text(encoding="utf-8")
    assert all(f"\n### {kind}\n" in text for kind in KINDS)
