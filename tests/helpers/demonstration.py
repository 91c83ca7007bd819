"""Portfolios of the demonstration that the processes of a run record once for all."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from commands.demo.portfolio import SteppedClock, fill, portfolio
from ledger import Ledger
from tests.helpers.once import made_once

__all__ = ["copied", "recorded", "small", "whole"]


def whole(factory: pytest.TempPathFactory) -> Path:
    """The portfolio that ``goodwill demo`` generates where no option is given."""
    return made_once(factory, "demonstration", recorded) / "goodwill.db"


def small(factory: pytest.TempPathFactory) -> Path:
    """A year of twelve clients, in which bands fall."""
    make = partial(recorded, clients=12, years=1, events=600)
    return made_once(factory, "small demonstration", make) / "goodwill.db"


def recorded(place: Path, **options: Any) -> None:
    """Make a ledger with a portfolio in a folder, without stored views."""
    clock, batches = SteppedClock(), [*portfolio(**options)]
    with Ledger.create(str(place / "goodwill.db"), clock=clock) as ledger:
        assert fill(ledger, clock, batches) == sum(len(batch.drafts) for batch in batches)


def copied(made: Path, place: Path) -> Path:
    """A copy of a ledger, at a place where a test may write to it."""
    shutil.copyfile(made, place)
    return place
