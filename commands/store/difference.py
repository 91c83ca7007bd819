"""What another policy would change: a line for each figure, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.ui.differences import table
from commands.ui.output import Result, write
from commands.ui.settings import Settings
from ledger.text import counted
from ledger.times import end_text

if TYPE_CHECKING:
    from projections.framework.comparing import Comparison


_NOT_COMPARED = "Not compared: what would become of orders to come, by credit.on_excess."


def show_difference(settings: Settings, file: Path, *, form: str, output: str | None, **asked: Any) -> None:
    """Compare all views and lists under the policy in force with those under the policy of a file."""
    from commands.ui.opening import reading
    from commands.ui.policy_file import read_policy
    from goodwill import compare
    from projections.framework.comparing import Difference

    other = read_policy(file)
    with reading(settings) as ledger:
        found = compare(ledger, other, **asked)
    result = Result(
        whole=found.as_json,
        rows=lambda: (difference.as_json() for difference in found.differences),
        columns=lambda: Difference._fields,
        flat=lambda: (difference._asdict() for difference in found.differences),
        lines=lambda: _lines(found),
    )
    write(result, form, output)


def _lines(found: Comparison) -> Iterator[str]:
    known = f"known at {end_text(found.known_at)}, " if found.known_at else ""
    title = f"Policy {found.other} instead of {found.policy}, as of {found.as_of}"
    yield click.style(title, bold=True) + click.style(f", {known}position {found.position:,}", dim=True)
    yield ""
    if found.differences:
        yield from table(found.differences, ("NOW", "THEN", "CHANGE"))
        yield ""
        figures, clients = counted(len(found.differences), "figure"), counted(found.clients, "client")
        yield f"{figures} would change, of {found.changed:,} out of {clients}. Nothing has been changed."
    else:
        yield f"Nothing would change: {counted(found.clients, 'client')} would have the same figures."
    yield f"Compared: {', '.join(found.compared)}. {_NOT_COMPARED}"
