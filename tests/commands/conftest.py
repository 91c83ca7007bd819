"""What tests of commands share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.helpers.warm import EVERYTHING, Warm


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """A process that has every command imported, so that kills hit its work and not its start."""
    with closing(Warm(tmp_path_factory.mktemp("warm"), f"{EVERYTHING}\nimport cli, psycopg")) as warm:
        yield warm
