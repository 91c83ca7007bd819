"""What attacks tried and found: how many cases of each held, and the figures that they noted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pytest

__all__ = ["FIGURES", "attacks"]

FIGURES = "figures"
"""The property of a test under which it notes its figures."""


def attacks(reports: Iterable[pytest.TestReport]) -> list[str]:
    """The lines that tell of the tests with the mark ``faults``, by name."""
    cases = defaultdict[str, list[pytest.TestReport]](list)
    for report in sorted(reports, key=lambda report: report.nodeid):
        if "faults" in report.keywords:
            cases[report.nodeid.rpartition("::")[2].partition("[")[0]].append(report)
    return [line for name in sorted(cases) for line in _told(name, cases[name])]


def _told(name: str, reports: list[pytest.TestReport]) -> Iterator[str]:
    held = sum(report.passed for report in reports)
    yield f"{name}: {held} of {len(reports)} cases held"
    for report in reports:
        case = report.nodeid.partition("[")[2].removesuffix("]")
        for key, text in report.user_properties:
            if key == FIGURES:
                yield f"    {case}: {text}" if case else f"    {text}"
