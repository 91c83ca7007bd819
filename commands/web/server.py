"""The server: cheroot, which listens and gives each question to the guard."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click
from cheroot import wsgi

from commands.ui.failures import complain

if TYPE_CHECKING:
    from commands.web.guard import Guard

_THREADS: Final = 16
_LARGEST: Final = 64 * 1024
"""Bytes of a question; a page takes no body."""
_ERROR: Final = 40
"""The level from which cheroot tells of faults of ours, and not of browsers that went away."""


class Server(wsgi.Server):
    """A server that tells what went wrong in one line."""

    max_request_header_size = _LARGEST
    max_request_body_size = _LARGEST

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:  # noqa: FBT001, FBT002 - as cheroot has it
        """Print a fault on standard error."""
        del traceback
        if level >= _ERROR:
            complain(f"the server had to give up a question: {msg.strip().partition(chr(10))[0]}")


@contextmanager
def listening(app: Guard, host: str, port: int) -> Iterator[Server]:
    """A server that listens, until the context ends or is interrupted.

    Raises:
        click.ClickException: it cannot listen there.
    """
    server = Server((host, port), app, numthreads=_THREADS, server_name="goodwill")
    try:
        with socket.create_server((host, port), family=_family(host)):
            pass  # it tells the cause, which cheroot would leave in its own words
        server.prepare()
    except OSError as wrong:
        cause = (wrong.strerror or str(wrong)).lower()
        raise click.ClickException(
            f"it cannot listen on {host}, port {port}: {cause}; give another --port, or --host"
        ) from None
    try:
        yield server
    except KeyboardInterrupt:
        return
    finally:
        server.stop()


def _family(host: str) -> socket.AddressFamily:
    """The kind of an address: of IPv6 if it has colons."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET
