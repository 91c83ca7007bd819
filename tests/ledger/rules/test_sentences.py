"""Each refusal says what is wrong, and then what to do next."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from operator import attrgetter

import pytest

import ledger.rules
from ledger.rules.corrections import ReplacementRefused
from ledger.rules.refusals import Rule

_OF_ANOTHER: set[type[Rule]] = {ReplacementRefused}
"""It passes the sentence of another refusal on, with its next step."""

for _module in pkgutil.iter_modules(ledger.rules.__path__):
    importlib.import_module(f"ledger.rules.{_module.name}")


def _below(rule: type[Rule]) -> Iterator[type[Rule]]:
    for one in rule.__subclasses__():
        yield one
        yield from _below(one)


@pytest.mark.parametrize(
    "rule", sorted({*_below(Rule)} - _OF_ANOTHER, key=attrgetter("code")), ids=attrgetter("code")
)
def test_a_refusal_ends_with_a_next_step(rule: type[Rule]) -> None:
    assert rule.what
    assert rule.advice
