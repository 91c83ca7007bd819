"""How commands that look for faults write them: a line each, and exit code 3 if there are any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from commands.ui.failures import DIFFERENT
from commands.ui.output import Result, write
from commands.ui.printing import clean
from ledger.errors import Fault


def write_faults(ctx: click.Context, faults: Sequence[Fault], form: str, output: str | None) -> None:
    """Write faults, and end the command with its exit code."""

    def lines() -> Iterator[str]:
        for fault in faults:
            whose = f", {fault.client}" if fault.client else ""
            upto = "" if fault.last in {None, fault.position} else f" to {fault.last}"
            times = f" ({fault.times:,} times)" if fault.times > 1 else ""
            yield clean(f"{fault.position}{upto}{whose}{times}: {fault.what}; {fault.advice}")

    flat = [fault._asdict() for fault in faults]
    result = Result(whole=lambda: flat, rows=lambda: flat, columns=lambda: Fault._fields, lines=lines)
    write(result, form, output)
    if faults:
        ctx.exit(DIFFERENT)
