"""An event as a person typed it, before it is a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ledger.events.models.fields import FieldOf

if TYPE_CHECKING:
    from ledger.events.models.union import AnyModel


class Typed(NamedTuple):
    """An event as it was typed.

    Attributes:
        ctx: of the command that reads it; errors name it.
        model: of the kind of event.
        fields: those that the command takes.
        client: the client's code; None if none was typed.
        values: the fields by name, as JSON has them.
        at: when it happened; None if that was not typed.
        envelope: ``on_behalf_of``, ``key`` and ``causation``.
        changes: of a correction: ``field=value`` for each field that changes.
    """

    ctx: click.Context
    model: type[AnyModel]
    fields: Sequence[FieldOf]
    client: str | None
    values: Mapping[str, Any]
    at: datetime | None
    envelope: Mapping[str, str | None]
    changes: Sequence[str] = ()
