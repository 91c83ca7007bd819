"""The structs are those that the models give."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger import events
from ledger.events import generate

MODULES = generate.modules()


@pytest.mark.parametrize("file", MODULES)
def test_a_generated_module_is_as_the_models_give_it(file: str) -> None:
    written = Path(events.__file__).with_name(file).read_text(encoding="utf-8")
    assert written == MODULES[file], "`python -m ledger.events.generate` writes it again"


def test_no_module_is_left_of_a_party_that_is_no_more() -> None:
    there = {path.name for path in Path(events.__file__).parent.glob("*.py")}
    assert there == {*MODULES, "base.py", "generate.py"}
