"""Connections to one SQLite file, which threads share and which stay open for the next use."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

_KEPT = 5  # the most connections that stay open while nobody uses them


class Connections:
    """Connections that one function opens; each belongs to one thread at a time.

    Single calls of a deque cannot be interrupted, so no lock is needed, and any thread may close them.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._idle: deque[sqlite3.Connection] = deque()
        self._kept = _KEPT

    @contextmanager
    def cursor(self) -> Iterator[sqlite3.Cursor]:
        """A cursor on a connection of its own. In the end an open transaction is rolled back."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            with closing(connection.cursor()) as cursor:
                yield cursor
        finally:
            self._give_back(connection)

    def close(self) -> None:
        """Close the connections; one that is in use closes when it is given back."""
        self._kept = 0
        self._close_others()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        try:
            connection.rollback()
        except sqlite3.Error:  # the disk has failed; closing rolls back too
            connection.close()
            return
        self._idle.append(connection)
        self._close_others()  # close may have been called since

    def _close_others(self) -> None:
        with suppress(IndexError):  # another thread has taken the last one
            while len(self._idle) > self._kept:
                self._idle.popleft().close()
