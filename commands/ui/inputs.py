"""The text that a command reads from a file, a pipe or standard input, within bounds."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from stat import S_ISFIFO
from typing import BinaryIO, TextIO, cast

import click

DOCUMENT = 1 << 20
"""The most bytes of a document that a person writes, such as a policy."""
EVENTS = 256 << 20
"""The most bytes of events that are recorded all or none."""

_PATIENCE, _PAUSE = 5.0, 0.05  # seconds


def name_of(path: str) -> str:
    """What messages call the file."""
    return "standard input" if path == "-" else path


@contextmanager
def reading_text(path: str, most: int) -> Iterator[TextIO]:
    """The text of a file in UTF-8, without a byte order mark; of standard input for a path of ``-``.

    Args:
        path: the file or pipe.
        most: the most bytes that are read.

    Raises:
        OutOfBounds: there are more bytes, a line does not end, or no program writes into a pipe.
        OSError: it cannot be read.
    """
    from ledger.importing.guarding import Guarded

    name = name_of(path)
    with _opened(path) as raw, Guarded(name, raw, None, lines=True, most=most) as bounded:
        yield TextIOWrapper(cast("BinaryIO", bounded), encoding="utf-8-sig")


def _opened(path: str) -> BinaryIO:
    if path == "-" or not S_ISFIFO(os.lstat(path).st_mode):
        return cast("BinaryIO", click.open_file(path, "rb"))
    return os.fdopen(_with_a_writer(path), "rb")


def _with_a_writer(path: str) -> int:
    """Open a named pipe for reading when a program writes into it; a plain ``open`` would wait for ever."""
    from ledger.importing.faults import OutOfBounds

    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))  # from now on a pipe without a writer says so
    watch = select.poll()
    watch.register(file, select.POLLIN)
    until = time.monotonic() + _PATIENCE
    while [(file, select.POLLHUP)] == watch.poll(0):
        if time.monotonic() > until:
            os.close(file)
            raise OutOfBounds(
                f"no program wrote into the pipe {path} for {_PATIENCE:g} seconds",
                "start the program first, or save its output as a file",
            )
        time.sleep(_PAUSE)
    os.set_blocking(file, True)
    return file
