"""The page of promises names each attack that `make faults` runs, and no other."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from tests.helpers.attacking import FIGURES, attacks
from tests.helpers.pages import DOCS, text_of
from tests.helpers.places import TESTS

PAGE = DOCS / "explanation" / "promises-under-attack.md"
_ATTACK = re.compile(r"^@pytest\.mark\.faults\n(?:[^\n]*\n)*?def (test_\w+)", re.MULTILINE)


def test_each_promise_names_the_attack_that_tests_it() -> None:
    named = {name for path in TESTS.rglob("test_*.py") for name in _ATTACK.findall(text_of(path))}
    assert named == set(re.findall(r"`(test_\w+)`", text_of(PAGE)))
    assert len(named) > 20


def test_what_attacks_tried_and_found_is_told_by_name() -> None:
    def report(case: str, *figures: str, held: bool = True, mark: str = "faults") -> Any:
        noted = [(FIGURES, text) for text in figures]
        return SimpleNamespace(
            nodeid=f"tests/test_x.py::{case}", keywords={mark: 1}, passed=held, user_properties=noted
        )

    reports = [
        report("test_b"), report("test_a[2]", held=False), report("test_a[1]", "9 kills"), report("test_c", mark="long"),
    ]  # fmt: skip
    assert attacks(reports) == [
        "test_a: 1 of 2 cases held", "    1: 9 kills", "test_b: 1 of 1 cases held",
    ]  # fmt: skip
