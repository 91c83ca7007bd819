"""Where things lie: the project, what tests compare with, and real data that may lie beside the project."""

from __future__ import annotations

import os
from pathlib import Path

TESTS = next(place for place in Path(__file__).resolve().parents if place.name == "tests")
ROOT = TESTS.parent
HELPERS = Path(__file__).resolve().parent
GOLDEN = TESTS / "golden"
SAMPLES = TESTS / "samples"
DATA = Path(os.environ.get("GOODWILL_TEST_DATA", ROOT.parent / "shared" / "data"))
PACKAGES = ("commands", "goodwill", "ledger", "projections", "reporting")
