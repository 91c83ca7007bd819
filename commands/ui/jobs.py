"""How many processes a command works with."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from commands.ui.options import Within

_LARGE: Final = 50_000  # entries; of fewer, another process takes as long to start as it saves
_JOBS: Final = 2  # unless --jobs asks for more, as each takes memory
_MOST: Final = 256  # a slip of the finger shall not start so many that the machine stands still

Command = TypeVar("Command", bound=Callable[..., Any])


def jobs_option(what: str) -> Callable[[Command], Command]:
    """The option ``--jobs``; ``what`` says what the processes do."""
    return click.option(
        "--jobs",
        type=Within(1, _MOST),
        metavar="N",
        help=f"{what}; without it, {_JOBS} for a ledger of {_LARGE:,} entries or more.",
    )


def usual_jobs(entries: int) -> int:
    """The number of processes for so many entries where ``--jobs`` does not say."""
    return min(_JOBS, os.cpu_count() or 1) if entries >= _LARGE else 1
