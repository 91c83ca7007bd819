from __future__ import annotations

from cli import COMMANDS
from docs.generate import pages
from ledger.events import KINDS
from tests.helpers.places import ROOT

REFERENCE = ROOT / "docs" / "reference"


def test_the_generated_pages_say_what_the_code_says() -> None:
    stale = [name for name, text in pages().items() if (REFERENCE / name).read_text(encoding="utf-8") != text]
    assert stale == [], "`make docs` writes them again"


def test_every_command_is_documented() -> None:
    text = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    for section in COMMANDS.values():
        assert all(f"\n### {name}\n" in text for name in section)


def test_every_kind_is_documented() -> None:
    text = (REFERENCE / "kinds.md").read_text(encoding="utf-8")
    assert all(f"\n### {kind}\n" in text for kind in KINDS)
