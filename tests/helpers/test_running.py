"""What a run of the tests says of itself."""

from __future__ import annotations

import pytest

from tests.helpers.running import seconds_by_file


def report(nodeid: str, seconds: float) -> pytest.TestReport:
    return pytest.TestReport(nodeid, ("", 0, ""), {}, "passed", None, "call", duration=seconds)


def test_the_file_whose_tests_took_longest_is_first() -> None:
    reports = [report("a.py::x", 0.5), report("b.py::x", 0.75), report("a.py::y[b.py::x]", 0.5)]
    assert seconds_by_file(reports) == [("a.py", 1.0), ("b.py", 0.75)]
