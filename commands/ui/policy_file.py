"""A policy as a file that a person names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from projections import Policy

POLICY_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


def read_policy(file: Path) -> Policy:
    """The policy in a file.

    Raises:
        Faults: the policy has faults; each is given with its line.
    """
    from commands.ui.failures import Faults
    from commands.ui.inputs import DOCUMENT, name_of, reading_text
    from ledger.text import counted
    from projections.policy import read

    name = name_of(str(file))
    try:
        with reading_text(str(file), DOCUMENT) as stream:
            found, faults = read(stream.read())
    except UnicodeDecodeError:
        raise click.ClickException(f"{name} is not UTF-8; save it as UTF-8") from None
    if faults:
        lines = [f"{name}:{fault.line or 1}: {fault.what}" for fault in faults]
        raise Faults(lines, f"{counted(len(faults), 'fault')} in {name}; see docs/reference/policy.md")
    return found
