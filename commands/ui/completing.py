"""What a shell completes from the ledger: the codes of clients."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ledger.recording.entry_log import EntryLog


@contextmanager
def ledger_of(ctx: click.Context) -> Iterator[EntryLog | None]:
    """The ledger that a half-typed command line names; None if it cannot be read."""
    from commands.ui.clock import now
    from ledger.errors import LedgerError
    from ledger.recording.entry_log import EntryLog

    place = ctx.find_root().params.get("ledger") or os.environ.get("GOODWILL_LEDGER") or "./goodwill.db"
    with suppress(LedgerError, OSError):
        with EntryLog(place, clock=now) as ledger:
            yield ledger
        return
    yield None


def complete_client(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes of clients that begin as typed."""
    from click.shell_completion import CompletionItem

    from goodwill.names import codes

    with ledger_of(ctx) as ledger:
        found = codes(ledger) if ledger else iter(())
        return [CompletionItem(code) for code in found if code.startswith(incomplete)]


def complete_kinds(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The kinds of event that begin as typed, and their groups."""
    from click.shell_completion import CompletionItem

    from ledger.events import KINDS

    groups = dict.fromkeys(f"{kind.partition('.')[0]}.*" for kind in KINDS)
    return [CompletionItem(kind) for kind in (*groups, *KINDS) if kind.startswith(incomplete)]
