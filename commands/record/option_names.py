"""The options of ``record`` that give a field of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.events.models.fields import FieldOf


def option_names(field: FieldOf) -> list[str]:
    """The options that give a field: ``--line`` or ``--lines``, ``--from``."""
    whole = f"--{field.name.replace('_', '-')}"
    return [whole.removesuffix("s"), whole] if field.many and whole.endswith("s") else [whole]
