"""The page of promises names each attack that `make faults` runs, and no other."""

from __future__ import annotations

import re

from tests.docs.test_docs import DOCS, text_of
from tests.helpers.places import TESTS

PAGE = DOCS / "explanation" / "promises-under-attack.md"
_ATTACK = re.compile(r"^@pytest\.mark\.faults\n(?:[^\n]*\n)*?def (test_\w+)", re.MULTILINE)


def test_each_promise_names_the_attack_that_tests_it() -> None:
    attacks = {name for path in TESTS.rglob("test_*.py") for name in _ATTACK.findall(text_of(path))}
    assert attacks == set(re.findall(r"`(test_\w+)`", text_of(PAGE)))
    assert len(attacks) > 20
