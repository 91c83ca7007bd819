"""Pauses Python's cycle collector, in processes of Goodwill alone.

A program that uses Goodwill as a library has set its collector as it likes, for all its threads. There, the
functions of this module do nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


class _Process:
    """This process; ``own`` says whether Goodwill started it."""

    own = False


def own_process() -> None:
    """Let the collector of this process be paused: it runs a command, or tasks of one."""
    _Process.own = True


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the collector: recording and folding make many objects but no cycles.

    Without the pause, the collector takes a sixth of the time.
    """
    pausing = _Process.own and gc.isenabled()
    if pausing:
        gc.disable()
    try:
        yield
    finally:
        if pausing:
            gc.enable()


@contextmanager
def made_to_stay() -> Iterator[None]:
    """Pause the collector, and leave what is made meanwhile to full collections alone.

    Else the collector would look at all of it twice more before it takes it for old. Within another pause
    this changes nothing.
    """
    outermost = _Process.own and gc.isenabled()
    with uncollected():
        yield
        if outermost:
            gc.freeze()
            gc.unfreeze()


@contextmanager
def collected_by_hand() -> Iterator[None]:
    """Pause the collector, and let ``collect`` look only at what was made since."""
    if not _Process.own:
        yield
        return
    with uncollected():
        gc.freeze()
        try:
            yield
        finally:
            gc.unfreeze()


def collect() -> None:
    """Free cycles of objects to which nothing refers any more, between large steps of a pause."""
    if _Process.own:
        gc.collect()
